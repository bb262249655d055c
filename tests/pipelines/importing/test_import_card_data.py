"""A card number in a file of somebody else's gets neither into the shop nor into the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.card_data import has_card_data
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import import_sales
from store.database.engine import Store
from tests.builders import AT, small_shop
from tests.cards import NUMBERS, TRACK_2
from tests.contents import contents

GOODS = "SKU;Namn;Pris;Kategori;Leverantör;Streckkod\n"
SALES = "Kvitto;Datum;Tid;SKU;Antal;Pris;Kundnr;Kassör\n"
#: A barcode that has the beginning and the check digit of a card, too.
BARCODE = "4006381330060"


def bring(store: Store, folder: Path, text: str, *, sales: bool = False, **options: bool) -> ImportReport:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    take = import_sales if sales else import_products
    return take(store, folder / "list.csv", ImportOptions(**options), at=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize("card", [NUMBERS[1], "5555 5555 5555 4444", NUMBERS[7], f"Anna {NUMBERS[3]}", TRACK_2])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        (GOODS, "{};Namn;10,00;Mat;Grossist;"),
        (GOODS, "A;{};10,00;Mat;Grossist;"),
        (GOODS, "A;Namn;10,00;{};Grossist;"),
        (GOODS, "A;Namn;10,00;Mat;{};"),
        (GOODS, "A;Namn;10,00;Mat;Grossist;{}"),
        (GOODS, "A;Namn;{};Mat;Grossist;"),
        (SALES, "7;2026-01-02;10:00;MILK;1;19,90;{};Bo"),
        (SALES, "7;2026-01-02;10:00;MILK;1;19,90;Anna;{}"),
        (SALES, "{};2026-01-02;10:00;MILK;1;19,90;Anna;Bo"),
    ],
)
def test_no_cell_takes_card_data(sqlite_store: Store, tmp_path: Path, header: str, row: str, card: str) -> None:
    before = contents(small_shop(sqlite_store))
    cell = '"' + card + '"'
    report = bring(sqlite_store, tmp_path, header + row.format(cell) + "\n", sales=header == SALES)
    assert "card_data" in {problem.code for problem in report.problems}
    assert not has_card_data(str(report))
    assert contents(sqlite_store) == before


def test_control_the_same_rows_without_a_card_are_taken(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    assert has_card_data(BARCODE)
    goods = bring(sqlite_store, tmp_path, f"{GOODS}A;Namn;10,00;Mat;Grossist;{BARCODE}, 7310865004703\n")
    assert (goods.saved, goods.problems) == (1, ())
    order = "4222222222222"  # as a web shop numbers its orders
    sales = bring(sqlite_store, tmp_path, f"{SALES}{order};2026-01-02;10:00;MILK;1;19,90;Anna;Bo\n", sales=True)
    assert (sales.saved, sales.problems) == (1, ())
