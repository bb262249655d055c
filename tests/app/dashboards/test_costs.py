"""What goods cost and what is earned on them is for those who may see it: in cards, tables, downloads and proposals."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
import streamlit as st

from app.dashboards.boards import best_sellers, order_proposals
from app.dashboards.boards.takings import CARDS, permitted_cards
from app.dashboards.tables import permitted_columns
from models.access.own_role import OwnRole
from models.access.permission import BuiltInRole, Permission
from operations.access.operators import save_own_role
from store.database.engine import Store
from tests.app.dashboards.pages import open_page
from tests.app.dashboards.proposals import propose
from tests.app.office.test_costs_on_pages import SERIES, elements_of, other_costs
from tests.app.office_sessions import visit_as, visit_with_role
from tests.builders import OFFICE_ACTOR
from tests.conftest import PROVING
from tests.trade import trading_shop

FIGURES = frozenset({Permission.SEE_FIGURES})
COSTS = FIGURES | {Permission.SEE_COSTS}


@pytest.mark.parametrize(
    ("columns", "hidden"), [(best_sellers.COLUMNS, "margin"), (order_proposals.COMING_COLUMNS, "cost")]
)
def test_a_table_and_its_download_leave_out_what_may_not_be_seen(columns: dict[str, object], hidden: str) -> None:
    frame = pl.DataFrame({name: [1] for name in columns})
    assert set(frame.columns) - set(permitted_columns(frame, columns, FIGURES).columns) == {hidden}  # type: ignore[arg-type]
    assert permitted_columns(frame, columns, COSTS).columns == frame.columns  # type: ignore[arg-type]


def test_the_card_of_what_is_earned_is_for_those_who_see_costs() -> None:
    assert [each.key for each in CARDS if each not in permitted_cards(FIGURES)] == ["gross_margin"]
    assert permitted_cards(COSTS) == CARDS


@pytest.mark.usefixtures("fresh_page")
def test_a_reader_without_costs_sees_none_and_may_not_order(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    role = OwnRole("floor", "Floor", FIGURES)
    save_own_role(store, OFFICE_ACTOR, role, at=datetime.now(UTC))
    visit_as(store, BuiltInRole.MANAGER)
    whole = open_page()
    visit_with_role(store, "floor")
    page = open_page()
    cost = "269,04"
    assert cost in " ".join(element.value for element in whole.markdown)
    assert cost not in " ".join(element.value for element in page.markdown)
    assert (len(whole.metric), len(page.metric)) == (5, 4)
    assert whole.button(key=f"approve_{proposal.id}").disabled is False
    approve = page.button(key=f"approve_{proposal.id}")
    assert (approve.disabled, approve.help) == (True, "Det här får göras av: Maria.")


@pytest.mark.proof
@pytest.mark.skipif(not PROVING, reason="the whole dashboard four times; `make prove` looks at it")
@pytest.mark.usefixtures("fresh_page")
def test_nothing_on_the_dashboard_depends_on_costs_for_a_reader_without_them(store: Store) -> None:
    trading_shop(store)
    propose(store)
    for permissions, is_same in ((FIGURES, True), (COSTS, False)):
        save_own_role(store, OFFICE_ACTOR, OwnRole("floor", "Floor", permissions), at=datetime.now(UTC))
        visit_with_role(store, "floor")
        before = all_sent()
        with other_costs(store):
            assert (all_sent() == before) is is_same, permissions


def all_sent() -> list[str]:
    """All that the page sends to a browser, its tables and downloads included."""
    st.cache_data.clear()
    return [SERIES.sub("", str(each.proto)) for each in elements_of(open_page().main)]
