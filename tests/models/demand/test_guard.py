import numpy as np
import pytest

from models.demand.guard import limited
from tests.models.demand.panels import CLOSED, panel_of


def forecast(*means: float) -> np.ndarray:
    return np.array([means], np.float32)


def test_what_is_not_a_number_becomes_nothing_and_what_is_negative_too() -> None:
    found = limited(forecast(float("nan"), float("inf"), -3, 2), panel_of([3.0] * 60))

    assert found.tolist() == [[0, 0, 0, 2]]


def test_a_day_is_at_most_sixty_usual_days() -> None:
    panel = panel_of([0.0] * 99 + [28.0])  # usual: 0.45 * 0.5 + 0.45 * 1 + 0.1 * 0.28

    assert limited(forecast(1e9), panel)[0, 0] == pytest.approx(60 * 0.703)


def test_four_weeks_are_at_most_four_times_the_largest_four_weeks_ever() -> None:
    panel = panel_of([1.0] * 100)

    found = limited(np.full((1, 28), 30.0, np.float32), panel)

    assert float(found.sum()) == pytest.approx(4 * 28)
    assert limited(np.full((1, 28), 3.0, np.float32), panel).sum() == pytest.approx(84)


def test_a_product_that_never_sold_is_forecast_to_sell_nothing() -> None:
    assert limited(forecast(5, 5), panel_of([0.0] * 100)).tolist() == [[0, 0]]


def test_a_weekday_that_was_closed_for_eight_weeks_is_expected_to_be_closed() -> None:
    week = [2.0, 2, 2, 2, 2, 2, CLOSED]  # Monday to Saturday
    panel = panel_of(week * 10, [0.0] * 7 * 9 + week)

    found = limited(np.ones((2, 9), np.float32), panel)

    assert found[0].tolist() == [1, 1, 1, 1, 1, 1, 1, 1, 1]  # the second product sold on Sundays: the location was open

    closed = limited(np.ones((1, 9), np.float32), panel_of(week * 10))
    assert closed[0].tolist() == [1, 1, 1, 1, 1, 1, 0, 1, 1]


def test_a_location_that_was_closed_for_holidays_is_expected_to_open_again() -> None:
    panel = panel_of([2.0] * 100 + [CLOSED] * 60)

    assert limited(forecast(1, 1), panel).tolist() == [[1, 1]]
