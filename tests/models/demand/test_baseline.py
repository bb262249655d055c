import numpy as np
import pytest

from models.demand.baseline import (
    ALPHAS,
    RecentMean,
    SeasonalSmoothing,
    WeekdayMean,
    group_totals,
    smooth,
    step,
    weekday_index,
)
from tests.doc_tables import table
from tests.models.demand.panels import CLOSED, panel_of, seeded_year


@pytest.mark.parametrize(
    ("level", "index", "alpha", "sold", "expected"), table("forecasting.md", "Level of `seasonal`")
)
def test_a_level_moves_as_the_page_says(level: str, index: str, alpha: str, sold: str, expected: str) -> None:
    units = CLOSED if sold == "closed" else float(sold)
    levels = np.full((1, len(ALPHAS)), float(level), np.float32)

    after, _ = step(levels, np.array([[float(index)]], np.float32), np.array([[units]], np.float32))

    place = int(np.abs(ALPHAS - float(alpha)).argmin())
    assert float(after[0, place]) == pytest.approx(float(expected), abs=1e-4)


def test_the_recent_mean_takes_open_days_only_and_looks_back_over_a_long_gap() -> None:
    panel = panel_of([1.0] * 30 + [3.0, CLOSED] * 40, [5.0] * 20 + [CLOSED] * 90)

    found = RecentMean(days=40).predict(panel, 2)

    assert found.tolist() == [[3, 3], [5, 5]]


def test_the_weekday_mean_knows_the_weekday_of_each_day_ahead() -> None:
    week = [1.0, 1, 1, 1, 1, 8, 8]
    panel = panel_of(week * 10 + week[:3])  # begins on a Monday, ends on a Wednesday

    found = WeekdayMean().predict(panel, 7)[0]

    assert found.argsort()[-2:].tolist() in ([2, 3], [3, 2])  # Saturday and Sunday


def test_a_weekday_pattern_is_found_and_continued() -> None:
    week = [2.0, 2, 2, 2, 4, 10, 6]
    panel = panel_of(week * 30, [each * 3 for each in week] * 30)

    found = SeasonalSmoothing().predict(panel, 14)

    assert found[0] == pytest.approx(np.array(week * 2), rel=0.05)
    assert found[1] == pytest.approx(3 * np.array(week * 2), rel=0.05)


def test_a_product_that_sells_little_takes_the_pattern_of_its_group() -> None:
    strong = [0.0, 0, 0, 0, 0, 40, 0]
    rare = ([0.0] * 7 * 12 + [0.0, 1, 0, 0, 0, 0, 0]) * 2
    panel = panel_of(strong * 26, rare)

    index = weekday_index(panel, group_totals(panel))[1]

    assert index.argmax() == 5


def test_an_average_day_has_index_one() -> None:
    panel = seeded_year(60)

    index = weekday_index(panel, group_totals(panel))

    assert index.mean(axis=1) == pytest.approx(np.ones(60), abs=0.03)


def test_a_level_that_doubled_is_followed() -> None:
    panel = panel_of([4.0] * 200 + [8.0] * 60)

    assert smooth(panel, group_totals(panel)).level[0] == pytest.approx(8, rel=0.05)


def test_a_closed_day_does_not_move_the_level() -> None:
    open_days = [5.0, 7, 6, 5, 4, 6, 7] * 20
    closed_after = panel_of(open_days + [CLOSED] * 7)
    plain = panel_of(open_days)

    found, expected = (smooth(each, group_totals(each)).level for each in (closed_after, plain))

    assert found == pytest.approx(expected, rel=1e-5)
