"""A supplier's list of prices by quantity: understood, checked as a whole, stored in place of what was there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.purchasing.price_breaks import Breaks, PriceBreak
from models.purchasing.supplier import Supplier, SupplierTerm
from operations.access.permissions import NotPermitted
from operations.catalogue.price_break_changes import set_price_breaks
from operations.installation.opening import Range, register_range
from pipelines.importing.price_break_import import import_price_breaks
from pipelines.importing.report import ImportOptions, ImportReport
from store import invariants
from store.database.engine import Store
from store.price_break_rows import all_breaks
from tests.builders import AT, MILK, OFFICE, OFFICE_ACTOR, kr, small_shop
from tests.hostile_texts import HOSTILE_TEXTS
from tests.pipelines.imported import codes

HEAD = "Artikelnummer;Streckkod;Leverantör;Från antal;Pris"
BARCODE = MILK.gtins[0].lstrip("0")
TRIAL, SKIP = ImportOptions(dry_run=True), ImportOptions(skip_bad_rows=True)


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    """The small shop, whose milk (9,95 a unit) another supplier offers for 9,00 too."""
    small_shop(sqlite_store)
    second = Range(
        suppliers=(Supplier("MEJERI", "Mejeriet Norr", 2, 7),), terms=(SupplierTerm("MILK", "MEJERI", kr(900)),)
    )
    register_range(sqlite_store, OFFICE_ACTOR, second, at=AT)
    return sqlite_store


def bring(store: Store, folder: Path, rows: str, options: ImportOptions = ImportOptions()) -> ImportReport:  # noqa: B008
    file = folder / "mängdpriser.csv"
    file.write_text(f"{HEAD}\n{rows}", encoding="utf-8")
    return import_price_breaks(store, file, options, at=AT)


def stored(store: Store) -> dict[tuple[str, str], Breaks]:
    with store.view() as view:
        return all_breaks(view, "SEK")


def steps(*pairs: tuple[int | str, int]) -> Breaks:
    return tuple(PriceBreak(Decimal(least), kr(cost)) for least, cost in pairs)


def test_steps_are_set_for_the_supplier_of_the_row_or_the_usual_one_and_again_changes_nothing(
    shop: Store, tmp_path: Path
) -> None:
    set_price_breaks(shop, OFFICE_ACTOR, "PAPER", "GROSS", steps((10, 1700)), at=AT)
    set_price_breaks(shop, OFFICE_ACTOR, "MILK", "MEJERI", steps((5, 100)), at=AT)
    rows = (
        f";{BARCODE};grossisten ab;96;8,50\n"
        "MILK;;GROSS;1;9,95\n"  # the price of a small order is no step
        "MILK;;GROSS;24;9,25\n"
        "MILK;;;48;7,90\n"  # the cheapest supplier is the usual one
        "Kaffe och te;;;;\n"
    )
    before = stored(shop)
    trial = bring(shop, tmp_path, rows, TRIAL)
    assert (trial.read, trial.saved, trial.problem_count, stored(shop)) == (4, 2, 0, before)
    assert [(each.sku, each.fields, each.is_new) for each in trial.changes] == [("MILK", ("price_breaks",), False)]
    assert bring(shop, tmp_path, rows).saved == 2
    assert stored(shop) == {
        ("MILK", "GROSS"): steps((24, 925), (96, 850)),
        ("MILK", "MEJERI"): steps((48, 790)),
        ("PAPER", "GROSS"): steps((10, 1700)),
    }
    again = bring(shop, tmp_path, rows)
    assert (again.saved, again.unchanged) == (0, 2)
    with shop.view() as view:
        assert invariants.check_all(view) == []


def test_a_product_with_its_small_price_alone_has_no_breaks_any_more(shop: Store, tmp_path: Path) -> None:
    set_price_breaks(shop, OFFICE_ACTOR, "MILK", "GROSS", steps((10, 900)), at=AT)
    assert bring(shop, tmp_path, "MILK;;GROSS;1;9,95").saved == 1
    assert stored(shop) == {}


#: Rows, and which of them is wrong and why; the header is row 1.
WRONG = [
    ("NONE;;;24;9,00", (2, "unknown_product")),
    ("MILK;;Ingen;24;9,00", (2, "unknown_supplier")),
    ("PAPER;;MEJERI;24;9,00", (2, "no_terms")),
    (";;;24;9,00", (2, "no_sku")),
    ("MILK;;GROSS;;9,00", (2, "no_quantity")),
    ("MILK;;GROSS;-4;9,00", (2, "negative")),
    ("MILK;;GROSS;24;-9,00", (2, "negative")),
    ("MILK;;GROSS;24;mycket", (2, "not_a_number")),
    ("MILK;;GROSS;24;9,955", (2, "too_fine")),
    ("MILK;;GROSS;1;9,94", (2, "other_small_cost")),
    ("MILK;;GROSS;24;9,95", (2, "not_cheaper")),
    ("MILK;;GROSS;24;9,00\nMILK;;GROSS;48;9,00", (3, "not_cheaper")),
    ("MILK;;GROSS;24;9,00\nMILK;;GROSS;24;8,00", (3, "duplicate_step")),
    ("\n".join(f"MILK;;GROSS;{n};{9 - n / 100:.2f}" for n in range(2, 15)), (14, "too_many_steps")),
]


def test_what_cannot_be_is_named_by_its_row_and_nothing_is_stored(shop: Store, tmp_path: Path) -> None:
    paper = ("PAPER", "GROSS")
    for rows, problem in WRONG:
        report = bring(shop, tmp_path, f"{rows}\nPAPER;;GROSS;10;17,00")
        assert (codes(report), report.refused, report.saved, stored(shop)) == ([problem], True, 0, {}), rows
        skipped = bring(shop, tmp_path, f"{rows}\nPAPER;;GROSS;10;17,00", SKIP)
        of_products = {key: breaks for key, breaks in stored(shop).items() if key != ("MILK", "GROSS")}
        assert (skipped.refused, of_products) == (False, {paper: steps((10, 1700))}), rows
        assert ("MILK", "GROSS") not in stored(shop), "a product with a bad step stays as it is"
        set_price_breaks(shop, OFFICE_ACTOR, *paper, (), at=AT)


def test_who_may_not_change_goods_imports_none(shop: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"{HEAD}\nMILK;;GROSS;24;9,00", encoding="utf-8")
    nobody = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        import_price_breaks(shop, file, ImportOptions(), at=AT, actor=nobody)
    assert stored(shop) == {}


def test_hostile_texts_name_no_supplier_and_are_shown_short(shop: Store, tmp_path: Path) -> None:
    quoted = [text.replace('"', '""').replace("\n", " ").replace("\r", " ") for text in HOSTILE_TEXTS]
    report = bring(shop, tmp_path, "\n".join(f'MILK;;"{text}";24;9,00' for text in quoted), replace(SKIP, dry_run=True))
    assert report.saved <= 1
    assert all(len(each.value) <= 60 for each in report.problems)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(2, 30), st.integers(1, 1100)), min_size=1, max_size=6))
def test_a_list_is_stored_exactly_when_more_always_costs_less(
    shop: Store, tmp_path: Path, rows: list[tuple[int, int]]
) -> None:
    set_price_breaks(shop, OFFICE_ACTOR, "MILK", "GROSS", (), at=AT)
    text = "\n".join(f"MILK;;GROSS;{least};{cost / 100:.2f}".replace(".", ",") for least, cost in rows)
    report = bring(shop, tmp_path, text)
    ordered = sorted(rows)
    costs = [995, *(cost for _, cost in ordered)]
    falls = all(one > two for one, two in pairwise(costs))
    is_right = falls and len({least for least, _ in rows}) == len(rows)
    assert report.refused == (not is_right)
    assert stored(shop).get(("MILK", "GROSS"), ()) == (steps(*ordered) if is_right else ())
