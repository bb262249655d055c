"""Figures are exact until the page writes them, and the page rounds once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from app.dashboards.formats import Formats
from app.words import words_of
from models.analytics.sales import (
    AVERAGE_BASKET,
    GROSS_MARGIN_SHARE,
    UNITS_PER_RECEIPT,
    Figure,
    MetricUnit,
    SalesFigures,
    change,
)
from models.quantity import Unit
from tests.builders import COMPANY

SPACE = "\N{NO-BREAK SPACE}"
FORMATS = Formats(words_of("sv"), COMPANY)


@pytest.mark.parametrize(
    ("receipts", "units", "written"),
    [
        (11, "27", "2,5"),  # 2.4545…; by way of 2.45 it became 2.4
        (1000, "2449", "2,4"),  # by way of 2.45 it would become 2.5
        (20, "49", "2,5"),  # 2.45: half goes up
        (3, "8", "2,7"),
        (1, "0", "0,0"),
    ],
)
def test_units_per_receipt_are_rounded_once(receipts: int, units: str, written: str) -> None:
    figure = UNITS_PER_RECEIPT.of(SalesFigures(receipts=receipts, units=Decimal(units)))
    assert FORMATS.figure(figure, MetricUnit.RATIO) == written


@pytest.mark.parametrize(
    ("receipts", "net_minor", "written"),
    [
        (3, 10_000, f"33,33{SPACE}kr"),
        (8, 20_004, f"25,01{SPACE}kr"),  # 25.005: half goes up
        (7, 700_344, f"1{SPACE}000{SPACE}kr"),  # 1 000.4914…; by way of 1 000.49 the same
        (40, 4_001_998, f"1{SPACE}000{SPACE}kr"),  # 1 000.4995: by way of 1 000.50 it would become 1 001
    ],
)
def test_an_average_basket_is_rounded_once(receipts: int, net_minor: int, written: str) -> None:
    figure = AVERAGE_BASKET.of(SalesFigures(receipts=receipts, net_minor=net_minor))
    assert FORMATS.figure(figure, MetricUnit.MONEY) == written


@pytest.mark.parametrize(
    ("now", "before", "written"),
    [
        (Fraction(27, 11), Fraction(49, 20), f"+0,2{SPACE}%"),  # from 2.5 and 2.5 as written it would be 0.0
        (Fraction(10_000, 3), Fraction(20_000, 7), f"+16,7{SPACE}%"),
        (1_999, 2_000, f"-0,1{SPACE}%"),  # -0.05: half goes away from zero
        (0, 5, f"-100,0{SPACE}%"),
    ],
)
def test_a_change_is_that_of_the_exact_figures(now: Figure, before: Figure, written: str) -> None:
    difference = change(now, before)
    assert difference is not None
    assert FORMATS.change(difference) == written


def test_a_share_is_rounded_once() -> None:
    share = GROSS_MARGIN_SHARE.of(SalesFigures(costed_net_minor=200_000, cost_minor=150_901))
    assert FORMATS.figure(share, MetricUnit.SHARE) == f"24,5{SPACE}%"  # 24.5495; by way of 24.55 it would be 24.6


ENGLISH = Formats(words_of("en"), COMPANY)


@pytest.mark.parametrize(
    ("value", "unit", "swedish", "english"),
    [
        (690_750, MetricUnit.MONEY, f"6{SPACE}908{SPACE}kr", f"6,908{SPACE}kr"),
        (12_335, MetricUnit.MONEY, f"123,35{SPACE}kr", f"123.35{SPACE}kr"),
        (-50, MetricUnit.MONEY, f"-0,50{SPACE}kr", f"-0.50{SPACE}kr"),
        (1_234, MetricUnit.COUNT, f"1{SPACE}234", "1,234"),
        (Fraction(23, 5), MetricUnit.RATIO, "4,6", "4.6"),
        (Fraction(358, 1000), MetricUnit.SHARE, f"35,8{SPACE}%", "35.8%"),
    ],
)
def test_each_language_writes_figures_its_own_way(value: Figure, unit: MetricUnit, swedish: str, english: str) -> None:
    assert FORMATS.figure(value, unit).replace("\N{MINUS SIGN}", "-") == swedish
    assert ENGLISH.figure(value, unit) == english


def test_goods_and_changes_are_written_the_readers_way() -> None:
    assert (FORMATS.quantity(Decimal("23.645"), Unit.KILOGRAM), ENGLISH.quantity(Decimal("23.645"), Unit.KILOGRAM)) == (
        "23,645 kg",
        "23.645 kg",
    )
    assert ENGLISH.change(Fraction(456, 1000)) == "+45.6%"
    assert (FORMATS.currency_sign, ENGLISH.currency_sign) == ("kr", "kr")
