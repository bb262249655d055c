"""Workbooks of Excel are read as their sheet shows them, and a hostile one is refused before it fills the memory."""

from __future__ import annotations

import contextlib
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from integrations.spreadsheets import workbook
from integrations.spreadsheets.rows import NotATable
from integrations.spreadsheets.table import Table, open_table

#: Workbooks have no time zones.
DAY, AT = datetime(2026, 1, 2), datetime(2026, 1, 2, 13, 5, 1)  # noqa: DTZ001
HEADINGS = ["SKU", "Streckkod", "Pris", "Datum", "Tid", "Aktiv", "Namn"]


def save(path: Path, *sheets: Any, hidden: tuple[int, ...] = ()) -> Path:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Blad{number + 1}")
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if number in hidden else "visible"
    book.save(path)
    return path


def cells_of(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in table.rows]


def test_cells_are_read_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        ["007", 7310865004703, 3 * 1.1, DAY, time(13, 5), True, "=HYPERLINK(1)"],
        [None] * 7,
        ["A1", "7310865004703", 1234567.125, AT, None, False, "#N/A"],
    ]
    table = open_table(save(tmp_path / "goods.csv", rows))
    assert table.headers == tuple(HEADINGS)
    found = cells_of(table)
    assert found[0] == (2, ("007", "7310865004703", "3.3", "2026-01-02", "13:05:00", "true", ""))
    assert found[2][1][:4] == ("A1", "7310865004703", "1234567.125", "2026-01-02 13:05:01")
    assert found[2][1][6] == "#N/A", "what failed in the spreadsheet stays an error"
    assert not any(found[1][1])


def test_the_first_visible_sheet_with_rows_is_read_and_others_are_named(tmp_path: Path) -> None:
    hidden, cover, goods = [["SKU"], ["X"]], [["Artiklar 2026"]], [[None], ["SKU", "Pris"], ["A", 1]]
    path = save(tmp_path / "goods.xlsx", hidden, cover, goods, [["SKU"], ["Y"]], hidden=(0,))
    table = open_table(path)
    assert (table.headers, cells_of(table)) == (("SKU", "Pris"), [(3, ("A", "1"))])
    (note,) = table.notes
    assert "Blad3" in str(note)
    assert "Blad4" in str(note)
    assert "Blad1" not in str(note)


def test_what_is_no_workbook_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = save(tmp_path / "good.xlsx", [["SKU"], ["A"]])
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(good.read_bytes()[:-30])
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    for path in (torn, other):
        with pytest.raises(NotATable):
            open_table(path)
    open_table(good)
    monkeypatch.setattr(workbook, "UNPACKED_BYTES_MAX", 1_000)
    with pytest.raises(NotATable, match="far more"):
        open_table(good)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.integers(0, 5), at=st.integers(0, 4_000), noise=st.binary(min_size=1, max_size=40))
@example(part=0, at=325, noise=b" ")  # of which openpyxl only warns
def test_a_damaged_workbook_is_refused_in_words(tmp_path: Path, part: int, at: int, noise: bytes) -> None:
    good, bad = save(tmp_path / "good.xlsx", [["SKU", "Pris"], ["A", 1.5], ["B", 2]]), tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(bad, "w") as written:
        parts = sorted(name for name in archive.namelist() if name.startswith("xl/"))
        for name in archive.namelist():
            content = archive.read(name)
            if name == parts[part % len(parts)]:
                content = content[: at % len(content)] + noise + content[at % len(content) + len(noise) :]
            written.writestr(name, content)
    with contextlib.suppress(NotATable):
        cells_of(open_table(bad))
