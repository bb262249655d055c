from dataclasses import replace

import numpy as np
import pytest

from models.demand.baseline import group_totals
from models.demand.features import FeatureRows, feature_rows, usual_level
from models.demand.panel import DemandPanel
from tests.models.demand.panels import CLOSED, panel_of, seeded_year

HORIZON = 28


def rows_of(panel: DemandPanel, known: DemandPanel | None = None) -> FeatureRows:
    return feature_rows(panel, group_totals(known or panel), HORIZON)


def test_a_row_knows_nothing_of_the_days_after_its_origin() -> None:
    panel = seeded_year(60)
    other = replace(panel, units=panel.units.copy())
    other.units[:, 300:] = 77

    one, same = (feature_rows(each.until(300), group_totals(each), HORIZON) for each in (panel, other))

    assert np.array_equal(one.values, same.values, equal_nan=True)
    assert np.array_equal(one.level, same.level)


def test_a_row_does_know_the_days_before_its_origin_and_the_planned_campaigns() -> None:
    panel = seeded_year(60)
    assert panel.depth is not None
    busier = replace(panel, units=panel.units.copy())
    busier.units[:, 299] += 50
    planned = replace(panel, depth=panel.depth.copy())
    assert planned.depth is not None
    planned.depth[:, 305] = 0.5

    plain, after_a_rush, with_a_plan = (rows_of(each.until(300)) for each in (panel, busier, planned))

    assert not np.array_equal(plain.values, after_a_rush.values, equal_nan=True)
    changed = np.nonzero((plain.values != with_a_plan.values).any(axis=0))[0]
    assert [plain.names[i] for i in changed if not np.isnan(plain.values[:, i]).any()] == ["campaign"]


def test_there_is_a_row_for_each_product_and_day_ahead_and_a_name_for_each_column() -> None:
    made = rows_of(seeded_year(30))

    assert made.values.shape == (30 * HORIZON, len(made.names))
    assert len(set(made.names)) == len(made.names)
    assert made.values.dtype == np.float32


def test_parts_of_the_panel_have_the_same_rows_as_the_whole() -> None:
    panel = seeded_year(40)
    whole = rows_of(panel).values.reshape(40, HORIZON, -1)

    parts = [rows_of(part, panel).values.reshape(part.size, HORIZON, -1) for _, part in panel.chunks(size=7)]

    assert np.allclose(np.concatenate(parts), whole, equal_nan=True)


def test_the_usual_level_weighs_the_recent_and_has_a_floor() -> None:
    units = np.array([[2.0] * 44 + [6.0] * 56, [0.0] * 100, [CLOSED] * 100], np.float32)

    found = usual_level(units)

    assert found.tolist() == pytest.approx([0.45 * 6 + 0.45 * 6 + 0.1 * 4.24, 0.1, 0.1])


@pytest.mark.parametrize("days", [1, 3, 20])
def test_a_short_history_makes_rows_without_a_warning(days: int) -> None:
    made = rows_of(panel_of([3.0] * days, [CLOSED] * days))

    assert made.values.shape[0] == 2 * HORIZON
    assert not np.isinf(made.values).any()


def test_the_weekday_mean_belongs_to_the_weekday_ahead() -> None:
    week = [1.0, 2, 3, 4, 5, 6, 7]
    made = rows_of(panel_of(week * 20 + week[:2]))
    ahead = made.values.reshape(1, HORIZON, -1)[0]

    weekday, mean = (ahead[:7, made.names.index(name)] for name in ("weekday", "weekday_8"))

    assert weekday.tolist() == [2, 3, 4, 5, 6, 0, 1]
    assert (mean * made.level[0]).tolist() == pytest.approx([3, 4, 5, 6, 7, 1, 2])


def test_last_year_is_the_week_around_the_same_weekday() -> None:
    units = [1.0] * 400
    units[400 - 364 : 400 - 364 + 7] = [8.0] * 7
    made = rows_of(panel_of(units))

    found = made.values.reshape(HORIZON, -1)[:, made.names.index("last_year")] * made.level[0]

    assert found.argmax() == 3
    assert float(found.max()) == pytest.approx(8, rel=0.01)
