"""What a spreadsheet opens holds no live formula, whatever goods are called."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.spreadsheets.writing import guarded, write_csv

HOSTILE = (
    *("=1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=cmd|' /C calc'!A0", "|calc", "%0A=1"),
    *("＝1+1", '=HYPERLINK("http://evil.example")', "-1-1", "+1+1", "-A1", "=", "-12,50 kr-1"),
)
HARMLESS = ("Kaffe", "+46 8 123", "12,50", "-12,50", "+3", "-1 234,50 kr", "Skruv 4x40 =bra", "", "1=1", "Te & kex")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_becomes_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_control_other_text_and_numbers_stay(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
def test_no_text_begins_as_a_formula_does(text: str) -> None:
    shown = guarded(text).lstrip()
    assert not shown.startswith(("=", "@")) or shown != text
    assert not shown.startswith(("+", "-")) or shown[1:2].isdigit()


def test_a_table_is_read_back_as_spreadsheets_read_it() -> None:
    frame = pl.DataFrame({"name": ['=a;"b"', "Kaffe; mörk"], "net": [1.5, None], "left": [3, -2]})
    written = write_csv(frame, {"name": "=Vara", "net": "Netto"}, decimal_comma=True)
    assert written.startswith("\N{ZERO WIDTH NO-BREAK SPACE}".encode())
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["'=Vara", "Netto"], ['\'=a;"b"', "1,5"], ["Kaffe; mörk", ""]]
    english = write_csv(frame, {"net": "Net", "left": "Left"}, decimal_comma=False)
    assert english.decode("utf-8-sig") == "Net,Left\n1.5,3\n,-2\n"
