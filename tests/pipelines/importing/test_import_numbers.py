"""Receipt numbers that are not unique: nothing is merged, nothing is dropped, twice is once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from models.selling.sale import Sale
from pipelines.importing.receipt_numbers import Known, Numbering, distinguish
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_sales import import_sales
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, small_shop
from tests.contents import contents
from tests.pipelines.imported import codes, stored_sales

PLAIN = ImportOptions()
SKIP = ImportOptions(skip_bad_rows=True)
RESTART = ImportOptions(numbers_restart=True)
HEAD = "kvittonr;datum;sku;antal;a-pris\n"
FIRST_DAY = "1;2026-11-01 10:00;MILK;1;20\n2;2026-11-01 11:00;MILK;1;20\n3;2026-11-01 12:00;PAPER;1;35\n"
SECOND_DAY = "1;2026-11-02 10:00;MILK;3;20\n2;2026-11-02 10:30;MILK;1;20\n"


def bring(store: Store, folder: Path, content: str, options: ImportOptions = PLAIN) -> ImportReport:
    (folder / "sales.csv").write_text(content, encoding="utf-8")
    return import_sales(store, folder / "sales.csv", options, at=AT)


def imported(store: Store) -> list[Sale]:
    with store.view() as view:
        assert check_all(view) == []
    return stored_sales(store)


def names(store: Store) -> list[tuple[str | None, int]]:
    return [(sale.settlement.tenders[0].reference, len(sale.lines)) for sale in imported(store)]


def test_numbers_that_begin_again_each_day_are_receipts_of_their_days(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    report = bring(store, tmp_path, HEAD + FIRST_DAY + SECOND_DAY)
    assert (report.saved, codes(report)) == (5, [])
    assert names(store) == [("1", 1), ("2", 1), ("3", 1), ("1", 1), ("2", 1)]
    assert [sale.origin.business_day.day for sale in imported(store)] == [1, 1, 1, 2, 2]
    before = contents(store)
    again = bring(store, tmp_path, HEAD + SECOND_DAY + FIRST_DAY)
    assert (again.saved, again.unchanged, codes(again)) == (0, 5, [])
    assert contents(store) == before


def test_a_file_of_one_day_is_asked_about_once(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    assert bring(sqlite_store, tmp_path, HEAD + FIRST_DAY).saved == 3
    before = contents(sqlite_store)
    asked = bring(sqlite_store, tmp_path, HEAD + SECOND_DAY)
    assert (asked.saved, codes(asked)) == (0, [(2, "receipt_reused"), (3, "receipt_reused")])
    assert "--numbers-restart" in asked.problems[0].reason
    assert contents(sqlite_store) == before
    assert bring(sqlite_store, tmp_path, HEAD + SECOND_DAY, RESTART).saved == 2
    assert bring(sqlite_store, tmp_path, HEAD + SECOND_DAY.replace("11-02", "11-03")).saved == 2
    assert bring(sqlite_store, tmp_path, HEAD + FIRST_DAY + SECOND_DAY).unchanged == 5


def test_a_slip_in_one_date_is_no_new_receipt(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "".join(f"{n};2026-11-0{n % 5 + 1} 10:00;{sku};1;20\n" for n in range(20) for sku in ("MILK", "PAPER"))
    slip = rows.replace("7;2026-11-03 10:00;PAPER", "7;2026-11-04 10:00;PAPER", 1)
    report = bring(sqlite_store, tmp_path, HEAD + slip)
    assert (report.saved, codes(report)) == (0, [(17, "receipt_reused")])
    skipped = bring(sqlite_store, tmp_path, HEAD + slip, SKIP)
    assert skipped.saved == 19
    assert {reference for reference, _ in names(sqlite_store)} == {str(n) for n in range(20)} - {"7"}
    assert bring(sqlite_store, tmp_path, HEAD + rows).saved == 1


def test_a_known_number_at_another_time_is_not_passed_over(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    bring(store, tmp_path, HEAD + FIRST_DAY)
    before = contents(store)
    other = bring(store, tmp_path, HEAD + "1;2026-11-01 10:05;PAPER;5;35\n4;2026-11-01 13:00;MILK;1;20\n")
    assert codes(other) == [(2, "receipt_reused")]
    assert contents(store) == before
    assert bring(store, tmp_path, HEAD + "1;2026-11-01 10:05;PAPER;5;35\n", ImportOptions(source="KASSA 2")).saved == 1


REGISTERS = (
    "kassa;kvittonr;datum;sku;antal;a-pris\n"
    "Kassa 1;1;2026-11-01;MILK;1;20\nKassa 1;1;;PAPER;1;35\nKassa 2;1;2026-11-01;MILK;2;20\n"
    "Kassa 1;2;2026-11-01;MILK;1;20\nKassa 2;2;2026-11-01;MILK;3;20\n"
)


def test_registers_that_count_for_themselves_are_told_apart(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    report = bring(store, tmp_path, REGISTERS)
    assert (report.saved, codes(report)) == (4, [])
    assert names(store) == [("Kassa 1 #1", 2), ("Kassa 2 #1", 1), ("Kassa 1 #2", 1), ("Kassa 2 #2", 1)]
    assert bring(store, tmp_path, REGISTERS).unchanged == 4
    later = "kassa;kvittonr;datum;sku;antal;a-pris\nKassa 1;3;2026-11-02;MILK;1;20\n"
    assert bring(store, tmp_path, later).saved == 1
    assert names(store)[-1] == ("Kassa 1 #3", 1)


def test_registers_that_begin_again_each_day_are_told_apart_too(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = REGISTERS + "".join(
        line.replace("11-01", "11-02") + "\n" for line in REGISTERS.splitlines()[1:] if "2026" in line
    )
    assert bring(sqlite_store, tmp_path, rows).saved == 8
    assert bring(sqlite_store, tmp_path, rows).unchanged == 8


def test_two_registers_without_a_name_are_a_problem(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    rows = FIRST_DAY + FIRST_DAY.replace("0:00", "0:20").replace("1:00", "1:20").replace("2:00", "2:20")
    report = bring(sqlite_store, tmp_path, HEAD + rows)
    assert codes(report) == [(5, "receipt_reused"), (6, "receipt_reused"), (7, "receipt_reused")]
    assert "--map HEADING=register" in report.problems[0].reason
    assert contents(sqlite_store) == before


def test_control_a_register_is_no_part_of_a_number_that_is_unique(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "kassa;kvittonr;datum;sku;a-pris\nKassa 1;1;2026-11-01;MILK;20\nKassa 2;2;2026-11-01;MILK;20\n"
    bring(sqlite_store, tmp_path, "kvittonr;datum;sku;a-pris\n1;2026-11-01;MILK;20\n")
    report = bring(sqlite_store, tmp_path, rows)
    assert (report.saved, report.unchanged) == (1, 1)
    assert names(sqlite_store) == [("1", 1), ("2", 1)]


def test_a_bad_row_leaves_out_the_receipt_of_its_day_only(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    report = bring(sqlite_store, tmp_path, HEAD + FIRST_DAY + SECOND_DAY.replace("MILK;3;", "NOPE;3;"), SKIP)
    assert (report.saved, codes(report)) == (4, [(5, "unknown_product")])
    assert [sale.origin.business_day.day for sale in imported(sqlite_store)] == [1, 1, 1, 2]


CELLS = {"datum": "2026-11-03 10:00", "artikelnr": "MILK", "antal": "1", "pris": "20,00", "betalning": "kontant"}


def test_rows_without_numbers_are_known_again_in_any_order_of_columns(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    found = set()
    for columns in permutations(CELLS, len(CELLS)):
        row = ";".join(CELLS[name] for name in columns) + "\n"
        found.add(bring(sqlite_store, tmp_path, ";".join(columns) + "\n" + row + row).saved)
        if len(found) > 1 and found != {0, 2}:
            break
    assert found == {0, 2}
    other = ";".join(CELLS) + "\n" + ";".join(CELLS.values()).replace("20,00", "21,00") + "\n"
    assert bring(sqlite_store, tmp_path, other).saved == 1
    written = "antal;pris;datum;artikelnr;kassör;betalning\n1,0;20.00;2026-11-03T10:00:00;MILK;Anna;Cash\n"
    assert bring(sqlite_store, tmp_path, written).unchanged == 1


def test_a_number_alone_tells_where_nothing_is_shared() -> None:
    keys = [("1", "A", 0), ("2", "B", 1)]
    assert distinguish(keys, 2, Known(), begins_again=False, day_of=_day) == (Numbering(False, False), {})  # noqa: FBT003


@pytest.mark.parametrize(
    ("keys", "by_day"),
    [
        ([(str(n), "", 100 * day + n) for day in range(5) for n in range(10)], True),
        ([(str(n), "", 100 * day + n) for day in range(2) for n in range(3 if day else 90)], True),
        ([(str(n), "", 100 * (n // 10) + n) for n in range(50)] + [("3", "", 402)], False),
        ([("1", "", 1), ("1", "", 101), ("2", "", 102)], False),
    ],
)
def test_days_that_share_most_numbers_show_that_they_begin_again(
    keys: list[tuple[str, str, int]],
    by_day: bool,  # noqa: FBT001 - the case's answer
) -> None:
    numbering, reused = distinguish(keys, len(keys), Known(), begins_again=False, day_of=_day)
    assert (numbering.by_day, bool(reused)) == (by_day, not by_day)


def _day(micros: int) -> date:
    return date.fromordinal(738_000 + micros // 100)


def test_the_first_import_of_a_source_tells_how_to_go_back(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    assert any("kassa backup" in note for note in bring(sqlite_store, tmp_path, HEAD + FIRST_DAY).notes)
    assert not any("kassa backup" in note for note in bring(sqlite_store, tmp_path, HEAD + FIRST_DAY).notes)
    assert [sale.lines[0].quantity for sale in imported(sqlite_store)] == [Decimal(1)] * 3
