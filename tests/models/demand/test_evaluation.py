import numpy as np
import pytest

from models.demand.evaluation import bias, coverage, rolling_origins, wape, window_totals, windows
from tests.doc_tables import table
from tests.models.demand.panels import CLOSED, panel_of


@pytest.mark.parametrize(("actual", "forecast", "error", "lean"), table("forecasting.md", "Loss"))
def test_error_and_bias_are_what_the_page_says(actual: str, forecast: str, error: str, lean: str) -> None:
    sold, predicted = (np.array([float(each) for each in text.split(",")]) for text in (actual, forecast))

    assert wape(sold, predicted) == pytest.approx(float(error.split("=")[1]))
    assert bias(sold, predicted) == pytest.approx(-1 / 15)
    assert lean == "−1/15"


def test_origins_leave_a_whole_window_and_never_begin_before_the_first_day() -> None:
    assert rolling_origins(100, 10, count=3) == [76, 83, 90]
    assert rolling_origins(20, 10, count=3) == [3, 10]
    assert rolling_origins(5, 10, count=3) == []


def test_a_window_is_judged_by_what_came_after_it_and_without_stock_outs() -> None:
    panel = panel_of([1.0] * 10 + [2, 3, CLOSED], [1.0] * 10 + [4, 0, 5])
    panel.censored[1, 11] = True

    ((known, sold),) = windows(panel, 3, [10])
    actual, expected = window_totals(sold, np.full((2, 3), 1.5, np.float32))

    assert known.day_count == 10
    assert actual[0] == 5
    assert expected[0] == 3  # the closed day is not counted on either side
    assert np.isnan(actual[1])


def test_coverage_counts_what_lies_at_or_below_the_quantile() -> None:
    actual = np.array([0.0, 1, 2, CLOSED])

    assert coverage(actual, np.array([0.0, 0, 2, 0])) == pytest.approx(2 / 3)


def test_nothing_came_nothing_can_be_said() -> None:
    none = np.zeros(3)

    assert np.isnan(wape(none, none))
    assert np.isnan(bias(none, none))
    assert np.isnan(coverage(np.full(3, np.nan), none))
