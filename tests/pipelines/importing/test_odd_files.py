"""Whatever file comes: a report or a refusal in words, in bounded memory, and nothing half saved."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import KassaError
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import import_sales
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, small_shop
from tests.contents import contents
from tests.pipelines.importing.odd_files import GOOD, HEAD, ODD_FILES

#: Kilobytes that all of these files may add to the most memory that the process ever used.
GROWTH_MAX = 400_000


def outcome(store: Store, path: Path) -> str:
    """What becomes of a list of products, as the table of files writes it."""
    before = contents(store)
    report = _imported(store, path)
    if not isinstance(report, ImportReport):
        assert "Nothing was imported" in str(report)
        assert len(str(report)) < 1_000
        assert contents(store) == before
        return report.code
    _check_report(report)
    if report.problems:
        assert contents(store) == before
        return ",".join(f"{problem.row} {problem.code}" for problem in report.problems)
    return f"products {report.saved + report.unchanged}"


def _imported(
    store: Store, path: Path, importer: Callable[..., ImportReport] = import_products
) -> ImportReport | KassaError:
    try:
        return importer(store, path, ImportOptions(), at=AT)
    except KassaError as refused:
        return refused


def _check_report(report: ImportReport) -> None:
    for problem in report.problems:
        assert problem.reason
        assert len(problem.value) <= 60
        assert problem.value.isprintable()
    assert all(len(note) < 600 and note.isprintable() for note in report.notes)


def _as_sales(store: Store, path: Path) -> None:
    """No file here is a list of sales: it is refused, or each of its rows is a problem."""
    before = contents(store)
    report = _imported(store, path, import_sales)
    assert isinstance(report, KassaError) or report.saved == 0
    assert contents(store) == before


def test_a_file_of_any_kind_is_told_apart_and_saves_nothing_in_part(sqlite_store: Store, tmp_path: Path) -> None:
    assert len({odd.name for odd in ODD_FILES}) == len(ODD_FILES) >= 120
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {}
    small_shop(sqlite_store)
    for odd in ODD_FILES:
        path = tmp_path / "odd.csv"
        path.write_bytes(odd.content())
        found[odd.name] = outcome(sqlite_store, path)
        _as_sales(sqlite_store, path)
    wrong = {odd.name: found[odd.name] for odd in ODD_FILES if found[odd.name] != odd.outcome}
    assert wrong == {}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < GROWTH_MAX
    with sqlite_store.view() as view:
        assert check_all(view) == []


@pytest.mark.parametrize("text", [HEAD + GOOD, HEAD.replace(";", ",") + GOOD.replace(",", ".").replace(";", ",")])
def test_control_a_plain_file_is_saved(sqlite_store: Store, tmp_path: Path, text: str) -> None:
    small_shop(sqlite_store)
    (tmp_path / "list.csv").write_text(text)
    before = contents(sqlite_store)
    assert outcome(sqlite_store, tmp_path / "list.csv") == "products 1"
    assert contents(sqlite_store) != before
