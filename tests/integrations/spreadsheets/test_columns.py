"""What the exports of other programs mean, by their headings."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import (
    Column,
    MissingColumn,
    UnknownColumn,
    gift_card_headings,
    guess_columns,
    member_headings,
    product_headings,
    require,
    sale_headings,
)
from integrations.spreadsheets.file_kinds import FileKind, recognise
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.rows import Row
from tests.integrations.spreadsheets.understood import PAGE, page_with, programs_table

TABLES: dict[str, Callable[[Sequence[str]], Mapping[ColumnRole, tuple[str, ...]]]] = {
    "products": product_headings,
    "sales": sale_headings,
    "members": lambda _: member_headings(),
    "gift cards": lambda _: gift_card_headings(),
}
#: Headings of a plain list of products.
PLAIN = product_headings(())
#: So many of the columns of well-known programs must be understood, counting those that mean nothing to us.
RIGHT_LEAST = 0.9
VENDORS = ("Square", "Shopify", "Loyverse", "Lightspeed", "Odoo", "WooCommerce", "Zettle", "Toast", "Clover", "Vend")


def exports() -> Iterator[tuple[str, str, list[str], dict[str, str]]]:
    """Table, program, its headings and what they mean, from ``exports.tsv``."""
    for line in Path(__file__).with_name("exports.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            table, program, cells = line.split("\t")
            pairs = [cell.partition(" -> ") for cell in cells.split(" | ")]
            yield table, program, [heading for heading, _, _ in pairs], {role: head for head, _, role in pairs if role}


EXPORTS = {
    f"{program} {table}": (TABLES[table](headers), headers, expected) for table, program, headers, expected in exports()
}


def meanings(columns: dict[ColumnRole, Column]) -> dict[str, str]:
    return {role.value: column.heading for role, column in columns.items()}


@pytest.mark.parametrize("export", EXPORTS)
def test_the_export_of_another_program_is_understood(export: str) -> None:
    table, headers, expected = EXPORTS[export]
    assert meanings(guess_columns(headers, (), table)) == expected


def shares(table: str) -> dict[str, float]:
    """By program, the share of columns that are understood; those that mean nothing to us as nothing."""
    found = {}
    for export, (headings, headers, expected) in EXPORTS.items():
        if export.endswith(f" {table}"):
            right = {heading: role for role, heading in expected.items()}
            guessed = {heading: role for role, heading in meanings(guess_columns(headers, (), headings)).items()}
            found[export] = sum(right.get(each) == guessed.get(each) for each in headers) / len(headers)
    return found


def test_nine_in_ten_columns_of_ten_vendors_are_understood() -> None:
    found = shares("products")
    assert all(any(export.startswith(vendor) for export in found) for vendor in VENDORS)
    assert {export: share for export, share in found.items() if share < RIGHT_LEAST} == {}
    assert sum(found.values()) / len(found) >= RIGHT_LEAST


@pytest.mark.parametrize("table", ["members", "gift cards"])
def test_nine_in_ten_columns_of_customers_and_gift_cards_are_understood(table: str) -> None:
    found = shares(table)
    assert len(found) >= 9
    assert {export: share for export, share in found.items() if share < RIGHT_LEAST} == {}


def test_of_columns_that_mean_something_nine_in_ten_are_guessed_over_twelve_vendors(
    capsys: pytest.CaptureFixture[str],
) -> None:
    programs = {export.removesuffix(f" {table}") for table in TABLES for export in EXPORTS if export.endswith(table)}
    guessed = {
        export: set(meanings(guess_columns(headers, (), headings)).items())
        for export, (headings, headers, _) in EXPORTS.items()
    }
    meant = sum(len(expected) for _, _, expected in EXPORTS.values())
    right = sum(len(guessed[export] & set(expected.items())) for export, (_, _, expected) in EXPORTS.items())
    with capsys.disabled():
        sys.stdout.write(f"\n{right} of {meant} columns guessed, {len(EXPORTS)} layouts of {len(programs)} programs\n")
    assert len(programs) >= 12
    assert right / meant >= RIGHT_LEAST


KINDS = {
    "products": FileKind.GOODS,
    "sales": FileKind.SALES,
    "members": FileKind.MEMBERS,
    "gift cards": FileKind.GIFT_CARDS,
}


@pytest.mark.parametrize("export", EXPORTS)
def test_what_a_file_holds_is_recognised_by_its_headings_alone(export: str) -> None:
    _, headers, _ = EXPORTS[export]
    kind = next(kind for table, kind in KINDS.items() if export.endswith(f" {table}"))
    assert recognise(headers, ()).kind is kind


def test_nine_in_ten_columns_of_sales_are_understood() -> None:
    found = shares("sales")
    assert len(found) >= 8
    assert {export: share for export, share in found.items() if share < RIGHT_LEAST} == {}


@pytest.mark.parametrize(
    "heading",
    ["Pris (exkl. moms)", "Pris exkl moms", "Price [excl. VAT]", "Price ex tax", "Pris ex. moms", "Nettopris",
     "Net price", "Price (net)", "Pris utan moms", "Price before tax", "Subtotal w/o tax", "Price ex-GST",
     "Default price excl tax"],
)  # fmt: skip
@pytest.mark.parametrize("table", [product_headings, sale_headings])
def test_an_amount_without_tax_is_not_taken_for_one_with_tax(
    table: Callable[[Sequence[str]], Mapping[ColumnRole, tuple[str, ...]]], heading: str
) -> None:
    headers = ["SKU", "Namn", heading]
    found = guess_columns(headers, (), table(headers))
    assert found.keys().isdisjoint({ColumnRole.PRICE, ColumnRole.TOTAL, ColumnRole.GROSS})
    with pytest.raises(MissingColumn, match="must include tax"):
        require(found, headers, ColumnRole.PRICE)
    with_tax = [*headers, "Pris inkl. moms", "Belopp (inkl. moms)"]
    assert {ColumnRole.PRICE, ColumnRole.TOTAL} & guess_columns(with_tax, (), table(with_tax)).keys()
    chosen = guess_columns(headers, (), table(headers), {"price": heading})
    assert chosen[ColumnRole.PRICE].by == "choice"


@pytest.mark.parametrize("heading", ["In stock?", "Stock?", "Quantity ?"])
def test_a_question_is_no_quantity(heading: str) -> None:
    assert ColumnRole.STOCK not in guess_columns(["SKU", heading], (), PLAIN)
    assert guess_columns(["SKU", heading, "Stock"], (), PLAIN)[ColumnRole.STOCK].heading == "Stock"


@pytest.mark.parametrize(
    "heading", ["Stock alert Hörnet", "Price type", "Price unit", "Stock status", "Inventory policy"]
)
def test_what_follows_an_amount_may_make_another_meaning_of_it(heading: str) -> None:
    assert guess_columns([heading], (), PLAIN).keys().isdisjoint({ColumnRole.STOCK, ColumnRole.PRICE})
    assert ColumnRole.STOCK in guess_columns(["Stock Hörnet"], (), PLAIN)


@pytest.mark.parametrize("export", EXPORTS)
def test_the_order_of_columns_does_not_matter(export: str) -> None:
    table, headers, _ = EXPORTS[export]
    expected = meanings(guess_columns(headers, (), table))
    for seed in range(5):
        shuffled = random.Random(seed).sample(headers, len(headers))
        assert meanings(guess_columns(shuffled, (), table)) == expected


def test_a_column_of_barcodes_is_known_by_its_content() -> None:
    rows = [Row(n, (text, "1"), None) for n, text in enumerate(["7310865004703", "", "96385074", "4006381333931"], 2)]
    found = guess_columns(["Kolumn 7", "Pris"], rows, PLAIN)
    assert found[ColumnRole.GTIN] == Column(ColumnRole.GTIN, "Kolumn 7", 0, "content")
    wrong = [Row(2, ("7310865004704", "1"), None)]
    assert ColumnRole.GTIN not in guess_columns(["Kolumn 7", "Pris"], wrong, PLAIN)


def test_a_column_that_nobody_filled_in_gives_way_to_one_that_is() -> None:
    rows = [Row(2, ("", "Korv"), None)]
    assert guess_columns(["Title", "Description"], rows, PLAIN)[ColumnRole.NAME].heading == "Description"


def test_a_choice_comes_before_any_guess() -> None:
    headers = ["Name", "Label", "Price", "Wholesale"]
    found = guess_columns(headers, (), PLAIN, {"name": "label", "cost": "Wholesale", "price": ""})
    assert meanings(found) == {"name": "Label", "cost": "Wholesale"}
    assert found[ColumnRole.NAME].by == "choice"


@pytest.mark.parametrize("chosen", [{"name": "Nothing"}, {"colour": "Name"}])
def test_a_choice_that_is_not_there_is_refused(chosen: dict[str, str]) -> None:
    with pytest.raises(UnknownColumn) as refused:
        guess_columns(["Name"], (), PLAIN, chosen)
    assert "Nothing was imported" in str(refused.value)


def test_what_must_be_there_is_asked_for_with_what_there_is() -> None:
    with pytest.raises(MissingColumn) as refused:
        require({}, ["Färg", "Form"], ColumnRole.SKU, ColumnRole.GTIN)
    assert "sku or gtin" in str(refused.value)
    assert "Färg, Form" in str(refused.value)


def test_headings_are_read_without_accents_signs_and_outlets() -> None:
    assert plain("\ufeffFörsäljnings-pris  (SEK) [Hörnet]") == "forsaljnings pris"


def test_the_page_on_importing_shows_the_programs_that_are_tested() -> None:
    assert PAGE.read_text("utf-8") == page_with(programs_table())
    assert "| Fortnox | sku, name" in programs_table()
