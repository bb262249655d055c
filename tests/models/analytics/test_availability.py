"""Stock cover: days without goods are left out of the mean, and running out is reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest

from models.analytics.availability import stock_cover

FIRST, UNTIL = date(2026, 11, 1), date(2026, 11, 11)  # ten days
Rows = Sequence[tuple[object, ...]]
LEVELS = {"location_id": pl.Int64, "sku": pl.String, "on_hand": pl.Float64}
CHANGES = {
    "location_id": pl.Int64,
    "sku": pl.String,
    "business_day": pl.Date,
    "sold": pl.Float64,
    "change": pl.Float64,
}


def _day(n: int) -> date:
    return FIRST + timedelta(days=n)


def _cover(levels: Rows, changes: Rows) -> list[dict[str, object]]:
    return stock_cover(
        pl.DataFrame(levels, schema=LEVELS, orient="row"),
        pl.DataFrame(changes, schema=CHANGES, orient="row"),
        FIRST,
        UNTIL,
    ).to_dicts()


def test_worked_example() -> None:
    changes = [(1, "MILK", _day(n), 4.0, -4.0) for n in range(10)]
    (row,) = _cover([(1, "MILK", 12.0)], changes)
    assert row == {
        "location_id": 1,
        "sku": "MILK",
        "on_hand": 12.0,
        "sold": 40.0,
        "in_stock_days": 10,
        "daily_mean": 4.0,
        "cover_days": 3.0,
        "is_out": False,
        "last_in_stock": UNTIL,
    }


def test_days_without_goods_do_not_lower_the_mean() -> None:
    # Sold out in the evening of day 3, delivered again on day 8.
    sold = [(1, "MILK", _day(n), 5.0, -5.0) for n in range(4)]
    again = [(1, "MILK", _day(8), 5.0, 15.0), (1, "MILK", _day(9), 5.0, -5.0)]
    (row,) = _cover([(1, "MILK", 10.0)], sold + again)
    assert row["in_stock_days"] == 6
    assert row["daily_mean"] == 5.0
    assert row["cover_days"] == 2.0


def test_a_product_that_ran_out_has_no_cover_and_says_since_when() -> None:
    changes = [(1, "MILK", _day(n), 5.0, -5.0) for n in range(4)]
    (row,) = _cover([(1, "MILK", 0.0)], changes)
    assert row["is_out"]
    assert row["cover_days"] == 0.0
    assert row["daily_mean"] == 5.0
    assert row["last_in_stock"] == _day(3)


def test_stock_below_zero_is_out_and_not_a_negative_cover() -> None:
    (row,) = _cover([(1, "MILK", -3.0)], [(1, "MILK", _day(0), 3.0, -3.0)])
    assert row["is_out"]
    assert row["cover_days"] == 0.0


def test_what_was_sold_today_is_no_part_of_the_mean_but_of_the_level() -> None:
    # The window ends yesterday; today 6 of 10 were sold. At the end of the window 10 were on hand, so it was in stock.
    changes = [(1, "MILK", _day(9), 2.0, -2.0), (1, "MILK", UNTIL, 6.0, -6.0)]
    (row,) = _cover([(1, "MILK", 4.0)], changes)
    assert row["sold"] == 2.0
    assert row["in_stock_days"] == 10
    assert row["cover_days"] == pytest.approx(4.0 / 0.2)


def test_tenths_of_a_kilogram_leave_no_trace_of_stock() -> None:
    # 0.3 kg sold as three times 0.1: as floats 0.3 - 0.1 - 0.1 - 0.1 is not zero.
    changes = [(1, "BANANAS", _day(n), 0.1, -0.1) for n in range(3)]
    (row,) = _cover([(1, "BANANAS", 0.0)], changes)
    assert row["in_stock_days"] == 3
    assert row["last_in_stock"] == _day(2)


def test_locations_are_counted_apart_and_the_shortest_cover_comes_first() -> None:
    changes = [(2, "MILK", _day(0), 1.0, -1.0), (1, "MILK", _day(0), 10.0, -10.0), (1, "TEA", _day(0), 1.0, -1.0)]
    rows = _cover([(1, "MILK", 10.0), (2, "MILK", 10.0), (1, "TEA", 0.0)], changes)
    assert [(row["location_id"], row["sku"]) for row in rows] == [(1, "TEA"), (1, "MILK"), (2, "MILK")]


def test_what_never_sold_in_the_window_has_no_cover() -> None:
    assert _cover([(1, "MILK", 5.0)], []) == []
    assert _cover([], []) == []
