"""Receipts in columns: never wider than the paper, nothing lost, marks large enough, and as reviewed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from hardware.printer.code_page import PRINTABLE
from hardware.printer.layout import COLUMNS_MAX, COLUMNS_MIN, as_text, lay_out
from hardware.printer.printed_line import CodeLine, LogoLine, TextLine
from hardware.printer.text_rows import MARK_SCALE
from models.catalogue.product import Pack, TaxCategory
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.quantity import Unit
from models.selling.basket import DepositCharge
from models.selling.gift_receipt import compose_gift, goods_positions
from models.selling.receipt import Receipt, ReceiptItem, ReceiptOptions, Seller, TaxRow, copy_of
from models.selling.settlement import Offer, Tender, TenderKind
from tests.receipts import AT, OF_EVERYTHING, kr, line, receipt_of, sold

GOLDEN = Path(__file__).parents[1] / "golden" / "receipts"

SWEDISH_CASH = receipt_of(
    sold(*OF_EVERYTHING, offers=(Offer(TenderKind.CASH, kr(100000)),)),
    ReceiptOptions(anchor="3f9a12bc77de9901", operator="Anna-Karin"),
)
CARD = (Offer(TenderKind.CARD, kr(65990), "VISA 1234 009812"),)
ENGLISH_CARD = receipt_of(
    sold(*OF_EVERYTHING, offers=CARD),
    ReceiptOptions(ReceiptLanguage.ENGLISH, control_unit="TEST0001", operator="a17"),
)
SMALL = receipt_of(sold(line("Kaffe", 3500, tax=TaxCategory.RESTAURANT), offers=(Offer(TenderKind.CASH, kr(3500)),)))
DEMO = replace(SMALL, is_demo=True)
FOOTED = replace(SMALL, footer="Öppet köp 30 dagar mot kvitto. <b>Välkommen</b> åter till Storgatan 2, Uppsala!")
#: Goods with deposit, by weight and in a pack, and a note below them.
KINDS = sold(
    structs.replace(line("Cola 33 cl", 1500, "2"), deposit=DepositCharge("small", kr(200))),
    structs.replace(line("Cola 24-p", 30000), deposit=DepositCharge("small", kr(4800)), pack=Pack("COLA", 24)),
    line("Bananer", 2495, "0.455", unit=Unit.KILOGRAM),
    notes=("Present till Ada", "Byte inom 30 dagar mot kvitto, oöppnad förpackning"),
)
#: A coffee drunk in the café, a bun for the way, and something that may not be chosen.
CAFE = sold(
    structs.replace(line("Kaffe", 3500), chosen_supply=SupplyMode.EAT_IN),
    line("Bulle", 2500),
    line("Tidning", 4900, tax=TaxCategory.CULTURE),
)
REVIEWED = {
    "swedish-cafe-42": (receipt_of(CAFE, ReceiptOptions(shows_supply=True)), 42),
    "swedish-kinds-42": (receipt_of(KINDS), 42),
    "english-kinds-32": (receipt_of(KINDS, ReceiptOptions(ReceiptLanguage.ENGLISH)), 32),
    "swedish-cash-48": (SWEDISH_CASH, 48),
    "swedish-cash-42": (SWEDISH_CASH, 42),
    "english-card-48": (ENGLISH_CARD, 48),
    "english-copy-42": (copy_of(ENGLISH_CARD, copies_before=0), 42),
    "swedish-copy-32": (copy_of(SWEDISH_CASH, copies_before=0), 32),
    "swedish-small-48": (SMALL, 48),
    "swedish-electronic-48": (replace(SMALL, electronic=True), 48),
    "swedish-demo-48": (DEMO, 48),
    "swedish-demo-copy-32": (replace(DEMO, kind=ReceiptKind.COPY), 32),
    "english-demo-48": (replace(DEMO, language=ReceiptLanguage.ENGLISH), 48),
    "swedish-footer-48": (FOOTED, 48),
    "swedish-training-48": (replace(SMALL, kind=ReceiptKind.TRAINING), 48),
    "english-pro-forma-42": (
        replace(SMALL, kind=ReceiptKind.PRO_FORMA, language=ReceiptLanguage.ENGLISH, tenders=()),
        42,
    ),
}

ANY_TEXT = st.text(max_size=130)
#: Wide, combining, right-to-left and invisible signs among letters.
HARD_TEXT = st.text(alphabet="aÅö é寿ｗ👩‍👧ﷺאب\u0301\u0308\u200b\u200d\u202e\u00ad\u00a0\x1b\x9b\n\t€½-", max_size=130)
TEXTS = ANY_TEXT | HARD_TEXT
AMOUNTS = st.integers(-(10**17), 10**17).map(kr)
ITEMS = st.builds(
    ReceiptItem,
    name=TEXTS,
    quantity=st.integers(1, 9_999_000).map(lambda milli: Decimal(milli).scaleb(-3)),
    unit=st.sampled_from(Unit),
    unit_price=AMOUNTS,
    amount=AMOUNTS,
    discount=AMOUNTS,
)
RECEIPTS = st.builds(
    Receipt,
    sale_id=st.integers(1, 2**53),
    kind=st.sampled_from(ReceiptKind),
    language=st.sampled_from(ReceiptLanguage),
    electronic=st.booleans(),
    seller=st.builds(Seller, TEXTS, TEXTS, TEXTS, TEXTS),
    at=st.just(AT),
    number=st.integers(1, 10**12),
    till=TEXTS,
    items=st.lists(ITEMS, max_size=4).map(tuple),
    discount=AMOUNTS,
    gross=AMOUNTS,
    rounding=AMOUNTS,
    due=AMOUNTS,
    tax=AMOUNTS,
    tax_rows=st.lists(st.builds(TaxRow, st.integers(0, 999_999), AMOUNTS, AMOUNTS, AMOUNTS), max_size=5).map(tuple),
    tenders=st.lists(
        st.builds(Tender, st.sampled_from(TenderKind), AMOUNTS, AMOUNTS, st.none() | TEXTS), max_size=3
    ).map(tuple),
    control_unit=st.none() | TEXTS,
    anchor=st.none() | TEXTS,
    footer=TEXTS,
    operator=TEXTS,
    is_demo=st.booleans(),
)


GIFT = compose_gift(KINDS, receipt_of(KINDS), goods_positions(KINDS))


@pytest.mark.parametrize(("language", "columns"), [("swedish", 48), ("english", 32)])
def test_a_gift_receipt_looks_as_it_was_reviewed_and_has_no_amount(language: str, columns: int) -> None:
    gift = (
        GIFT
        if language == "swedish"
        else replace(GIFT, receipt=replace(GIFT.receipt, language=ReceiptLanguage.ENGLISH))
    )
    lines = lay_out(gift, columns)
    printed = as_text(lines, columns)
    assert printed == (GOLDEN.parent / "gift_receipts" / f"{language}-{columns}.txt").read_text(encoding="utf-8")
    assert not re.search(r"\d[,.]\d\d\b(?! ?cl)", printed), "no price and no total"
    marks = [each for each in lines if isinstance(each, TextLine) and each.wide == MARK_SCALE]
    assert " ".join(each.text for each in marks) == "EJ KVITTO"


@pytest.mark.parametrize("name", REVIEWED)
def test_a_receipt_looks_as_it_was_reviewed(name: str, tmp_path: Path) -> None:
    """To change it: read the new file named below, and copy it over the old one if it is right."""
    receipt, columns = REVIEWED[name]
    now = tmp_path / f"{name}.txt"
    now.write_text(as_text(lay_out(receipt, columns), columns), encoding="utf-8")
    reviewed = GOLDEN / now.name
    assert now.read_text(encoding="utf-8") == reviewed.read_text(encoding="utf-8"), f"cp {now} {reviewed}"


def test_every_reviewed_file_belongs_to_a_receipt() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(REVIEWED)


@given(RECEIPTS, st.sampled_from([32, 42, 48, 64]))
def test_no_line_is_wider_than_the_paper_and_all_of_it_can_be_printed(receipt: Receipt, columns: int) -> None:
    for each in lay_out(receipt, columns):
        if isinstance(each, TextLine):
            assert each.columns <= columns, each
        assert not isinstance(each, LogoLine), "none of them has a logo"
        assert set(each.text) <= PRINTABLE, each


@given(RECEIPTS, st.sampled_from([32, 42, 48, 64]))
def test_every_amount_stands_on_the_paper(receipt: Receipt, columns: int) -> None:
    text = as_text(lay_out(receipt, columns), columns)
    amounts = [receipt.due, *(item.amount for item in receipt.items), *(row.tax for row in receipt.tax_rows)]
    for amount in amounts:
        assert receipt.words.amount(amount) in text


@given(st.text(alphabet="abc ÅÄÖ", min_size=1, max_size=200), st.integers(COLUMNS_MIN, COLUMNS_MAX))
def test_a_name_is_wrapped_without_losing_a_letter(name: str, columns: int) -> None:
    receipt = receipt_of(sold(line(name, 1990)))
    lines = [each.text for each in lay_out(receipt, columns) if isinstance(each, TextLine)]
    first, last = (i for i, text in enumerate(lines) if set(text) == {"-"})
    printed = "".join("".join(lines[first + 1 : last]).split())
    assert printed == "1st" + "".join(receipt.items[0].name.split()) + "19,90"


def test_words_are_cut_only_when_they_fill_a_line() -> None:
    receipt = receipt_of(sold(line("Kallpressad rapsolja med citron och timjan från Österlen 500 ml", 8990, "2")))
    text = as_text(lay_out(receipt, 42), 42)
    assert all(any(word in row.split() for row in text.splitlines()) for word in receipt.items[0].name.split())
    assert "500 ml" in text
    assert "à 89,90" in text


def test_amounts_end_at_the_right_edge() -> None:
    for columns in (32, 42, 48):
        lines = [each for each in lay_out(SWEDISH_CASH, columns) if isinstance(each, TextLine)]
        due = next(each for each in lines if each.text.startswith("ATT BETALA"))
        assert due.text.endswith(" 660,00")
        assert due.columns == columns
        assert due.bold


@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("kind", [ReceiptKind.COPY, ReceiptKind.TRAINING, ReceiptKind.PRO_FORMA])
def test_a_mark_is_at_least_twice_the_size_of_the_amounts(kind: ReceiptKind, columns: int) -> None:
    """SKVFS 2014:9 chapter 5 section 5."""
    receipt = replace(SWEDISH_CASH, kind=kind)
    lines = [each for each in lay_out(receipt, columns) if isinstance(each, TextLine)]
    words = receipt.mark.split()
    marks = [each for each in lines if each.text in {receipt.mark, *words}]
    assert " ".join(each.text for each in marks) == receipt.mark
    amounts = [each for each in lines if each.text.endswith(",00") or each.text.endswith(",90")]
    assert min(each.tall for each in marks) >= 2 * max(each.tall for each in amounts)
    assert min(each.wide for each in marks) >= 2 * max(each.wide for each in amounts)


def test_an_original_carries_no_mark() -> None:
    text = as_text(lay_out(SWEDISH_CASH))
    assert not [mark for mark in ("KOPIA", "ÖVNING", "EJ KVITTO", "lektroniskt") if mark in text]


def test_a_long_company_name_is_told_in_full() -> None:
    name = "Föreningen Kulturhuset och Folkets Hus i Norra Ångermanland ekonomisk förening"
    seller = replace(SMALL.seller, company=name)
    lines = lay_out(replace(SMALL, seller=seller), 42)
    text = as_text(lines, 42)
    assert " ".join(text.split()).startswith(name)
    assert all(each.columns <= 42 for each in lines if isinstance(each, TextLine))


def test_amounts_too_long_for_columns_stand_below_each_other() -> None:
    huge = Money(123_456_789_012_345, "SEK")
    receipt = replace(SMALL, tax_rows=(TaxRow(250_000, huge, huge, huge),))
    text = as_text(lay_out(receipt, 42), 42)
    assert text.count("1 234 567 890 123,45") == 3
    assert "Exkl. moms" in text


def test_the_barcode_comes_last() -> None:
    assert lay_out(SMALL)[-1] == CodeLine(SMALL.code)
