"""A new cost proposes a price with the same margin; it is decided once, and never stale. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.actor import Actor
from models.facts.price_proposal import PriceProposalDecided
from models.money import Money
from models.pricing.price_change import holder_on
from models.pricing.price_list import Price
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.price_proposal import (
    DecidedPrice,
    PriceDecision,
    PriceProposal,
    ProposalIsGone,
    price_at_new_cost,
)
from operations.access.permissions import NotPermitted
from operations.catalogue.decide_proposed_prices import decide_price
from operations.catalogue.price_changes import set_price
from operations.installation.change_settings import change_setting
from operations.purchasing.receiving import receive_goods
from store import catalogue, invariants, shop
from store.analysis.open_price_proposals import open_proposals
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, kr, small_shop

LATER = AT + timedelta(days=1)
TOMORROW = DAY + timedelta(days=1)


def bring(store: Store, cost: int, *, sku: str = "MILK", key: str = "new cost", at: datetime = AT) -> None:
    """A delivery of one piece at a cost in minor units; milk is agreed at 9,95 and sold at 19,90."""
    goods = (CountedGoods(sku, Money(1, "SEK").major() * 100, unit_cost=kr(cost)),)
    receive_goods(store, OFFICE_ACTOR, CountedDelivery(key, goods, supplier_code="GROSS", location_id=1), at=at)


def proposals(store: Store, at: datetime = LATER) -> list[PriceProposal]:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return open_proposals(view, shop.get_shop(view), at)


def decide(
    store: Store, price: int, decision: PriceDecision = PriceDecision.ACCEPTED, *, at: datetime = LATER
) -> DecidedPrice:
    return decide_price(store, OFFICE_ACTOR, "MILK", price, decision, at=at)


def accept_price(store: Store) -> DecidedPrice:
    """Milk that came at a new cost, and its new price."""
    bring(store, 1200, at=AT)
    return decide(store, 2390, at=AT)


def sells_at(store: Store, day: object = TOMORROW) -> int:
    with store.view() as view:
        holder = holder_on(catalogue.prices_of(view, ["MILK"], "SEK")["MILK"], "MILK", day)  # type: ignore[arg-type]
    assert holder is not None
    return holder.amount.minor


def test_a_new_cost_proposes_a_price_and_one_press_sets_it_once(store: Store) -> None:
    bring(small_shop(store), 1200)
    (proposal,) = proposals(store)
    assert (proposal.cost_before, proposal.cost, proposal.price_before, proposal.price) == (995, 1200, 1990, 2390)
    first, again = decide(store, 2390), decide(store, 2390)
    assert first == again
    assert (sells_at(store), proposals(store)) == (2390, [])
    with pytest.raises(ProposalIsGone):
        decide(store, 2390, PriceDecision.REFUSED)
    with pytest.raises(ProposalIsGone):
        decide(store, 2490)


def test_a_refused_price_stays_refused_until_the_next_cost(sqlite_store: Store) -> None:
    bring(small_shop(sqlite_store), 1200)
    decide(sqlite_store, 2390, PriceDecision.REFUSED)
    assert (sells_at(sqlite_store), proposals(sqlite_store)) == (1990, [])
    bring(sqlite_store, 1500, key="dearer still", at=LATER)
    (proposal,) = proposals(sqlite_store, LATER)
    assert (proposal.cost_before, proposal.price) == (1200, 2490), "from the cost that was refused"


def test_several_costs_are_one_proposal_and_the_way_back_is_none(sqlite_store: Store) -> None:
    bring(small_shop(sqlite_store), 1200)
    bring(sqlite_store, 1500, key="2")
    assert [(each.cost_before, each.cost, each.price) for each in proposals(sqlite_store)] == [(995, 1500, 2990)]
    bring(sqlite_store, 995, key="3")
    assert proposals(sqlite_store) == []


def test_a_price_set_after_the_delivery_on_its_own_day_stands_and_one_of_before_does_not(store: Store) -> None:
    small_shop(store)
    set_price(store, OFFICE_ACTOR, Price("MILK", kr(2090), DAY), at=AT)
    bring(store, 1200, at=AT + timedelta(hours=1))
    assert [each.price_before for each in proposals(store)] == [2090]
    set_price(store, OFFICE_ACTOR, Price("PAPER", kr(9000), DAY), at=AT + timedelta(hours=2))
    until = DAY + timedelta(days=3)
    set_price(store, OFFICE_ACTOR, Price("MILK", kr(1500), TOMORROW, until), at=AT + timedelta(hours=2))
    assert [each.price_before for each in proposals(store, AT + timedelta(hours=3))] == [2090], (
        "other goods, a campaign"
    )
    set_price(store, OFFICE_ACTOR, Price("MILK", kr(2450), DAY), at=AT + timedelta(hours=3))
    assert proposals(store, AT + timedelta(hours=4)) == [], "somebody has answered the cost by hand"
    bring(store, 1500, key="dearer still", at=AT + timedelta(hours=5))
    (proposal,) = proposals(store, AT + timedelta(hours=6))
    assert (proposal.cost_before, proposal.price_before) == (1200, 2450), "from the cost that was answered"


def test_a_price_of_a_later_day_answers_the_costs_of_before_it(sqlite_store: Store) -> None:
    bring(small_shop(sqlite_store), 1200)
    set_price(sqlite_store, OFFICE_ACTOR, Price("MILK", kr(2450), TOMORROW), at=AT)
    bring(sqlite_store, 1500, key="dearer still", at=LATER)
    (proposal,) = proposals(sqlite_store, LATER)
    assert (proposal.cost_before, proposal.cost, proposal.price_before) == (1200, 1500, 2450)


def test_a_price_set_meanwhile_a_small_change_and_old_age_propose_nothing(sqlite_store: Store) -> None:
    bring(small_shop(sqlite_store), 1010)
    assert proposals(sqlite_store) == [], "rounded to the ending it is the same price"
    bring(sqlite_store, 1200, key="2")
    assert proposals(sqlite_store, AT + timedelta(days=61)) == []
    set_price(sqlite_store, OFFICE_ACTOR, Price("MILK", kr(2500), TOMORROW), at=AT)
    assert proposals(sqlite_store) == []
    with pytest.raises(ProposalIsGone):
        decide(sqlite_store, 2390)


def test_a_campaign_is_not_ended_by_the_new_price(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    ends = DAY + timedelta(days=4)
    set_price(sqlite_store, OFFICE_ACTOR, Price("MILK", kr(1490), DAY, ends), at=AT)
    bring(sqlite_store, 1200)
    (proposal,) = proposals(sqlite_store)
    assert (proposal.price_before, proposal.begins_on) == (1990, ends)
    decide(sqlite_store, proposal.price)
    assert (sells_at(sqlite_store), sells_at(sqlite_store, ends)) == (1490, 2390)


def test_the_ending_is_the_shops_and_only_who_may_change_prices_decides(sqlite_store: Store) -> None:
    bring(small_shop(sqlite_store), 1200)
    change_setting(sqlite_store, OFFICE_ACTOR, "prices.ending", "any", at=AT)
    assert [each.price for each in proposals(sqlite_store)] == [2400]
    with pytest.raises(NotPermitted):
        decide_price(sqlite_store, Actor("anna", OFFICE, frozenset()), "MILK", 2400, PriceDecision.ACCEPTED, at=LATER)


def test_two_people_decide_at_once_and_one_of_them_does(store: Store) -> None:
    bring(small_shop(store), 1200)

    def press(decision: PriceDecision) -> PriceDecision | None:
        with suppress(ProposalIsGone):
            return decide(store, 2390, decision).decision
        return None

    with ThreadPoolExecutor(2) as people:
        results = [each for each in people.map(press, PriceDecision) if each is not None]
    assert len(results) == 1
    assert sells_at(store) == (2390 if results == [PriceDecision.ACCEPTED] else 1990)
    assert PriceProposalDecided.version == 1


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from([None, 0, 50, 90, 99]))
def test_the_margin_stays_to_the_nearest_price_with_the_ending(
    price: int, before: int, cost: int, ending: int | None
) -> None:
    """Against exact fractions: no other price with the ending is nearer to the one with the same margin."""
    exact = Fraction(price * cost, before)
    step = 1 if ending is None else 100
    new = price_at_new_cost(price, before, cost, ending)
    assert ending is None or new % 100 == ending
    assert abs(new - exact) <= Fraction(step, 2) or new == (ending or 0)
