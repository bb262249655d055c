"""The Norwegian audit file: everything that happened at the tills, in the form of Skatteetaten's own schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from app.counter.journal_periods import NothingRegistered, WrongPeriod
from app.counter.saft_file import SaftSummary, SaftWish, save_saft, write_saft
from models.catalogue.product import Category, Product, TaxCategory
from models.jurisdiction.tax_rules import TaxRate
from models.money import Money
from models.pricing.price_list import Price
from models.quantity import Unit
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import DiscountLine, OpenDrawer, Scan, TillEvent
from operations.cash.day_close import read_day
from operations.delivery import copy_receipt, print_gift_receipt
from operations.installation.opening import NewShop, Range, register_range, register_shop
from operations.selling.before_payment import print_pro_forma
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.training import begin_training, complete_training, end_training, practise
from store.database.engine import Store
from tests.app.counter.test_journal_file import busy_day
from tests.app.signed_in import PERSON
from tests.builders import AT, CLIENT, COMPANY, DAY, DEVICES, LOCATIONS, OFFICE_ACTOR, TILL, Operator, small_shop
from tests.columns import balances
from tests.hostile_texts import HOSTILE_TEXTS
from tests.operations.cash.shop_days import ShopDays, manager_at
from tests.operations.cash.test_random_days import RandomDays

LATER = datetime(2027, 1, 1, tzinfo=UTC)
NS = "{urn:StandardAuditFile-Taxation-CashRegister:NO}"
XSD = "Norwegian_SAF-T_Cash_Register_Schema_v_1.00.xsd"

pytestmark = pytest.mark.needs_shared_data


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared_data / "saft_no" / XSD)))


def write(store: Store, *, first: date = DAY, last: date = DAY) -> tuple[bytes, SaftSummary]:
    file = BytesIO()
    with store.view() as view:
        summary = write_saft(view, SaftWish(first, last, "maria"), file, at=LATER)
    return file.getvalue(), summary


def value(element: etree._Element, name: str) -> str:
    return element.findtext(f"{NS}{name}") or ""


def amount(element: etree._Element, name: str) -> int:
    """An amount of the file in minor units."""
    return int(Decimal(value(element, name)) * 100)


def named(content: bytes, name: str) -> list[etree._Element]:
    return list(etree.fromstring(content).iter(f"{NS}{name}"))


def test_a_busy_day_is_there_in_its_order(store: Store, schema: etree.XMLSchema) -> None:
    busy_day(store)
    content, summary = write(store)
    schema.assertValid(etree.fromstring(content))
    at_till, at_office = named(content, "cashregister")
    assert [value(each, "eventType") for each in at_till.iter(f"{NS}event")] == [
        *("EMPIN", "FLOAT", "SALREC", "COPYREC", "LINECHANGE", "LINEDELETE", "SUSPEND", "RETREC", "RESUME", "SALREC"),
        *("DRAWOPENMAN", "SALREC", "XREP", "DRAWCOUNT", "DRAWCLOSE", "ZREP", "SALREC", "EMPOUT"),
    ]
    assert {value(each, "eventType") for each in at_office.iter(f"{NS}event")} == {"PRICECHANGE"}
    assert "no cash register" in value(at_office, "regDesc")
    assert not list(at_office.iter(f"{NS}cashtransaction"))
    assert summary.transactions == len(named(content, "cashtransaction")) == 5
    events = {value(each, "transID"): value(each, "eventType") for each in at_till.iter(f"{NS}event")}
    assert {value(each, "transID") for each in named(content, "cashtransaction")} <= set(events)
    sold, returned, *_ = named(content, "cashtransaction")
    assert (value(sold, "nr"), value(sold, "transType"), value(sold, "receiptCopyNum")) == ("1", "CASHSAL", "1")
    assert (value(returned, "transType"), value(returned, "amntTp"), value(returned, "transAmntIn")) == (
        *("RETURNSAL", "D", "-59.70"),
    )
    assert {value(each, "artID") for each in named(content, "article")} >= {"MILK", "LUNCH"}
    anna = next(each for each in named(content, "employee") if value(each, "empID") == PERSON.code)
    assert value(anna, "surName")
    assert "line_added" not in summary.left_out


def test_each_transaction_sums_to_its_lines_taxes_and_payments(sqlite_store: Store) -> None:
    days = busy_day(sqlite_store)
    days.operator.scan("MILK", at=days.at)
    days.sell("BANANAS", 2)  # two lines of one rate
    for each in named(write(sqlite_store)[0], "cashtransaction"):
        lines = each.findall(f"{NS}ctLine")
        assert sum(amount(line, "lineAmntIn") for line in lines) == amount(each, "transAmntIn")
        assert sum(amount(line, "lineAmntEx") for line in lines) == amount(each, "transAmntEx")
        taxes = each.findall(f"{NS}vat")
        assert sum(amount(tax, "vatAmnt") for tax in taxes) == amount(each, "transAmntIn") - amount(each, "transAmntEx")
        assert sum(amount(tax, "vatBasAmnt") for tax in taxes) == amount(each, "transAmntEx")
        rounding = each.find(f"{NS}rounding")
        assert rounding is not None
        paid = sum(amount(payment, "paidAmnt") for payment in each.findall(f"{NS}payment"))
        assert paid == amount(each, "transAmntIn") + amount(rounding, "roundingAmnt")


def test_the_report_agrees_with_the_transactions_that_it_covers(sqlite_store: Store) -> None:
    days = busy_day(sqlite_store)
    content, _ = write(sqlite_store)
    x_report, z_report = named(content, "eventReport")
    (report,) = days.reports()
    covered = [each for each in named(content, "cashtransaction") if int(value(each, "nr")) <= report.receipts_up_to]
    (total,) = z_report.iter(f"{NS}totalCashSaleAmnt")
    assert int(Decimal(total.text or "") * 100) == sum(amount(each, "transAmntIn") for each in covered)
    groups = {value(each, "artGroupID"): each for each in z_report.iter(f"{NS}reportArtGroup")}
    lines = Counter(value(line, "artGroupID") for each in covered for line in each.findall(f"{NS}ctLine"))
    assert {code: int(value(each, "artGroupNum")) for code, each in groups.items()} == lines
    paid = Counter[str]()
    for each in covered:
        for payment in each.findall(f"{NS}payment"):
            paid[value(payment, "paymentType")] += amount(payment, "paidAmnt")
    assert {
        value(each, "paymentType"): amount(each, "paymentAmnt") for each in z_report.iter(f"{NS}reportPayment")
    } == paid
    assert value(z_report, "reportOpenCashBoxNum") == "1"
    assert (value(x_report, "reportType"), value(z_report, "reportType")) == ("X report", "Z report")
    assert value(z_report, "reportOpeningChangeFloat") == "500.00"


def test_training_printouts_gifts_and_discounts_are_there(sqlite_store: Store, schema: etree.XMLSchema) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    practice = begin_training(days.store, manager_at(TILL), at=days.at)
    scan: list[TillEvent] = [Scan(1, "MILK", Decimal(2))]
    practice, state = practise(days.store, days.actor, practice, CLIENT, scan, at=days.at)
    assert practice.basket is not None
    assert state.basket is not None
    payment = Payment(practice.basket.id, state.basket.due, (Offer(TenderKind.CARD, state.basket.due),))
    practice = complete_training(days.store, days.actor, practice, payment, at=days.at)
    end_training(days.store, days.actor, practice, at=days.at)
    days.operator.scan("LUNCH", at=days.at)
    basket = days.operator.state().basket
    assert basket is not None
    print_pro_forma(days.store, days.actor, basket.basket.id, at=days.at)
    days.operator.do(DiscountLine, position=1, reason="Skadad", rate_ppm=100_000, at=days.at)
    sale = days.operator.pay_cash(at=days.at)
    print_gift_receipt(days.store, days.actor, sale.id, [1], at=days.at)
    content, summary = write(sqlite_store)
    schema.assertValid(etree.fromstring(content))
    assert {"TRAINON", "TRAINOFF", "TRAINREC", "PROFORMA", "DISCOUNT", "OTHERREC"} <= set(summary.events)
    assert (summary.transactions, summary.training, summary.gross_minor) == (1, 1, sale.settlement.gross.minor)
    practised, sold = named(content, "cashtransaction")
    assert [value(each, "trainingID") for each in (practised, sold)] == ["true", "false"]
    (discount,) = sold.iter(f"{NS}discount")
    assert amount(discount, "dscAmnt") == sale.discount.minor == 12_90


def norwegian_shop(store: Store) -> Store:
    """A shop in Norway: its rates are its own, as Kassa knows no law but Sweden's."""
    begin, at = date(2020, 1, 1), AT - timedelta(days=9)
    rates = {TaxCategory.STANDARD: 250_000, TaxCategory.CULTURE: 120_000, TaxCategory.EXEMPT: 0}
    company = replace(
        COMPANY, company="Butikk AS", org_number="999999999", country="NO", currency="NOK", zone="Europe/Oslo"
    )
    own = tuple(TaxRate("NO", category, begin, ppm, "mval. kap. 5") for category, ppm in rates.items())
    register_shop(store, OFFICE_ACTOR, NewShop(company, LOCATIONS, DEVICES, own), at=at)
    goods = tuple(
        Product(f"G{place}", text, Unit.PIECE, category="food", tax_category=category)
        for place, (text, category) in enumerate(
            zip(("Brød", "Øl", "A&B <i>", "Mjød"), [*rates, TaxCategory.CULTURE], strict=True)
        )
    )
    prices = tuple(Price(each.sku, Money(10_05, "NOK"), begin) for each in goods)
    register_range(store, OFFICE_ACTOR, Range((Category("food", {"sv": "Mat"}),), goods, prices), at=at)
    return store


def test_a_norwegian_shop_has_norways_codes_and_no_note(sqlite_store: Store, schema: etree.XMLSchema) -> None:
    operator = Operator(norwegian_shop(sqlite_store))
    for place in range(4):
        operator.scan(f"G{place}")
    basket = operator.state().basket
    assert basket is not None
    card = (Offer(TenderKind.CARD, basket.due),)
    complete_sale(sqlite_store, operator.actor, Payment(basket.basket.id, basket.due, card), at=AT)
    content, _ = write(sqlite_store)
    schema.assertValid(etree.fromstring(content))
    codes = {value(each, "vatCode"): value(each, "standardVatCode") for each in named(content, "vatCodeDetail")}
    assert codes == {"25.00": "3", "12.00": "33", "0.00": "0"}
    (header,) = named(content, "header")
    assert (value(header, "curCode"), "not in Norway" in value(header, "headerComment")) == ("NOK", False)


def test_a_swedish_rate_has_no_norwegian_code(sqlite_store: Store) -> None:
    busy_day(sqlite_store)
    content, _ = write(sqlite_store)
    codes = {value(each, "vatCode"): value(each, "standardVatCode") for each in named(content, "vatCodeDetail")}
    assert (codes["12.00"], codes["6.00"]) == ("33", "NA")
    (header,) = named(content, "header")
    assert "not in Norway" in value(header, "headerComment")


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        (b"<amntTp>C</amntTp>", b"<amntTp>K</amntTp>"),
        (b"<trainingID>false</trainingID>", b"<trainingID>no</trainingID>"),
        (b"<curCode>SEK</curCode>", b"<curCode>kr</curCode>"),
        (b"<reportReturnNum>", b"<reportReturnNum>-"),
        (b"<transAmntIn>", b"<transAmntIn>0.001"),
        (b"<keyVersion>", b"<keyVersjon>x</keyVersjon><keyVersion>"),
    ],
)
def test_the_schema_refuses_a_wrong_field(
    sqlite_store: Store, schema: etree.XMLSchema, part: bytes, wrong: bytes
) -> None:
    """The control: what judges the file sees a side, flag, currency, number, amount or name that is wrong."""
    busy_day(sqlite_store)
    content, _ = write(sqlite_store)
    assert schema.validate(etree.fromstring(content))
    assert part in content
    assert not schema.validate(etree.fromstring(content.replace(part, wrong, 1)))


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(2))
def test_random_days_fit_the_schema_and_sum_to_journal_and_books(
    sqlite_store: Store, schema: etree.XMLSchema, rounds: Callable[[int, int], int], seed: int
) -> None:
    random = Random(seed)
    days = RandomDays(small_shop(sqlite_store), Operator(sqlite_store))
    for _ in range(rounds(60, 3_000)):
        days.act(random)
    copy_receipt(sqlite_store, days.actor, days.sell().id, at=days.at)
    read_day(sqlite_store, manager_at(TILL), at=days.at)
    content, summary = write(sqlite_store, first=date(2026, 1, 1), last=date(2029, 1, 1))
    schema.assertValid(etree.fromstring(content))
    sold = [each for each in named(content, "cashtransaction") if value(each, "trainingID") == "false"]
    assert [amount(each, "transAmntIn") for each in sold] == [each.settlement.gross.minor for each in days.made]
    assert summary.gross_minor == sum(each.settlement.gross.minor for each in days.made)
    with sqlite_store.view() as view:
        booked = balances(view)
    tax = Counter[str]()
    for each in sold:
        for part in each.findall(f"{NS}vat"):
            tax[value(part, "vatCode")] += amount(part, "vatAmnt")
    accounts = {"25.00": "2611", "12.00": "2621", "6.00": "2631"}
    assert {code: -booked.get(account, 0) for code, account in accounts.items()} == {
        code: tax[code] for code in accounts
    }
    rounded = sum(amount(part, "roundingAmnt") for each in sold for part in each.findall(f"{NS}rounding"))
    assert rounded == -booked.get("3740", 0)
    reports = [each for each in named(content, "eventReport") if value(each, "reportType") == "Z report"]
    for written, report in zip(reports, days.reports(), strict=True):
        trade = report.figures.trade
        assert amount(written, "reportReturnAmnt") == trade.refunds.amount
        lines = [
            line
            for each in sold
            if report.receipts_after < int(value(each, "nr")) <= report.receipts_up_to
            for line in each.findall(f"{NS}ctLine")
        ]
        numbers = [int(value(each, "artGroupNum")) for each in written.iter(f"{NS}reportArtGroup")]
        assert sum(numbers) == len(lines)
        assert sum(amount(line, "lineAmntIn") for line in lines) == trade.sales.amount - trade.refunds.amount
    days.check()


def test_every_hostile_text_stays_one_text(sqlite_store: Store, schema: etree.XMLSchema) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    for text in HOSTILE_TEXTS:
        days.operator.do(OpenDrawer, reason=text[:80] or "x", at=days.at)
    content, summary = write(sqlite_store)
    schema.assertValid(etree.fromstring(content))
    assert len(named(content, "event")) == sum(summary.events.values())
    assert not named(content, "script")


def test_days_without_anything_or_in_the_wrong_order_give_no_file(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    file = tmp_path / "out" / "saft.xml"
    for first, last, error in (
        (DAY, DAY - timedelta(days=1), WrongPeriod),
        (date(2020, 1, 1), date(2020, 1, 1), NothingRegistered),
    ):
        with sqlite_store.view() as view, pytest.raises(error):
            save_saft(view, SaftWish(first, last, "maria"), file, at=LATER)
    assert list(file.parent.iterdir()) == []
