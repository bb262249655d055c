"""What people write in cells, and what it means."""

from __future__ import annotations

import contextlib
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.spreadsheets.cell_faults import is_shortened
from integrations.spreadsheets.cells import (
    day_order,
    decimal_sign,
    digits_of,
    moment,
    needs_order,
    number,
    unit,
    yes_or_no,
)
from models.quantity import Unit

ZONE = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("12,90", ",", "12.90"),
        ("12.90", ",", "12.90"),
        ("12,9", ".", "12.9"),
        ("1 234,50", ",", "1234.50"),
        ("1\u00a0234,50 kr", ",", "1234.50"),
        ("1.234,50", ".", "1234.50"),
        ("1,234.50", ",", "1234.50"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1.234.567", ",", "1234567"),
        ("12'345.60", ".", "12345.60"),
        ("SEK 12", ",", "12"),
        ("12:-", ",", "12"),
        ("$3.99", ".", "3.99"),
        ("-$3.99", ".", "-3.99"),
        ("-5", ".", "-5"),
        ("\u22125,00", ",", "-5.00"),
        (",5", ",", "0.5"),
        ("5.", ".", "5"),
        ("+7", ".", "7"),
        ("0,450", ".", "0.450"),
        ("0.450", ",", "0.450"),
        ("-0,450", ".", "-0.450"),
    ],
)
def test_numbers(text: str, sign: str, expected: str) -> None:
    assert number(text, sign) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["", "x", "NaN", "inf", "-Infinity", "1e309", "1e3", "12,34,56", "1.2.3,4.5", "1,23.456,7", "0x10", "١٢", "12 %",
     "=1+1", "9" * 40, "12-3", "--5", "1_000", "½", "12\x00", "0,450,000", "0.450,5"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(text, ",")


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from([",", "."]))
def test_a_written_number_is_read_back(value: Decimal, sign: str) -> None:
    whole, _, part = f"{value:.2f}".partition(".")
    assert number(f"{whole}{sign}{part}", sign) == value
    grouped = f"{int(whole):,}".replace(",", "\u00a0")
    assert number(f"{grouped}{sign}{part} kr", sign) == value


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert number(text, ",").is_finite()


@pytest.mark.parametrize(
    ("samples", "separator", "expected"),
    [
        (["12,90", "1"], ",", ","),
        (["12.90", "1"], ";", "."),
        (["1.234,50"], ",", ","),
        (["1,234", "5,678"], ",", "."),
        (["1,234", "5,678"], ";", ","),
        (["1,234", "0,450"], ",", ","),
        (["1.234", "-0.450"], ";", "."),
        (["12345,678"], ",", ","),
        ([], ";", ","),
        ([], "", "."),
    ],
)
def test_the_decimal_sign_of_a_file(samples: list[str], separator: str, expected: str) -> None:
    assert decimal_sign(samples, separator) == expected


def test_what_spreadsheets_put_around_a_barcode_is_taken_off() -> None:
    assert {
        digits_of(text) for text in ('="7310865004703"', "'7310865004703", " 7310865004703 ", "7310865004703.0")
    } == {"7310865004703"}
    assert digits_of("A.0") == "A.0"


def test_a_shortened_barcode_is_told_from_a_number() -> None:
    assert is_shortened("7,31E+12")
    assert is_shortened("7.31087e12")
    assert not is_shortened("7310865004703")


@pytest.mark.parametrize(
    ("text", "expected"), [("Ja", True), ("Y", True), ("0", False), ("archived", False), ("", False)]
)
def test_yes_and_no(text: str, expected: bool) -> None:  # noqa: FBT001 - the case's answer
    assert yes_or_no(text) is expected


def test_units() -> None:
    assert (unit("st"), unit(""), unit("Per kg"), unit("LITER")) == (
        Unit.PIECE,
        Unit.PIECE,
        Unit.KILOGRAM,
        Unit.LITRE,
    )
    with pytest.raises(ValueError, match="is not a unit"):
        unit("famn")


@pytest.mark.parametrize(
    ("date", "clock", "order", "expected"),
    [
        ("2026-11-23 10:30:05", "", "dmy", "2026-11-23T10:30:05+01:00"),
        ("2026-11-23T10:30:05Z", "", "dmy", "2026-11-23T11:30:05+01:00"),
        ("2026-11-20 09:15:32 +0100", "", "dmy", "2026-11-20T09:15:32+01:00"),
        ("2026-07-01 08:00:00.123456", "", "dmy", "2026-07-01T08:00:00+02:00"),
        ("20261123", "09.15", "dmy", "2026-11-23T09:15:00+01:00"),
        ("23/11/2026", "", "dmy", "2026-11-23T12:00:00+01:00"),
        ("11/23/26", "9:05 PM", "mdy", "2026-11-23T21:05:00+01:00"),
        ("11/23/26 12:05 a.m.", "", "mdy", "2026-11-23T00:05:00+01:00"),
        ("3.4.2026", "7:00", "dmy", "2026-04-03T07:00:00+02:00"),
    ],
)
def test_moments(date: str, clock: str, order: str, expected: str) -> None:
    assert moment(date, clock, ZONE, order) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "32/01/2026", "2026-02-30", "45987", "2026-01-01 25:00"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|has no time of day"):
        moment(text, "", ZONE, "dmy")


def test_the_order_of_day_and_month_is_told_by_the_dates_or_not_at_all() -> None:
    assert day_order(["03/04/2026", "31/12/2026"]) == "dmy"
    assert day_order(["03/04/2026", "12/31/2026"]) == "mdy"
    assert day_order(["03.04.2026"]) == "dmy"
    assert day_order(["03/04/2026"]) is None
    assert needs_order(["03/04/2026"])
    assert not needs_order(["2026-04-03", ""])
