"""Benchmarks run, compare like with like, and leave rows that a program can read."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

from benchmarks import __main__ as command
from benchmarks import barcode_lookup, harness, moving_in, sale_commit
from benchmarks.harness import Row
from tests.faults.forked import bare_main


def test_every_benchmark_is_found_and_helpers_are_not() -> None:
    assert {"sale_commit", "barcode_lookup", "forecast_reorder"} <= set(command.discover())
    assert not {"harness", "statements", "large_range"} & set(command.discover())


def test_an_unknown_benchmark_is_refused_with_the_names_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["no_such"]) == 2
    assert "sale_commit" in capsys.readouterr().out


def test_rows_are_kept_as_json_with_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    file = harness.save("tried", [Row("tried", "time", 2.0, "ms", "another", 0.5, 1.0)])
    assert file == tmp_path / "bench" / "tried.json"
    (row,) = json.loads(file.read_text())
    assert {"name", "metric", "value", "unit", "against", "ratio", "machine"} <= row.keys()
    assert "Python" in row["machine"]


def test_a_missed_goal_is_shown_as_missed() -> None:
    missed, reached = Row("a", "b", 3.0, "ms", "c", 3.0, 2.5), Row("a", "b", 3.0, "ms", "c", 2.0, 2.5)
    assert (missed.reached, reached.reached) == (False, True)
    shown = StringIO()
    harness.show([missed, reached], Console(file=shown, width=200))
    assert shown.getvalue().count("missed") == 1


def test_a_sale_is_measured_against_its_own_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SALES": 4, "WARM_UP": 1, "PRODUCTS": 60}.items():
        monkeypatch.setattr(sale_commit, name, value)
    rows = sale_commit.run()  # it asserts that all three files end alike
    assert [row.unit for row in rows] == ["ms", "ms", "ms"]
    cpu, wall, look_at_file = rows
    assert all(row.ratio is not None and row.ratio > 0.5 for row in (cpu, wall))
    assert look_at_file.value > 0  # a slow machine may look longer than a sale takes it


def test_a_look_up_is_measured_with_and_without_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barcode_lookup, "PRODUCTS", 100)
    monkeypatch.setattr(barcode_lookup, "LOOK_UPS", 200)
    within, alone = barcode_lookup.run()
    assert within.value > 0
    assert alone.value > 0


def test_a_move_is_measured_beside_a_till(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"PRODUCTS": 60, "MOVED": 40, "LINES": 120}.items():
        monkeypatch.setattr(moving_in, name, value)
    page = ModuleType("__main__")  # as a test of a page leaves it: the process of its own would begin with that
    page.__file__ = str(tmp_path / "left_page.py")
    Path(page.__file__).write_text("raise SystemExit('the page of another test')")
    monkeypatch.setitem(sys.modules, "__main__", page)
    with bare_main():
        moved, sale = moving_in.run()  # it asserts that every figure agrees
    assert (moved.unit, sale.unit) == ("s", "ms")
    assert moved.reached
