"""Orders of the demo shop's last weeks: from suppliers that are punctual, late, or bring less at another cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from models.purchasing.arrival import CountedDelivery, CountedGoods, RestOfOrder
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.purchasing.supplier import Supplier, SupplierTerm
from operations.purchasing.past_orders import PastOrder

#: By supplier: how many days late each of its orders came, the newest first, and days from one to the next.
LATE = {
    "dairy": ((0, 0, 0, 1, 0, 0), 3),
    "greens": ((1, 0, 2, 1, 0, 1, 3, 1), 4),
    "drinks": ((0, 2, 0, 0, 4, 0), 7),
}
#: The supplier whose every third order is short, and whose second newest one cost more.
SHORT, DEARER = "drinks", Decimal("1.06")
ORDERED_AT, CAME_AT = time(9, 30), time(7, 15)


def order_history(
    suppliers: Mapping[str, Supplier], goods: Mapping[str, Sequence[SupplierTerm]], location_id: int, *, first: date,
    day: date, zone: ZoneInfo
) -> list[PastOrder]:  # fmt: skip
    """The orders that were made from ``first`` on and came before ``day``: a case of each of a supplier's ``goods``."""
    past = []
    for code, (days_late, step) in LATE.items():
        agreed = timedelta(days=suppliers[code].lead_time_days)
        for place, late in enumerate(days_late):
            made_on = day - timedelta(days=2 + step * (place + 1)) - agreed
            came_on = made_on + agreed + timedelta(days=late)
            if made_on < first or came_on >= day or not goods.get(code):
                continue
            made_at, came_at = (
                datetime.combine(made_on, ORDERED_AT, zone),
                datetime.combine(came_on, CAME_AT, zone),
            )
            order = case_of_each(goods[code], location_id, made_at, day=made_on, expected_on=made_on + agreed)
            past.append(PastOrder(order, came_at, _delivery(order, goods[code], place)))
    return past


def case_of_each(
    own: Sequence[SupplierTerm], location_id: int, made_at: datetime, *, day: date, expected_on: date
) -> PurchaseOrder:
    """An order of a case of each product, or of the least quantity; without an id yet."""
    quantities = [(each, max(each.case_pack, each.moq)) for each in own]
    return PurchaseOrder(
        id=0,
        supplier_code=own[0].supplier_code,
        location_id=location_id,
        state=OrderState.DRAFT,
        made_at=made_at,
        business_day=day,
        expected_on=expected_on,
        currency=own[0].cost.currency,
        lines=tuple(OrderLine(term.sku, units, term.cost.times(units)) for term, units in quantities),
    )


def _delivery(order: PurchaseOrder, own: Sequence[SupplierTerm], place: int) -> CountedDelivery:
    goods = [CountedGoods(line.sku, line.quantity, order_line=at) for at, line in enumerate(order.lines, start=1)]
    if order.supplier_code == SHORT:
        goods = list(_with_faults(goods, own, place))
    key = f"demo {order.supplier_code} {order.business_day}"
    return CountedDelivery(key, tuple(goods), order_id=0, rest=RestOfOrder.CANCELLED)


def _with_faults(goods: Sequence[CountedGoods], own: Sequence[SupplierTerm], place: int) -> Iterator[CountedGoods]:
    first, *others = goods
    if place == 1:
        yield replace(first, unit_cost=own[0].cost.times(DEARER, ROUND_HALF_UP))
    elif place % 3 == 0:
        yield replace(first, good=first.good // 2)
    else:
        yield first
    yield from others
