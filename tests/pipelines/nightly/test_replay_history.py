"""From a store with months of sales to a stored replay, by the pipeline, the job, the command and the page."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.demand.baseline import SeasonalSmoothing
from models.replenishment.rule_replay import TooLittleHistory
from pipelines.demo.demo_shop import DemoPlan, build_demo
from pipelines.nightly.replay_history import ReplayWish, WrongReplay, replay_history, replay_outcome
from store.database.engine import Store
from store.replay_rows import newest_replay
from tests.builders import AT, COMPANY, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR
from tests.trade import trading_shop

MORNING = datetime.combine(DAY, time(5), ZoneInfo(COMPANY.zone))


def test_a_replay_is_stored_with_its_frontiers_and_read_back(sqlite_store: Store) -> None:
    build_demo(sqlite_store, DemoPlan(DAY, days=98, products=5))
    wish = ReplayWish(weeks=4, lead_days=3)
    outcome = replay_history(sqlite_store, SCHEDULE_ACTOR, at=MORNING, wish=wish, learner=SeasonalSmoothing())
    assert (outcome.last_day, outcome.first_day) == (DAY - timedelta(days=1), DAY - timedelta(days=28))
    assert outcome.lead_days == 3
    assert (outcome.goods, outcome.spoiling_goods) == (8, 2)  # five products at two locations, one of them spoils
    assert [rule.rule for rule in outcome.spoiling] == ["weekday", "mean_binomial", "weekday_binomial", "spoiling"]
    assert [rule.rule for rule in outcome.rules][:4] == ["fixed", "days", "lead_week", "textbook"]
    assert all(0 < rule.fill_rate <= 1 and rule.stock_minor > 0 for rule in outcome.rules)
    with sqlite_store.view() as view:
        stored = newest_replay(view)
    assert stored is not None
    again = replay_outcome(stored, outcome.currency)
    assert (again.rules, again.spoiling) == (outcome.rules, outcome.spoiling)
    assert (
        stored.figures_json()
        == type(stored)
        .of_json(stored.id, stored.made_at, (stored.first_day, stored.last_day), stored.figures_json())
        .figures_json()
    )


def test_a_young_shop_is_not_replayed_and_nothing_is_stored(store: Store) -> None:
    trading_shop(store)
    with pytest.raises(TooLittleHistory):
        replay_history(store, OFFICE_ACTOR, at=AT)
    with store.view() as view:
        assert newest_replay(view) is None


@pytest.mark.parametrize(
    "wrong", [{"weeks": 3}, {"weeks": 53}, {"review_days": 0}, {"review_days": -7}, {"lead_days": -1}]
)
def test_weeks_and_days_that_do_not_exist_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(WrongReplay):
        ReplayWish(**wrong)
