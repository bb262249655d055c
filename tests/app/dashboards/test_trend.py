"""The small line of a card, and when a change is worth a colour."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.dashboards.boards.takings import TakingsBoard, Trend, is_young, trend_frame
from app.dashboards.charts import hour_names
from app.dashboards.formats import Formats
from app.words import words_of
from models.analytics.comparison import compare
from models.analytics.period import Grain, Period, periods_before
from models.analytics.sales import AVERAGE_BASKET, NET_SALES, UNITS_PER_RECEIPT, SalesFigures
from store.analysis.reports import WebSales
from tests.builders import AT, COMPANY, DAY

FORMATS = Formats(words_of("sv"), COMPANY)


NO_WEB = WebSales(0, 0)
TRADE = SalesFigures(receipts=4, units=Decimal(9), net_minor=123_450)
#: Two days, one of trade and one without.
TREND = Trend(tuple(periods_before(Period.around(Grain.DAY, DAY), 2)), (TRADE, SalesFigures()))


def board(now: int, before: int, *, over: bool = False) -> TakingsBoard:
    """A day with so many receipts, against so many."""
    day = DAY - timedelta(days=1) if over else DAY
    comparison = compare(Period.around(Grain.DAY, day), AT, COMPANY)
    return TakingsBoard(comparison, SalesFigures(receipts=now), SalesFigures(receipts=before), {}, {}, AT, NO_WEB)


def test_the_small_line_tells_kronor_and_dates() -> None:
    assert trend_frame(NET_SALES, TREND, FORMATS).rows() == [
        (DAY - timedelta(days=2), 1234.5, "lör 21 nov", "1\N{NO-BREAK SPACE}235\N{NO-BREAK SPACE}kr"),
        (DAY - timedelta(days=1), 0.0, "sön 22 nov", "0,00\N{NO-BREAK SPACE}kr"),
    ]


def test_a_day_without_sales_is_a_gap_in_an_average_and_not_a_fall_to_zero() -> None:
    assert trend_frame(UNITS_PER_RECEIPT, TREND, FORMATS)["value"].to_list() == [2.25, None]
    assert trend_frame(AVERAGE_BASKET, TREND, FORMATS)["value"].to_list() == [308.625, None]
    assert trend_frame(AVERAGE_BASKET, TREND, FORMATS)["text"].to_list()[1] == "–"


@pytest.mark.parametrize(
    ("now", "before", "over", "young"),
    [
        (1, 9, False, True),  # ten minutes after opening
        (0, 0, False, True),
        (3, 40, False, True),
        (40, 2, False, True),
        (10, 12, False, False),
        (1, 9, True, False),  # a day that is over is what it is
    ],
)
def test_a_young_day_is_not_red(now: int, before: int, *, over: bool, young: bool) -> None:
    assert is_young(board(now, before, over=over)) is young


@pytest.mark.parametrize(
    ("sold", "shown"),
    [
        ([9], [f"{hour:02d}" for hour in range(9, 17)]),
        ([8, 25], [f"{hour % 24:02d}" for hour in range(8, 26)]),
        ([], []),
    ],
)
def test_the_only_hour_of_a_new_shop_is_no_bar_as_wide_as_the_page(sold: list[int], shown: list[str]) -> None:
    assert list(hour_names(sold).values()) == shown
