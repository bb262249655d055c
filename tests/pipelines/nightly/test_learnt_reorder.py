"""Orders by levels that were learnt from past weeks, and never by what was learnt after them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.demand.baseline import SeasonalSmoothing
from models.purchasing.ordering_rules import OrderingRules
from models.replenishment.learnt_levels import LearntLevels, LevelChoice
from models.replenishment.proposal import Reasons
from operations.installation.change_settings import change_setting
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.replenishment.save_replay import save_replay
from pipelines.demo.demo_shop import DemoPlan, build_demo
from pipelines.nightly.forecast import forecast_demand
from pipelines.nightly.reorder import reorder
from pipelines.nightly.replay_history import ReplayWish, replay_history
from store import replenishment
from store.catalogue.whole_range import all_products
from store.database.engine import Store
from store.replay_rows import newest_replay
from tests.builders import COMPANY, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR

MORNING = datetime.combine(DAY, time(5), ZoneInfo(COMPANY.zone))


def lines(store: Store) -> dict[tuple[int, str], tuple[str, float, int]]:
    """Basis, chance and quantity of each proposed product that lasts; every quantity comes again from its reasons."""
    with store.view() as view:
        found = [(each.location_id, line) for each in replenishment.open_proposals(view) for line in each.lines]
        spoil = {each.sku for each in all_products(view) if each.shelf_life_days}
    assert all((line.sku in spoil) == (line.reasons.basis == "spoils") for _, line in found)
    assert all(line.reasons.recomputed() == line.quantity for _, line in found)
    return {
        (place, line.sku): (line.reasons.basis, line.reasons.service_level, int(line.quantity))
        for place, line in found
        if line.sku not in spoil
    }


def spoiling(store: Store) -> dict[tuple[int, str], Reasons]:
    """The reasons of each proposed product that spoils."""
    with store.view() as view:
        found = [(each.location_id, line) for each in replenishment.open_proposals(view) for line in each.lines]
    return {(place, line.sku): line.reasons for place, line in found if line.reasons.shelf_life_days}


def check_whole_orders(store: Store, later: datetime) -> None:
    """An order below its supplier's least value is filled up; a budget leaves out until it is not exceeded."""
    with store.view() as view:
        smallest = min(replenishment.open_proposals(view), key=lambda each: each.cost.minor)
    asked = OrderingRules(smallest.supplier_code, least_value=smallest.cost.minor + 1)
    set_ordering_rules(store, OFFICE_ACTOR, asked, at=later)
    before = reorder(store, at=later)
    lines(store)
    with store.view() as view:
        costs = [
            each.cost.minor for each in replenishment.open_proposals(view) if each.supplier_code == asked.supplier_code
        ]
    assert before.below_least == sum(cost < asked.least_value for cost in costs)
    change_setting(store, OFFICE_ACTOR, "orders.budget", str(before.cost.minor // 200), at=later)
    assert 0 < reorder(store, at=later).cost.minor <= before.cost.minor // 200 * 100
    lines(store)


def test_levels_that_were_learnt_decide_and_later_ones_never_do(sqlite_store: Store) -> None:
    store = sqlite_store
    build_demo(store, DemoPlan(DAY, days=98, products=5))
    forecast_demand(store, at=MORNING, learner=SeasonalSmoothing())
    outcome, plain = reorder(store, at=MORNING), lines(store)
    assert (outcome.levels, outcome.wanted_service) == ("nothing_learnt", 0.95)
    assert {(basis, chance) for basis, chance, _ in plain.values()} == {("nothing_learnt", 0.95)}

    # Marking down on the last day makes waste cheaper, so more is ordered of what spoils, and of nothing else.
    first = spoiling(store)
    assert outcome.spoiling == len(first) > 0
    assert all(0 <= each.will_spoil <= each.on_hand for each in first.values())
    change_setting(store, OFFICE_ACTOR, "orders.last_day_percent", "80", at=MORNING)
    reorder(store, at=MORNING)
    assert all(spoiling(store)[key].order_up_to > each.order_up_to for key, each in first.items())
    assert lines(store) == plain

    replay_history(store, SCHEDULE_ACTOR, at=MORNING, wish=ReplayWish(weeks=4), learner=SeasonalSmoothing())
    assert reorder(store, at=MORNING).levels == "learnt"
    learnt = lines(store)
    assert {basis for basis, _, _ in learnt.values()} == {"learnt"}
    assert learnt != plain

    # A replay of an hour later would order nearly nothing; the order of this morning is made as if it did not exist.
    with store.view() as view:
        newest = newest_replay(view)
    assert newest is not None
    nothing = LearntLevels({goal: (LevelChoice("blend_binomial", 0.001),) * 16 for goal in newest.learnt.by_goal})
    later = MORNING + timedelta(hours=1)
    save_replay(store, SCHEDULE_ACTOR, replace(newest, made_at=later, learnt=nothing))
    reorder(store, at=MORNING)
    assert lines(store) == learnt
    reorder(store, at=later)
    assert sum(units for _, _, units in lines(store).values()) < sum(units for _, _, units in learnt.values())

    change_setting(store, OFFICE_ACTOR, "orders.service", "99", at=later)
    assert reorder(store, at=later).wanted_service == 0.99
    assert reorder(store, at=later + timedelta(days=6)).levels == "learnt"
    check_whole_orders(store, later)
