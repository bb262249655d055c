"""Deciding on proposals from the page: once, whatever is pressed, and with reasons that can be read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from app.dashboards.boards.order_proposals import PAGE, PAGE_KEY
from app.web.plain_markdown import plain
from models.purchasing.supplier import Supplier
from models.shop import Location, fact_number
from operations.purchasing.order_changes import approve_order
from operations.replenishment import proposals
from store import purchasing, schema, shop
from store.database.engine import Store
from store.purchasing import orders_in
from store.replenishment import get_proposal, open_proposals
from tests.app.dashboards.pages import open_page
from tests.app.dashboards.proposals import propose
from tests.builders import AT, OFFICE_ACTOR, SCHEDULE_ACTOR
from tests.trade import trading_shop

pytestmark = pytest.mark.usefixtures("fresh_page")


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


def orders(store: Store) -> list[int]:
    with store.view() as view:
        return [order.id for order in orders_in(view)]


def test_a_proposal_tells_supplier_location_goods_and_cost(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    told = texts(open_page())
    assert "**Grossisten AB** → Hörnet" in told
    # 12 MILK at 9.95 and 12 NAPKINS at 12.47 without tax.
    assert proposal.cost.minor == 12 * 995 + 12 * 1247
    assert "2 varor · 269,04\N{NO-BREAK SPACE}kr" in told


def test_approving_drafts_the_order_and_says_so(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    page = open_page()
    page.button(key=f"approve_{proposal.id}").click().run()
    (order_id,) = orders(store)
    assert fact_number(order_id) in page.success[0].value
    assert "ons 25 nov" in page.success[0].value
    assert not [button for button in page.button if button.key and button.key.startswith("approve")]
    with store.view() as view:
        assert get_proposal(view, proposal.id).order_id == order_id


def test_pressing_approve_twice_is_one_order(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    # Two visitors see the same proposal; the second presses what the first has decided already.
    first, second = open_page(), open_page()
    first.button(key=f"approve_{proposal.id}").click().run()
    second.button(key=f"approve_{proposal.id}").click().run()
    (order_id,) = orders(store)
    assert fact_number(order_id) in second.success[0].value


def test_drawing_the_page_again_decides_nothing(store: Store) -> None:
    trading_shop(store)
    propose(store)
    page = open_page()
    for _ in range(3):
        page.run()
    assert orders(store) == []
    with store.view() as view:
        assert len(open_proposals(view)) == 1


def test_each_button_decides_on_its_own_proposal(store: Store) -> None:
    trading_shop(store)
    first, second = propose(store, locations=(1, 2))
    page = open_page()
    page.button(key=f"dismiss_{second.id}").click().run()
    with store.view() as view:
        assert [proposal.id for proposal in open_proposals(view)] == [first.id]
    assert orders(store) == []
    assert "Inget beställdes" in page.success[0].value


def test_approving_what_was_dismissed_is_refused_and_explained(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    page = open_page()
    proposals.dismiss_proposal(store, OFFICE_ACTOR, proposal.id, at=AT)
    page.button(key=f"approve_{proposal.id}").click().run()
    assert orders(store) == []
    assert fact_number(proposal.id) in page.warning[0].value


def test_a_proposal_that_a_new_run_replaced_is_refused_and_explained(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    page = open_page()
    propose(store)
    page.button(key=f"approve_{proposal.id}").click().run()
    assert orders(store) == []
    assert fact_number(proposal.id) in page.warning[0].value


def test_proposals_of_other_locations_are_left_out(store: Store) -> None:
    trading_shop(store)
    propose(store, locations=(1, 2))
    told = texts(open_page(location="2"))
    assert "→ Torget" in told
    assert "→ Hörnet" not in told


def test_without_a_forecast_the_page_says_what_to_run(store: Store) -> None:
    trading_shop(store)
    assert any("kassa run forecast" in caption.value for caption in open_page().caption)


def test_a_draft_is_not_on_its_way(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    proposals.approve_proposal(store, OFFICE_ACTOR, proposal.id, at=AT)
    page = open_page(stock="all")
    assert len(page.dataframe) == 2
    assert any("1 utkast" in each.value for each in page.caption)


def test_an_approved_order_is_on_its_way_and_in_the_stock_table(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    draft = proposals.approve_proposal(store, OFFICE_ACTOR, proposal.id, at=AT)
    approve_order(store, OFFICE_ACTOR, draft.id, at=AT)
    page = open_page(stock="all")
    coming = page.dataframe[2].value
    assert coming["supplier"].to_list() == ["Grossisten AB"]
    stock = page.dataframe[1].value
    napkins = stock[(stock["name"] == "Servetter 50-p") & (stock["location"] == "Hörnet")]
    assert napkins["on_order"].to_list() == ["12 st"]


def test_the_reasons_are_read_when_they_are_asked_for(store: Store) -> None:
    trading_shop(store)
    (proposal,) = propose(store)
    page = open_page()
    assert "saknas" not in texts(page)
    page.session_state[f"why_{proposal.id}"] = True
    page.run()
    assert (
        "- **12 st** Mellanmjölk 1,5 l · 119,40\N{NO-BREAK SPACE}kr  \n"
        "  Under 10 dagar väntas 21 st säljas; 31 st räcker med 95 % säkerhet\\."
    ) in texts(page)


def test_many_proposals_are_shown_a_page_at_a_time_and_the_last_one_can_be_decided(store: Store) -> None:
    trading_shop(store)
    with store.transaction() as tx:
        shop.add_location(tx, Location(3, "Kajen", ""))
        suppliers = [Supplier(f"S{n}", f"Grossist {n}", 2, 7) for n in range(7)]
        purchasing.add_suppliers(tx, suppliers)
    (one,) = propose(store)
    proposals.save_proposals(
        store, SCHEDULE_ACTOR, one.run_id, {(3, each.code): one.lines for each in suppliers}, at=AT
    )
    page = open_page()
    approve = [button for button in page.button if (button.key or "").startswith("approve")]
    assert len(approve) == PAGE
    page.session_state[PAGE_KEY] = 2
    page.run()
    (last,) = (button for button in page.button if (button.key or "").startswith("approve"))
    last.click().run()
    assert len(orders(store)) == 1
    assert len([button for button in page.button if (button.key or "").startswith("approve")]) == PAGE


def test_a_supplier_named_in_markdown_is_shown_as_it_is_named(store: Store) -> None:
    trading_shop(store)
    propose(store)
    with store.transaction() as tx:
        tx.execute(sa.update(schema.supplier).values(name="![x](https://example.com/x.png) **AB**"))
    assert plain("![x](https://example.com/x.png) **AB**") in texts(open_page())
