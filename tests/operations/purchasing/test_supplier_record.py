"""How suppliers deliver, from real orders and deliveries, and nothing later than the instant. On both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from models.purchasing.arrival import CountedDelivery, CountedGoods, RestOfOrder
from models.purchasing.lead_times import FIXED, LeadBasis, LeadTimes
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.purchasing.supplier_scorecard import SupplierScorecard
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.purchasing.past_orders import PastOrder, draft_past_orders
from operations.purchasing.purchase_orders import send_order
from operations.purchasing.supplier_record import supplier_lead_times, supplier_scorecards
from store import invariants
from store.database.engine import Store
from tests.builders import AT, COMPANY, DAY, OFFICE_ACTOR, kr, small_shop

TWELVE = Decimal(12)


def past(
    days_ago: int,
    late: int,
    goods: Sequence[CountedGoods] = (),
    rest: RestOfOrder = RestOfOrder.CANCELLED,
    *,
    now: datetime = AT,
) -> PastOrder:
    """An order of 12 of milk with two days' lead time, and its delivery so many days late."""
    made_at = now - timedelta(days=days_ago)
    order = PurchaseOrder(
        id=0, supplier_code="GROSS", location_id=1, state=OrderState.DRAFT, made_at=made_at,
        business_day=made_at.date(), expected_on=made_at.date() + timedelta(days=2), currency="SEK",
        lines=(OrderLine("MILK", TWELVE, kr(11_940)),),
    )  # fmt: skip
    counted = tuple(goods) or (CountedGoods("MILK", TWELVE, order_line=1),)
    return PastOrder(
        order, made_at + timedelta(days=2 + late), CountedDelivery(f"{days_ago} {late}", counted, 0, rest=rest)
    )


def with_past(store: Store, *orders: PastOrder) -> PurchaseOrder:
    """The small shop with orders that are over, and a draft of today."""
    small_shop(store)
    today = replace(past(0, 0).order, business_day=DAY)
    return draft_past_orders(store, OFFICE_ACTOR, [today], at=AT, before=orders)[-1]


def lead_times(store: Store, at: datetime = AT) -> LeadTimes:
    with store.view() as view:
        return supplier_lead_times(view, COMPANY, at).get("GROSS", FIXED)


def card(store: Store, at: datetime = AT) -> SupplierScorecard:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return supplier_scorecards(view, COMPANY, at)[0]


def test_lead_times_are_those_of_what_had_happened_before(store: Store) -> None:
    with_past(store, *(past(30 - 3 * number, late) for number, late in enumerate((0, 0, 1, 1, 3, 3))))

    assert lead_times(store).shares == ((0, 333_334), (1, 333_333), (3, 333_333))
    # Fifteen days ago four had come; the fifth had been sent only.
    assert lead_times(store, AT - timedelta(days=16)) == LeadTimes(4)
    assert lead_times(store, AT - timedelta(days=40)) == FIXED


def test_what_happens_later_changes_nothing_that_was_known(store: Store) -> None:
    order = with_past(store, *(past(30 - 3 * number, 0) for number in range(6)))
    before = lead_times(store), card(store)
    send_order(store, OFFICE_ACTOR, order.id, at=AT)
    assert (lead_times(store), card(store)) == before
    # A week later it is five days late, by what was known up to the day before.
    late = card(store, AT + timedelta(days=8))
    assert (late.orders, late.on_time, late.late_days) == (7, 6, 6)
    assert late.lead_times.shares == ((0, 857_143), (5, 142_857))


def test_a_calendar_is_no_delay(store: Store) -> None:
    # Sent on Mondays, delivered on Fridays: two days' lead time ends on a Wednesday, when nobody delivers.
    with_past(store, *(past(35 - 7 * number, 2) for number in range(5)))
    assert lead_times(store).days_late == 2
    set_ordering_rules(store, OFFICE_ACTOR, OrderingRules("GROSS", delivery_days=(4,)), at=AT)
    assert lead_times(store).shares == ((0, 1_000_000),)


def test_the_scorecard_counts_late_short_damaged_and_dearer(store: Store) -> None:
    line = CountedGoods("MILK", TWELVE, order_line=1)
    with_past(
        store,
        past(30, 0),
        past(27, 2),
        past(24, 0, [replace(line, good=Decimal(7))]),
        past(21, 0, [replace(line, good=Decimal(11), damaged=Decimal(1))]),
        past(18, 0, [replace(line, unit_cost=kr(1095))]),
        past(15, -1, [replace(line, sku="PAPER")]),
    )
    found = card(store)
    assert (found.orders, found.on_time, found.late_days) == (6, 5, 2)
    assert (found.lines, found.in_full) == (6, 3)
    assert (found.cost_changes, found.cost_change_minor) == (1, 12 * 100)
    assert found.lead_times.basis is LeadBasis.LEARNT


def test_a_rest_that_comes_later_makes_an_order_late(store: Store) -> None:
    part = CountedGoods("MILK", Decimal(5), order_line=1)
    with_past(store, past(20, 0, [part], RestOfOrder.OPEN))
    found = card(store)
    assert (found.orders, found.on_time, found.late_days, found.in_full) == (1, 0, 18, 0)
