"""Card numbers that somebody types into every field are nowhere afterwards: no page, no PDF, no picture, no file.

The control puts the same numbers into the tables behind Kassa's back: then each document shows them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from app.counter.day_files import report_pdf
from app.counter.person_document import person_file
from app.counter.receipt_composer import ReceiptComposer
from app.counter.receipt_file import pdf_of_lines, receipt_file
from app.counter.receipt_html import receipt_html
from app.words import words_of
from hardware.printer.layout import as_text, lay_out
from hardware.printer.picture import as_picture
from integrations.account_statements.statement_pdf import statement_pdf
from integrations.gift_card_sheets.card_sheets import draw_card_sheets
from integrations.label_sheets.sheets import SheetOrder, label_sheets
from models.card_data import has_card_data
from models.catalogue.quick_keys import QuickKeyPage
from models.errors import Refused
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.labels.label_text import LabelText
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.ordering_rules import OrderingRules
from models.quantity import Unit
from models.selling.customer_account import AccountTerms, AccountWish
from models.selling.till_event import AddNote, Cancel, DiscountBasket, OpenDrawer, ShowCode
from operations.catalogue.promotion_changes import create_promotion
from operations.catalogue.quick_key_changes import arrange_quick_keys
from operations.members.member_changes import change_member
from operations.members.member_rights import export_member
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.purchasing.receiving import receive_goods
from operations.selling.account_statements import statement_of
from operations.selling.customer_account_office import change_account, receive_account_payment
from store import catalogue, schema, shop
from store.cash import z_reports
from store.database.engine import Store
from tests.app.test_hostile_fields import STEPS, Shop
from tests.builders import AT, DAY, LOCATIONS, OFFICE_ACTOR, kr
from tests.cards import NUMBERS, TRACK_2
from tests.operations.cash.shop_days import ShopDays
from tests.operations.members.joined import ASA, join
from tests.operations.selling.account_trade import VIKEN, buy_and_pay_later

CANARIES = (NUMBERS[1], NUMBERS[4], "3782 822463 10005", TRACK_2)
#: What is sought, without what is put between digits.
DIGITS = tuple("".join(sign for sign in each if sign.isdigit())[:15] for each in CANARIES)


@dataclass
class Documented:
    """A shop with a sale, a closed day, a member, and a customer account, of which there are documents."""

    texts: Shop
    member: str
    account: str
    sale: int

    @property
    def store(self) -> Store:
        return self.texts.store


@pytest.fixture
def documented(sqlite_store: Store) -> Documented:
    texts = Shop(sqlite_store)
    store = texts.store
    account = buy_and_pay_later(store, at=AT)
    member = join(store)
    days = ShopDays(store, texts.anna)
    days.open()
    sale = days.sell()
    days.count()
    days.close()
    return Documented(texts, member.id, account.number, sale.id)


def fields_beside(shop_of: Documented) -> list[Callable[[str], object]]:
    """Fields of customers, of members and of a till, which the hostile texts of the office do not have."""
    store, anna = shop_of.store, shop_of.texts.anna
    details, terms = VIKEN, AccountTerms(100_00)

    def account(**other: str) -> object:
        wish = AccountWish(replace(details, **other), terms)
        return change_account(store, OFFICE_ACTOR, shop_of.account, wish, at=AT)

    def member(**other: Any) -> object:
        return change_member(store, OFFICE_ACTOR, shop_of.member, replace(ASA, **other), at=AT)

    return [
        lambda text: account(name=text),
        lambda text: account(address=text),
        lambda text: account(contact=text),
        lambda text: member(name=text),
        lambda text: member(notes=text),
        lambda text: member(postcode=text[:10]),
        lambda text: receive_account_payment(store, OFFICE_ACTOR, shop_of.account, kr(1), text, at=AT),
        anna.scan,
        lambda text: anna.do(AddNote, text=text),
        lambda text: anna.do(ShowCode, code=text),
        lambda text: anna.do(DiscountBasket, rate_ppm=100_000, reason=text),
        lambda text: anna.do(OpenDrawer, reason=text),
        lambda text: anna.do(Cancel, reason=text),
        lambda text: receive_goods(
            store,
            OFFICE_ACTOR,
            CountedDelivery(
                text[:20], (CountedGoods("MILK", Decimal(1)),), supplier_code="GROSS", location_id=1, note_number=text
            ),
            at=AT,
        ),
        lambda text: receive_goods(
            store,
            OFFICE_ACTOR,
            CountedDelivery("lot" + text[:9], (CountedGoods("MILK", Decimal(1), lot=text),), location_id=1),
            at=AT,
        ),
        lambda text: set_ordering_rules(
            store, OFFICE_ACTOR, OrderingRules("GROSS", "a@example.com", customer_number=text), at=AT
        ),
        lambda text: create_promotion(
            store, OFFICE_ACTOR, replace(shop_of.texts.promotion, id=0, name="x", coupon=text), at=AT
        ),
        lambda text: arrange_quick_keys(store, OFFICE_ACTOR, LOCATIONS[0].id, [QuickKeyPage(text, ("MILK",))], at=AT),
    ]


def text_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF-")
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def documents(shop_of: Documented) -> Iterator[tuple[str, str]]:
    """Each document that leaves the shop, as text; PDFs are read as whoever opens them reads them."""
    store, composer = shop_of.store, ReceiptComposer(shop_of.store, "sv")
    whole = composer.compose(shop_of.sale)
    lines = lay_out(whole, 42)
    yield "receipt on paper", as_text(lines, 42)
    yield "receipt as a picture", as_picture(lines, 42)
    yield "receipt in an e-mail", receipt_html(lines, 42, "sv", whole.seller.company)
    yield "receipt as PDF", text_of(receipt_file(composer, shop_of.sale).pdf())
    yield "page of lines", text_of(pdf_of_lines(whole.seller.company, lines))
    facts = export_member(store, OFFICE_ACTOR, shop_of.member, at=AT)
    statement = statement_of(store, OFFICE_ACTOR, shop_of.account, DAY - timedelta(days=1), DAY + timedelta(days=1))
    yield "statement", text_of(statement_pdf(statement))
    with store.view() as view:
        company, name = shop.get_shop(view), catalogue.get_product(view, "MILK").name
        yield "person", text_of(person_file(facts, company, words_of("sv")))
        label = LabelText(name, kr(1990), Unit.PIECE)
        yield "label", text_of(label_sheets([label], SheetOrder(), DAY))
        yield "cards", text_of(draw_card_sheets(["KXG000000000000000000"], company.company, "sv"))
        (report,) = z_reports.all_reports(view)
        yield "Z report", text_of(report_pdf(view, report, ReceiptLanguage.SWEDISH))
    yield "everything about a person", json.dumps(facts, ensure_ascii=False)


def places_in(store: Store) -> Iterator[str]:
    """The tables and columns that hold a canary."""
    with store.view() as view:
        for table in schema.metadata.sorted_tables:
            for row in view.execute(sa.select(table)).mappings():
                yield from (f"{table.name}.{name}: {value}" for name, value in row.items() if hits(str(value)))


def hits(text: str) -> list[str]:
    """The canaries in a text, whatever is between their digits."""
    digits = "".join(sign for sign in text if sign.isdigit())
    return [each for each in DIGITS if each in digits]


def test_no_card_number_is_in_any_document_or_file(documented: Documented) -> None:
    store = documented.store
    for canary in CANARIES:
        for step in STEPS:
            with suppress(Refused):
                step(documented.texts, partial(str, canary))
        for field in fields_beside(documented):
            with suppress(Refused):
                field(canary)
    assert {name for name, text in documents(documented) if hits(text)} == set()
    assert list(places_in(store)) == []
    store.close()
    assert store.file is not None
    for file in store.file.parent.rglob("*"):
        if file.is_file():
            assert not [each for each in DIGITS if each.encode() in file.read_bytes()], file.name


#: What the control writes behind Kassa's back, and the documents that show it.
CONTROLS: dict[str, tuple[sa.Table, str, tuple[str, ...]]] = {
    "the company": (
        schema.shop,
        "company",
        (
            *("receipt on paper", "receipt as a picture", "receipt in an e-mail", "receipt as PDF", "page of lines"),
            *("cards", "Z report", "person", "statement"),
        ),
    ),
    "a product": (schema.product, "name", ("label",)),
    "a member": (schema.member, "name", ("person", "everything about a person")),
    "a customer": (schema.customer_account, "name", ("statement",)),
}


@pytest.mark.parametrize("what", CONTROLS)
def test_control_a_number_that_came_past_the_border_is_seen_in_each_document(documented: Documented, what: str) -> None:
    table, column, places = CONTROLS[what]
    assert has_card_data(NUMBERS[1])
    with documented.store.transaction() as tx:
        tx.execute(table.update().values({column: f"A {NUMBERS[1]}"}))
    shown = {name for name, text in documents(documented) if hits(text)}
    assert set(places) <= shown
