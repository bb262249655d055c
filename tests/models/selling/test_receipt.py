"""The receipt as a document: what the law asks for, sums that hold, texts that command nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.product import TaxCategory
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.jurisdiction.sweden import SWEDEN
from models.money import Money, total
from models.own_code import OwnCodeKind, code_of_number, is_reserved, meaning_of
from models.quantity import Unit
from models.selling.basket import BasketLine
from models.selling.receipt import ReceiptCopiedBefore, ReceiptOptions, Seller, TaxRow, compose_receipt, copy_of
from models.selling.receipt_words import WORDS
from models.selling.settlement import Offer, TenderKind
from models.shop import Location
from tests.receipts import LOCATION, OF_EVERYTHING, SHOP, TILL, kr, line, receipt_of, sold

TEXTS = st.text(max_size=60)
LINES = st.lists(
    st.builds(
        lambda name, minor, milli, tax, discount: line(
            name, minor, str(Decimal(milli).scaleb(-3)), tax=tax, unit=Unit.KILOGRAM, discount=discount
        ),
        TEXTS,
        st.integers(10_000, 10_000_00),
        st.integers(1000, 9_999_000),
        st.sampled_from(TaxCategory),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=12,
)


def test_a_receipt_holds_what_the_law_asks_for() -> None:
    """SKVFS 2014:9 chapter 7 section 1, a to l."""
    sale = sold(*OF_EVERYTHING, offers=(Offer(TenderKind.CASH, kr(100000)),))
    receipt = receipt_of(sale, ReceiptOptions(control_unit="TEST0001", anchor="3f9a12bc77de9901"))
    assert receipt.seller == Seller("Kassa Hörnet AB", "556000-4755", "Hörnet", "Storgatan 1, 111 22 Stockholm")
    assert f"{receipt.at:%Y-%m-%d %H:%M}" == "2026-11-23 11:30"  # 10:30 UTC is winter time in Stockholm
    assert (receipt.number, receipt.till) == (17, "KASSA01")
    assert [(item.name, item.quantity) for item in receipt.items][:2] == [
        ("Mellanmjölk 1,5 l", Decimal(1)),
        ("Bananer", Decimal("0.455")),
    ]
    napkins = receipt.items[2]
    assert (napkins.amount, napkins.discount) == (kr(7485), kr(1000))
    assert (receipt.gross, receipt.rounding, receipt.due) == (kr(65990), kr(10), kr(66000))
    assert receipt.tax == kr(4072)
    assert receipt.tax_rows == (
        TaxRow(250_000, kr(5188), kr(1297), kr(6485)),
        TaxRow(120_000, kr(11518), kr(1382), kr(12900)),
        TaxRow(60_000, kr(23212), kr(1393), kr(24605)),
        TaxRow(0, kr(22000), kr(0), kr(22000)),
    )
    (cash,) = receipt.tenders
    assert (cash.kind, cash.amount, cash.change) == (TenderKind.CASH, kr(100000), kr(34000))
    assert receipt.control_unit == "TEST0001"
    assert receipt.anchor == "3f9a 12bc 77de"
    assert receipt.mark == receipt.electronic_mark == ""


def test_what_is_not_there_is_left_out() -> None:
    receipt = receipt_of(sold(line("Mjölk", 1990)))
    assert receipt.control_unit is None
    assert receipt.anchor is None


def test_the_time_is_that_of_the_shop_in_summer_too() -> None:
    sale = sold(line("Mjölk", 1990))
    in_summer = replace(sale, origin=replace(sale.origin, at=datetime(2026, 6, 1, 22, 5, tzinfo=UTC)))
    assert f"{receipt_of(in_summer).at:%Y-%m-%d %H:%M}" == "2026-06-02 00:05"


def test_the_unit_price_is_shown_where_the_amount_is_not_it() -> None:
    receipt = receipt_of(sold(*OF_EVERYTHING))
    assert [item.shows_unit_price for item in receipt.items] == [False, True, True, True, False, False, False]


def test_a_kilogram_shows_its_unit_price_though_it_is_one() -> None:
    (item,) = receipt_of(sold(line("Bananer", 2495, "1", unit=Unit.KILOGRAM))).items
    assert item.shows_unit_price


@given(LINES)
def test_items_less_discounts_are_the_total_and_tax_rows_are_the_tax(lines: list[BasketLine]) -> None:
    receipt = receipt_of(sold(*lines))
    items = total((item.amount - item.discount for item in receipt.items), "SEK")
    assert items == receipt.gross
    assert total((row.tax for row in receipt.tax_rows), "SEK") == receipt.tax
    assert total((row.gross for row in receipt.tax_rows), "SEK") == receipt.gross
    assert all(row.net + row.tax == row.gross for row in receipt.tax_rows)
    assert len({row.rate_ppm for row in receipt.tax_rows}) == len(receipt.tax_rows)


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_of_a_receipt_holds_a_control_character(company: str, name: str, reference: str) -> None:
    shop, location = replace(SHOP, company=company), Location(1, name, company)
    card = (Offer(TenderKind.CARD, kr(1990), reference),)
    sale = sold(line(name, 1990), offers=card)
    options = ReceiptOptions(control_unit=reference, anchor=reference)
    receipt = compose_receipt(sale, shop, location, replace(TILL, name=reference), options)
    texts = [
        receipt.seller.company,
        receipt.seller.location,
        receipt.seller.address,
        receipt.till,
        receipt.items[0].name,
        receipt.tenders[0].reference or "",
        receipt.control_unit or "",
        receipt.anchor or "",
    ]
    # Every sign that is not printable is a control, a direction mark or a space other than the plain one.
    assert all(text.isprintable() for text in texts), texts


def test_a_product_without_a_readable_name_goes_by_its_sku() -> None:
    (item,) = receipt_of(sold(line("\x1b\x07", 1990))).items
    assert item.name == "SKU1"


def test_direction_marks_cannot_turn_a_name_round() -> None:
    (item,) = receipt_of(sold(line("\u202e00,1 rk öjlM\u202c\u2066", 1990))).items
    assert item.name == "00,1 rk öjlM"


def test_names_are_composed() -> None:
    (item,) = receipt_of(sold(line("Sma\u030a ra\u0308ksmo\u0308rga\u030asar", 1990))).items
    assert item.name == "Små räksmörgåsar"


def test_a_receipt_may_be_copied_once() -> None:
    original = receipt_of(sold(line("Mjölk", 1990)))
    copy = copy_of(original, copies_before=0)
    assert (copy.kind, copy.mark) == (ReceiptKind.COPY, "KOPIA")
    assert replace(copy, kind=ReceiptKind.ORIGINAL) == original
    with pytest.raises(ReceiptCopiedBefore) as refused:
        copy_of(original, copies_before=1)
    assert refused.value.code == "receipt_copied_before"
    assert "17" in str(refused.value)


def test_marks_are_the_words_of_the_law_in_either_language() -> None:
    """SKVFS 2014:9 chapter 5 section 5 and chapter 7 section 1 m."""
    assert set(SWEDEN.receipt.marks.values()) == {"", "KOPIA", "ÖVNING", "EJ KVITTO"}
    assert SWEDEN.receipt.electronic_mark.casefold() == "elektroniskt kassakvitto"
    for language in ReceiptLanguage:
        for kind in ReceiptKind:
            receipt = receipt_of(sold(line("Mjölk", 1990)), ReceiptOptions(language, kind, electronic=True))
            assert receipt.mark == SWEDEN.receipt.marks[kind]
            assert receipt.electronic_mark == SWEDEN.receipt.electronic_mark


@pytest.mark.parametrize("language", ReceiptLanguage)
def test_every_unit_and_means_of_payment_has_a_word(language: ReceiptLanguage) -> None:
    words = WORDS[language]
    assert set(words.units) == set(Unit)
    assert set(words.tenders) == set(TenderKind)
    assert set(words.glosses) == set(ReceiptKind)


@pytest.mark.parametrize(
    ("minor", "currency", "swedish", "english"),
    [
        (0, "SEK", "0,00", "0.00"),
        (-150, "SEK", "-1,50", "-1.50"),
        (99999, "SEK", "999,99", "999.99"),
        (123450, "SEK", "1 234,50", "1,234.50"),
        (-123456789, "SEK", "-1 234 567,89", "-1,234,567.89"),
        (1234, "JPY", "1 234", "1,234"),
    ],
)
def test_amounts_are_written_as_the_language_does(minor: int, currency: str, swedish: str, english: str) -> None:
    amount = Money(minor, currency)
    assert WORDS[ReceiptLanguage.SWEDISH].amount(amount) == swedish
    assert WORDS[ReceiptLanguage.ENGLISH].amount(amount) == english


@pytest.mark.parametrize(("rate_ppm", "text"), [(250_000, "25 %"), (60_000, "6 %"), (0, "0 %"), (125_500, "12,55 %")])
def test_rates_are_written_without_needless_digits(rate_ppm: int, text: str) -> None:
    assert WORDS[ReceiptLanguage.SWEDISH].percent(rate_ppm) == text


@pytest.mark.parametrize(
    ("quantity", "unit", "text"),
    [
        ("2", Unit.PIECE, "2"),
        ("2.000", Unit.PIECE, "2"),
        ("100", Unit.PIECE, "100"),
        ("0.455", Unit.KILOGRAM, "0,455"),
        ("1.25", Unit.KILOGRAM, "1,250"),
        ("2.50", Unit.METRE, "2,5"),
    ],
)
def test_quantities_are_written_as_their_unit_asks(quantity: str, unit: Unit, text: str) -> None:
    assert WORDS[ReceiptLanguage.SWEDISH].quantity(Decimal(quantity), unit) == text


def test_the_barcode_is_no_products() -> None:
    receipt = receipt_of(sold(line("Mjölk", 1990)))
    assert meaning_of(receipt.code) == code_of_number(OwnCodeKind.RECEIPT, receipt.sale_id)
    assert is_reserved(receipt.code)


@pytest.mark.parametrize("kind", ReceiptKind)
def test_everything_that_a_demo_shop_prints_is_marked_whatever_else_it_is(kind: ReceiptKind) -> None:
    sale = sold(line("Kaffe", 3500))
    marked = compose_receipt(sale, replace(SHOP, is_demo=True), LOCATION, TILL, ReceiptOptions(kind=kind))
    real = compose_receipt(sale, SHOP, LOCATION, TILL, ReceiptOptions(kind=kind))
    assert marked.mark.startswith("ÖVNING/DEMO – ej kvitto")
    assert marked.mark.endswith(SWEDEN.receipt.marks[kind])
    assert "DEMO" not in real.mark, "control: a real shop prints no such mark"


def test_the_text_of_the_shop_commands_no_printer() -> None:
    receipt = receipt_of(sold(line("Kaffe", 3500)), ReceiptOptions(footer="Öppet köp\x1bp\u202e 30 dagar"))
    assert receipt.footer == "Öppet köpp 30 dagar"
