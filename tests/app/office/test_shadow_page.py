"""The page of orders beside the owner: it begins, shows yours and ours and what is saved, and stops."""

from __future__ import annotations

import pytest

from models.access.permission import BuiltInRole
from models.demand.baseline import SeasonalSmoothing
from operations.replenishment.shadow_runs import begin_shadow
from pipelines.nightly.shadow_orders import decide_beside_owner
from store import shadow_rows
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, OFFICE_ACTOR, SCHEDULE_ACTOR
from tests.pipelines.nightly.beside_owner import MORNINGS, morning, move_in, trade_before

PAGE = "shadow_page.py"


def test_it_begins_and_stops_from_the_page(shop: Store) -> None:
    page = open_office_page(shop, PAGE)
    assert "does not decide orders beside you yet" in page.info[0].value
    page.number_input(key="shadow_days").set_value(14)
    page.toggle(key="shadow_past").set_value(True)
    page.button(key="shadow_begin").click().run()
    assert not page.exception
    with shop.view() as view:
        run = shadow_rows.newest_shadow(view)
    assert run is not None
    assert (run.days, (run.until - run.first_day).days) == (14, 14)
    assert "The first morning is" in page.info[0].value
    page.button(key="shadow_stop").click().run()
    assert not page.exception
    assert "It is over" in page.info[0].value


def test_both_sides_and_the_orders_of_a_morning_are_shown(shop: Store) -> None:
    move_in(shop)
    trade_before(shop)
    begin_shadow(shop, OFFICE_ACTOR, 30, at=AT, past_days=MORNINGS)
    decide_beside_owner(shop, SCHEDULE_ACTOR, at=morning(2), learner=SeasonalSmoothing())
    page = open_office_page(shop, PAGE)
    assert [each.label for each in page.metric] == ["Stock, ours", "Missed, ours", "Thrown away, ours"]
    assert all(each.delta.startswith("yours: ") for each in page.metric)
    rows = page.dataframe[0].value.to_dict("records")
    assert [row["Supplier"] for row in rows] == ["All", "Grossisten AB"]
    assert rows[0]["Stock, yours"] == rows[1]["Stock, yours"]
    page.selectbox(key="shadow_day").set_value(page.selectbox(key="shadow_day").options[-1]).run()
    assert not page.exception
    (order,) = page.expander
    assert order.label.startswith("Grossisten AB")
    assert all("expect" in each.value for each in order.markdown)


@pytest.mark.parametrize(("role", "sees"), [(BuiltInRole.SENIOR_ASSISTANT, False), (BuiltInRole.BOOKKEEPER, True)])
def test_who_sees_costs_sees_it_and_only_who_automates_begins(shop: Store, role: BuiltInRole, *, sees: bool) -> None:
    page = open_office_page(shop, PAGE, role)
    assert bool(page.info and "beside you" in page.info[0].value) is sees
    if sees:
        assert page.button(key="shadow_begin").disabled
