"""What the line of the stock's value is drawn from."""

from __future__ import annotations

from datetime import timedelta

from app.office.stock_value_chart import value_frame
from models.stock.valuation import DayValue
from tests.builders import DAY


def test_the_line_begins_the_day_before_there_was_stock_and_goes_on_through_days_without() -> None:
    days = [DayValue(DAY + timedelta(days=number), value, 0) for number, value in enumerate((0, 0, 0, 500, 0, 250))]
    frame = value_frame(days, "SEK")
    assert frame["day"].to_list() == [each.day for each in days[2:]]
    assert frame["value"].to_list() == [0.0, 5.0, 0.0, 2.5]


def test_of_no_stock_every_day_is_drawn() -> None:
    days = [DayValue(DAY + timedelta(days=number), 0, 0) for number in range(3)]
    assert value_frame(days, "SEK")["value"].to_list() == [0.0] * 3
