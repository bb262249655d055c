"""What the exports of other programs mean, by their headings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.spreadsheets.columns import (
    PRODUCT_HEADINGS,
    SALE_HEADINGS,
    Column,
    MissingColumn,
    Role,
    UnknownColumn,
    guess_columns,
    plain,
    require,
)
from integrations.spreadsheets.rows import Row

TABLES = {"products": PRODUCT_HEADINGS, "sales": SALE_HEADINGS}


def exports() -> Iterator[tuple[str, str, list[str], dict[str, str]]]:
    """Table, program, its headings and what they mean, from ``exports.tsv``."""
    for line in Path(__file__).with_name("exports.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            table, program, cells = line.split("\t")
            pairs = [cell.partition(" -> ") for cell in cells.split(" | ")]
            yield table, program, [heading for heading, _, _ in pairs], {role: head for head, _, role in pairs if role}


EXPORTS = {f"{program} {table}": (TABLES[table], headers, expected) for table, program, headers, expected in exports()}


def meanings(columns: dict[Role, Column]) -> dict[str, str]:
    return {role.value: column.heading for role, column in columns.items()}


@pytest.mark.parametrize("export", EXPORTS)
def test_the_export_of_another_program_is_understood(export: str) -> None:
    table, headers, expected = EXPORTS[export]
    found = meanings(guess_columns(headers, (), table))
    assert {role: found.get(role) for role in expected} == expected


@pytest.mark.parametrize("export", EXPORTS)
def test_the_order_of_columns_does_not_matter(export: str) -> None:
    table, headers, _ = EXPORTS[export]
    expected = meanings(guess_columns(headers, (), table))
    for seed in range(5):
        shuffled = random.Random(seed).sample(headers, len(headers))
        assert meanings(guess_columns(shuffled, (), table)) == expected


def test_a_column_of_barcodes_is_known_by_its_content() -> None:
    rows = [Row(n, (text, "1"), None) for n, text in enumerate(["7310865004703", "", "96385074", "4006381333931"], 2)]
    found = guess_columns(["Kolumn 7", "Pris"], rows, PRODUCT_HEADINGS)
    assert found[Role.GTIN] == Column(Role.GTIN, "Kolumn 7", 0, "content")
    wrong = [Row(2, ("7310865004704", "1"), None)]
    assert Role.GTIN not in guess_columns(["Kolumn 7", "Pris"], wrong, PRODUCT_HEADINGS)


def test_a_column_that_nobody_filled_in_gives_way_to_one_that_is() -> None:
    rows = [Row(2, ("", "Korv"), None)]
    assert guess_columns(["Title", "Description"], rows, PRODUCT_HEADINGS)[Role.NAME].heading == "Description"


def test_a_choice_comes_before_any_guess() -> None:
    headers = ["Name", "Label", "Price", "Wholesale"]
    found = guess_columns(headers, (), PRODUCT_HEADINGS, {"name": "label", "cost": "Wholesale", "price": ""})
    assert meanings(found) == {"name": "Label", "cost": "Wholesale"}
    assert found[Role.NAME].by == "choice"


@pytest.mark.parametrize("chosen", [{"name": "Nothing"}, {"colour": "Name"}])
def test_a_choice_that_is_not_there_is_refused(chosen: dict[str, str]) -> None:
    with pytest.raises(UnknownColumn) as refused:
        guess_columns(["Name"], (), PRODUCT_HEADINGS, chosen)
    assert "Nothing was imported" in str(refused.value)


def test_what_must_be_there_is_asked_for_with_what_there_is() -> None:
    with pytest.raises(MissingColumn) as refused:
        require({}, ["Färg", "Form"], Role.SKU, Role.GTIN)
    assert "sku or gtin" in str(refused.value)
    assert "Färg, Form" in str(refused.value)


def test_headings_are_read_without_accents_signs_and_outlets() -> None:
    assert plain("\ufeffFörsäljnings-pris  (SEK) [Hörnet]") == "forsaljnings pris"
