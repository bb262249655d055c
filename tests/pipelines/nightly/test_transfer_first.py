"""A night proposes to move goods before it proposes to buy them: who gives, who gets, and what is not carried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from models.order_settings import TRANSFER_FIRST
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from models.replenishment.proposal import ProposalState
from models.replenishment.transfer_first import (
    TransferProposal,
    TransferProposalDecided,
    TransferProposalOutdated,
)
from models.selling.earlier_trade import GoodsMoved, History
from models.shop import Location
from models.stock.lots import NamedLot
from models.stock.movement import MovementReason
from models.stock.transfer import GoodsToTransfer, SentGoods
from operations.automatic.limits_and_switch import set_limits
from operations.bulk.past_trade import save_history
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from operations.stock.proposed_transfers import dismiss_proposed_transfer, send_proposed_transfer
from operations.stock.transferring import cancel_transfer, send_transfer
from pipelines.nightly.reorder import reorder
from pipelines.nightly.save_forecast import save_forecast
from store import invariants, replenishment, shop, stock, transfer_proposals, transfers
from store.database.engine import Store
from store.demand import FORECAST_COLUMNS, ForecastRun
from tests.builders import AT, DAY, MILK, OFFICE, OFFICE_ACTOR, SCHEDULE_ACTOR, Operator, small_shop
from tests.operations.online.web_customers import Customer, open_web_shop
from tests.operations.stock.test_lots import deliver, with_lots

TOMORROW = AT + timedelta(days=1)


def trade_at_two(store: Store, expects: Mapping[int, float], has: Mapping[int, int], *, at: datetime = AT) -> Store:
    """Milk that each location expects to sell a day, of which it has so much; nine days (2 + 7) are to be covered."""
    if shop_is_new(store):
        small_shop(store)
    cutoff = at.date() - timedelta(days=1)
    run = ForecastRun(0, at, "smoothing", "1", date(2026, 1, 1), cutoff, 14, {})
    rows = [
        (place, "MILK", cutoff + timedelta(days=1 + ahead), mean, 1.5, mean, mean, mean)
        for place, mean in sorted(expects.items())
        for ahead in range(14)
    ]
    save_forecast(store, SCHEDULE_ACTOR, run, [pl.DataFrame(rows, schema=list(FORECAST_COLUMNS), orient="row")])
    fill(store, has, at=at - timedelta(hours=8))
    return store


def shop_is_new(store: Store) -> bool:
    with store.view() as view:
        return shop.find_shop(view) is None


def fill(store: Store, units: Mapping[int, int], *, at: datetime) -> None:
    """Milk onto the shelves, by location."""
    goods = [
        GoodsMoved(at, place, MovementReason.OPENING, (("MILK", Decimal(number)),)) for place, number in units.items()
    ]
    save_history(store, OFFICE_ACTOR, History(goods=goods, office_id=OFFICE))


def proposed(store: Store, day: date = DAY) -> list[TransferProposal]:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return transfer_proposals.open_proposals(view, day)


def carried(store: Store, day: date = DAY) -> dict[tuple[int, int], int]:
    return {each.places: int(each.goods[0].units) for each in proposed(store, day)}


def bought(store: Store) -> dict[int, tuple[int, int]]:
    """Bought units, and those that another location sends, by location."""
    with store.view() as view:
        made = replenishment.open_proposals(view)
    for line in (line for each in made for line in each.lines):
        assert line.reasons.recomputed() == line.quantity
    return {each.location_id: (int(each.lines[0].quantity), int(each.lines[0].reasons.transferred)) for each in made}


def test_what_another_location_can_spare_comes_first_and_the_rest_is_bought(store: Store) -> None:
    # At 3 a day both need 38 for nine days. 60 leave 22 to spare; 38 − 22 = 16 are bought in cases of 6.
    trade_at_two(store, {1: 3.0, 2: 3.0}, {1: 60})
    outcome = reorder(store, at=AT)
    assert (outcome.transfers, outcome.transferred_goods) == (1, 1)
    assert carried(store) == {(1, 2): 22}
    assert bought(store) == {2: (18, 22)}
    (proposal,) = proposed(store)
    assert [each.recomputed() for each in proposal.goods] == [22]
    reorder(store, at=AT)
    assert carried(store) == {(1, 2): 22}, "a second run of the day replaces what nobody decided on"


@pytest.mark.parametrize(
    ("has", "carries", "buys"),
    [
        ({1: 38}, {}, {2: (42, 0)}),
        ({1: 10, 2: 5}, {}, {1: (30, 0), 2: (36, 0)}),
        ({1: 39}, {}, {2: (42, 0)}),  # one less would be six cases and a half
        ({1: 40}, {(1, 2): 2}, {2: (36, 2)}),
        ({1: 90}, {(1, 2): 38}, {}),
        ({1: 60, 2: 38}, {}, {}),
    ],
)
def test_nobody_gives_what_it_needs_itself(
    sqlite_store: Store, has: dict[int, int], carries: object, buys: object
) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, has)
    reorder(sqlite_store, at=AT)
    assert (carried(sqlite_store), bought(sqlite_store)) == (carries, buys)


def test_a_shop_that_does_not_want_it_buys_everything(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 90})
    change_setting(sqlite_store, OFFICE_ACTOR, TRANSFER_FIRST, "no", at=AT)
    reorder(sqlite_store, at=AT)
    assert (carried(sqlite_store), bought(sqlite_store)) == ({}, {2: (42, 0)})


def test_goods_whose_supplier_is_ordered_from_by_hand_are_left_alone(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 90})
    set_limits(sqlite_store, OFFICE_ACTOR, AutomaticLimits("GROSS", OrderMode.OFF, 0), at=AT)
    reorder(sqlite_store, at=AT)
    assert carried(sqlite_store) == {}


def test_a_storeroom_gives_everything_and_a_shop_only_what_is_forecast_for_it(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0}, {2: 50})
    reorder(sqlite_store, at=AT)
    assert carried(sqlite_store) == {}, "location 2 has a till: nobody knows yet what it sells"
    with sqlite_store.transaction() as tx:
        shop.add_location(tx, Location(3, "Lagret", "Gatan 3"))
    fill(sqlite_store, {3: 20}, at=AT)
    reorder(sqlite_store, at=AT)
    with sqlite_store.view() as view:
        (way,) = transfer_proposals.open_proposals(view, DAY)
    assert (way.places[0], way.places[1], int(way.goods[0].units)) == (3, 1, 20)


def test_a_proposed_transfer_is_sent_once_and_counts_as_on_the_way(store: Store) -> None:
    trade_at_two(store, {1: 3.0, 2: 3.0}, {1: 60})
    reorder(store, at=AT)
    (proposal,) = proposed(store)
    sent = send_proposed_transfer(store, OFFICE_ACTOR, proposal.id, at=AT)
    assert send_proposed_transfer(store, OFFICE_ACTOR, proposal.id, at=AT) == sent
    with pytest.raises(TransferProposalDecided):
        dismiss_proposed_transfer(store, OFFICE_ACTOR, proposal.id, at=AT)
    with store.view() as view:
        assert transfers.coming_goods(view) == {(2, "MILK"): 22}
        assert stock.levels_of(view, 1, ["MILK"]) == {"MILK": 38}
        assert transfer_proposals.get_proposal(view, proposal.id).state is ProposalState.APPROVED
    before = bought(store)
    outcome = reorder(store, at=AT)
    assert outcome.transfers == 0
    assert {place: units for place, (units, _) in bought(store).items()} == {
        place: units for place, (units, _) in before.items()
    }, "what is on the way is not bought, nor sent a second time"


def test_what_nobody_wanted_is_bought_the_next_night_and_proposed_again_after_a_week(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 90})
    reorder(sqlite_store, at=AT)
    assert bought(sqlite_store) == {}
    reorder(sqlite_store, at=TOMORROW)
    assert (carried(sqlite_store, DAY + timedelta(days=1)), bought(sqlite_store)) == ({}, {2: (42, 0)})
    later = AT + timedelta(days=8)
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {}, at=later)
    reorder(sqlite_store, at=later)
    assert carried(sqlite_store, DAY + timedelta(days=8)) == {(1, 2): 38}


def test_a_dismissed_transfer_is_bought_in_a_second_run_of_the_day(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 90})
    reorder(sqlite_store, at=AT)
    (proposal,) = proposed(sqlite_store)
    for _ in range(2):
        dismiss_proposed_transfer(sqlite_store, OFFICE_ACTOR, proposal.id, at=AT)
    with pytest.raises(TransferProposalDecided):
        send_proposed_transfer(sqlite_store, OFFICE_ACTOR, proposal.id, at=AT)
    reorder(sqlite_store, at=AT)
    assert (carried(sqlite_store), bought(sqlite_store)) == ({}, {2: (42, 0)})


def test_goods_do_not_come_back_the_way_they_went(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 38, 2: 90})
    sent = GoodsToTransfer("by hand", 1, 2, (SentGoods("MILK", Decimal(10)),))
    send_transfer(sqlite_store, OFFICE_ACTOR, sent, at=AT)
    reorder(sqlite_store, at=AT)
    assert (carried(sqlite_store), bought(sqlite_store)) == ({}, {1: (12, 0)})


def test_sales_of_the_morning_do_not_stop_it_but_goods_that_went_elsewhere_do(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 60})
    reorder(sqlite_store, at=AT)
    (proposal,) = proposed(sqlite_store)
    away = GoodsToTransfer("by hand", 1, 2, (SentGoods("MILK", Decimal(1)),))
    later = AT + timedelta(hours=1)
    by_hand = send_transfer(sqlite_store, OFFICE_ACTOR, away, at=later)
    with pytest.raises(TransferProposalOutdated):
        send_proposed_transfer(sqlite_store, OFFICE_ACTOR, proposal.id, at=later)
    with pytest.raises(TransferProposalOutdated):
        send_proposed_transfer(sqlite_store, OFFICE_ACTOR, proposal.id, at=TOMORROW)
    cancel_transfer(sqlite_store, OFFICE_ACTOR, by_hand.id, at=later)
    anna = Operator(sqlite_store)
    anna.scan("MILK", 5, at=later)
    anna.pay_cash(at=later)
    sent = send_proposed_transfer(sqlite_store, OFFICE_ACTOR, proposal.id, at=later + timedelta(hours=1))
    assert sent.units == {"MILK": 22}


@pytest.mark.parametrize(
    ("day", "carries"), [(DAY + timedelta(days=8), {}), (DAY + timedelta(days=9), {(1, 2): 22}), (None, {})]
)
def test_goods_with_lots_go_only_where_they_are_good_for_long_enough(
    sqlite_store: Store, day: date | None, carries: object
) -> None:
    """They must last for the nine days of the receiver; of goods of no known lot or day nobody knows."""
    with_lots(small_shop(sqlite_store))
    deliver(sqlite_store, NamedLot("L1", day), 60)
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {})
    reorder(sqlite_store, at=AT)
    assert carried(sqlite_store) == carries


def test_goods_that_spoil_are_bought(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 90})
    fresh = Range(products=(replace(MILK, shelf_life_days=20),))
    register_range(sqlite_store, OFFICE_ACTOR, fresh, at=AT)
    reorder(sqlite_store, at=AT)
    assert carried(sqlite_store) == {}
    assert 2 in bought(sqlite_store)


def test_what_is_promised_to_customers_stays_where_they_fetch_it(sqlite_store: Store) -> None:
    trade_at_two(sqlite_store, {1: 3.0, 2: 3.0}, {1: 60})
    open_web_shop(sqlite_store)
    Customer(sqlite_store).order(("MILK", 5))
    reorder(sqlite_store, at=AT)
    assert carried(sqlite_store) == {(1, 2): 17}
    Customer(sqlite_store).order(("MILK", 1))
    (proposal,) = proposed(sqlite_store)
    with pytest.raises(TransferProposalOutdated):
        send_proposed_transfer(sqlite_store, OFFICE_ACTOR, proposal.id, at=AT)
