"""Files with a quotation mark too many: what it swallows is never taken for one bad row."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import import_sales
from store.database.engine import Store
from tests.builders import AT, small_shop
from tests.contents import contents

SKIP = ImportOptions(skip_bad_rows=True)
HEAD = "sku;namn;varugrupp;pris\n"


def rows(begin: int, until: int) -> str:
    return "".join(f"Q{n};Vara {n};Mejeri;{n},50\n" for n in range(begin, until))


def bring(store: Store, folder: Path, content: str, options: ImportOptions = SKIP) -> ImportReport:
    (folder / "list.csv").write_text(content, encoding="utf-8")
    return import_products(store, folder / "list.csv", options, at=AT)


@pytest.mark.parametrize(
    ("torn", "lines"),
    [
        ('Q1;"Ost;Mejeri;4,00\n' + rows(2, 50), "lines 2 to 50"),
        ('Q1;"Ost;Mejeri;4,00\n' + rows(2, 20) + 'Q20;"Smör";Mejeri;9,00\n' + rows(21, 50), "lines 2 to 21"),
        ('Q1;"Ost;Mejeri;4,00\n' + rows(2, 20) + 'Q20;Smör";Mejeri;9,00\n' + rows(21, 50), "lines 2 to 21"),
        ('Q1;"Ost;Mejeri;4,00\n' + rows(2, 20_000), "lines 2 to "),
    ],
)
def test_a_mark_that_swallows_lines_refuses_the_file_even_with_skip(
    sqlite_store: Store, tmp_path: Path, torn: str, lines: str
) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    report = bring(sqlite_store, tmp_path, HEAD + torn)
    assert (report.saved, report.refused, report.problems[0].code) == (0, True, "damaged_row")
    assert lines in report.problems[0].reason
    assert "cannot be skipped" in report.problems[0].reason
    assert contents(sqlite_store) == before


def test_a_mark_too_many_in_sales_refuses_them_too(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    text = "kvitto;datum;sku;pris\n" + '1;2026-04-02;"MILK;20\n' + "2;2026-04-02;MILK;20\n3;2026-04-02;MILK;20\n"
    (tmp_path / "sales.csv").write_text(text, encoding="utf-8")
    report = import_sales(sqlite_store, tmp_path / "sales.csv", SKIP, at=AT)
    assert (report.saved, report.refused) == (0, True)
    assert "lines 2 to 4" in report.problems[0].reason


@pytest.mark.parametrize("row", ['Q1;"Ost"x;Mejeri;4,00\n', "Q1;" + "x" * 200_000 + ";Mejeri;4,00\n"])
def test_control_a_damaged_row_of_one_line_can_be_skipped(sqlite_store: Store, tmp_path: Path, row: str) -> None:
    small_shop(sqlite_store)
    report = bring(sqlite_store, tmp_path, HEAD + row + rows(2, 10))
    assert (report.saved, report.refused, [problem.row for problem in report.problems]) == (8, False, [2])


def test_control_text_of_many_lines_is_text(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    named = 'Q1;"Ost\nlagrad; mild\ni skivor";Mejeri;4,00\n'
    assert bring(sqlite_store, tmp_path, HEAD + named + rows(2, 10)).saved == 9
