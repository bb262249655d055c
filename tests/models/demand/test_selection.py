from dataclasses import dataclass

import numpy as np
import pytest

from models.demand.baseline import RecentMean, SeasonalSmoothing
from models.demand.boosting import Boosting
from models.demand.panel import DemandPanel, Floats
from models.demand.selection import Blend, best_of, blended, choose
from tests.doc_tables import table
from tests.models.demand.panels import panel_of, seeded_year

LEARNER = Boosting(rows_max=8_000, trees=30, origins=8)


@dataclass(frozen=True, slots=True)
class Oracle:
    """Knows what comes: for finding out whether the gate would notice."""

    truth: DemandPanel
    name: str = "oracle"

    def fit(self, _history: DemandPanel, _horizon_days: int, /) -> "Oracle":
        return self

    def predict(self, history: DemandPanel, horizon_days: int) -> Floats:
        return np.nan_to_num(self.truth.units[:, history.day_count : history.day_count + horizon_days])


@dataclass(frozen=True, slots=True)
class Wild:
    """Forecasts a hundred times too much."""

    name: str = "wild"

    def fit(self, _history: DemandPanel, _horizon_days: int, /) -> "Wild":
        return self

    def predict(self, history: DemandPanel, horizon_days: int) -> Floats:
        return np.full((history.size, horizon_days), 1e4, np.float32)


@pytest.fixture(scope="module")
def year() -> DemandPanel:
    return seeded_year()


def test_one_who_knows_what_comes_is_chosen(year: DemandPanel) -> None:
    choice = choose(year, window_days=10, learner=Oracle(year))

    assert choice.best.name == "oracle"
    assert [score.name for score in choice.scores] == ["mean56", "seasonal", "oracle", "blend"]
    assert choice.scores[2].wape == 0
    assert choice.scores[2].bias == 0


def test_one_who_says_nonsense_is_not_chosen_and_costs_nothing(year: DemandPanel) -> None:
    choice = choose(year, window_days=10, learner=Wild())

    assert choice.best.name in {"mean56", "seasonal"}
    assert choice.scores[2].loss > choice.scores[0].loss


def test_on_the_seeded_year_with_its_campaigns_the_learner_takes_part(year: DemandPanel) -> None:
    choice = choose(year, window_days=10, learner=LEARNER)

    assert choice.best.name in {"boosted", "blend"}
    assert all(0 < score.loss < 1 for score in choice.scores)
    assert min(score.covered for score in choice.scores) > 0.85


def test_equal_candidates_leave_the_word_to_the_simplest() -> None:
    flat = panel_of(*[[4.0] * 200] * 30)

    assert choose(flat, window_days=7, learner=SeasonalSmoothing(name="rival")).best.name == "mean56"


@pytest.mark.parametrize(("days", "name"), [(5, "mean56"), (40, "mean56"), (60, "seasonal")])
def test_without_a_past_to_judge_by_the_baselines_speak(days: int, name: str) -> None:
    choice = choose(panel_of([1.0] * days), window_days=10, learner=LEARNER)

    assert choice.best.name == name
    assert choice.scores == ()


def test_a_shop_that_sold_nothing_in_the_windows_takes_the_smoothing() -> None:
    choice = choose(panel_of([0.0] * 200, [0.0] * 200), window_days=10, learner=LEARNER)

    assert choice.best.name == "seasonal"


def test_no_products_at_all_is_no_error() -> None:
    nobody = seeded_year(3).take(np.array([], np.int64))

    assert choose(nobody, window_days=10, learner=LEARNER).scores == ()


def test_demand_more_restless_than_it_was_widens_the_quantiles() -> None:
    rng = np.random.default_rng(3)
    calm = rng.poisson(20, (120, 240))
    wild = rng.poisson(20 * rng.choice([0.2, 1.8], (120, 5)).repeat(7, axis=1))
    restless = panel_of(*np.concatenate([calm, wild], axis=1).tolist())

    assert choose(restless, window_days=7, learner=LEARNER).spread > 1
    assert choose(panel_of(*calm.tolist()), window_days=7, learner=LEARNER).spread == 1


def test_the_blend_trusts_the_learner_less_in_a_small_shop() -> None:
    assert blended(np.full((199, 1), 10.0, np.float32), np.zeros((199, 1), np.float32))[0, 0] == 5
    assert blended(np.full((200, 1), 10.0, np.float32), np.zeros((200, 1), np.float32))[0, 0] == 8


def test_a_blend_is_its_parts(year: DemandPanel) -> None:
    parts = [each.fit(year, 7).predict(year, 7) for each in (RecentMean(), SeasonalSmoothing())]

    found = Blend(RecentMean(), SeasonalSmoothing()).fit(year, 7).predict(year, 7)

    assert np.array_equal(found, blended(parts[0], parts[1]))


@pytest.mark.parametrize("row", table("forecasting.md", "Who wins on the real groceries"), ids=lambda row: row[1])
def test_the_best_forecasters_that_the_page_names_follow_from_the_losses_beside_them(row: tuple[str, ...]) -> None:
    *losses, named = row[2:]
    candidates = ("mean56", "seasonal", "boosted", "blend")

    assert candidates[best_of([float(loss) for loss in losses])] == named.strip("`")
