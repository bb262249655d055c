from datetime import date

import pytest

from models.demand.calendar import CALENDAR_NAMES, calendar_features, days_off, is_bridge_day, payday
from tests.doc_tables import table

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@pytest.mark.parametrize(("month", "day", "why"), table("forecasting.md", "Payday"))
def test_wages_come_on_the_last_working_day_up_to_the_25th(month: str, day: str, why: str) -> None:
    weekday, number = day.split()
    year, month_number = (int(part) for part in month.split("-"))

    found = payday("SE", year, month_number)

    assert (found.day, WEEKDAYS[found.weekday()]) == (int(number), weekday), why


@pytest.mark.parametrize(
    ("day", "bridge_day"),
    [
        (date(2026, 5, 15), True),  # the Friday after Ascension Day
        (date(2026, 1, 5), True),  # the Monday before Epiphany
        (date(2026, 5, 13), False),  # the day before a holiday, after a working day
        (date(2026, 5, 14), False),  # the holiday itself
        (date(2026, 5, 16), False),  # a Saturday
        (date(2026, 11, 24), False),
    ],
)
def test_a_day_between_a_holiday_and_a_day_off_is_a_bridge_day(day: date, *, bridge_day: bool) -> None:
    assert is_bridge_day("SE", day) == bridge_day


def test_midsummer_eve_and_christmas_eve_are_eves_and_christmas_day_is_a_holiday() -> None:
    holidays, eves = days_off("SE", 2026)

    assert {date(2026, 6, 19), date(2026, 12, 24)} <= eves
    assert date(2026, 12, 25) in holidays
    assert not holidays & eves


def test_features_tell_how_far_a_holiday_and_payday_are() -> None:
    days = calendar_features("SE", date(2026, 12, 20), 10)
    row = {name: [float(value) for value in days[:, i]] for i, name in enumerate(CALENDAR_NAMES)}

    assert row["to_holiday"] == [5, 4, 3, 2, 1, 0, 0, 5, 4, 3]
    assert row["since_holiday"][5:] == [0, 0, 1, 2, 3]
    assert row["to_payday"][:4] == [3, 2, 1, 0]
    assert row["since_payday"][3:6] == [0, 1, 2]
    assert row["eve"][4] == 1
    assert row["weekday"][:2] == [6, 0]


def test_a_country_that_nobody_knows_has_no_holidays() -> None:
    features = calendar_features("XX", date(2026, 12, 20), 10)

    assert not features[:, CALENDAR_NAMES.index("holiday")].any()


def test_the_table_cannot_be_changed_by_one_who_read_it() -> None:
    with pytest.raises(ValueError, match="read-only"):
        calendar_features("SE", date(2026, 12, 20), 10)[0, 0] = 1
