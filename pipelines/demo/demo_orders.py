"""Purchase orders of the demo shop in each state that needs no mail server, and a supplier that Kassa may send to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.access.actor import Actor
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from models.purchasing.order_steps import SupplierAnswer
from models.purchasing.ordering_rules import OrderChannel, OrderingRules
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.purchasing.supplier import SupplierTerm
from operations.automatic.limits_and_switch import set_limits
from operations.purchasing.order_changes import answer_order, approve_order
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.purchasing.past_orders import draft_past_orders
from operations.purchasing.purchase_orders import cancel_order
from operations.purchasing.receiving import receive_goods, receive_order
from pipelines.demo.demo_order_history import case_of_each, order_history
from store import purchasing, shop
from store.database.engine import Store

#: The supplier to which Kassa may send by itself, and the most that one order may cost.
AUTOMATIC, VALUE_MAX = "dairy", 1_000_000
#: The supplier that takes orders by Peppol; the location number is the example of the rules themselves.
BY_PEPPOL = OrderingRules(
    "wholesale", customer_number="20417", channel=OrderChannel.PEPPOL, peppol_id="0088:7300010000001"
)
#: The supplier, the state that its order is led to, how many days ago it was made, and when it should come.
ORDERS = (
    ("wholesale", OrderState.DRAFT, 0, 2),
    ("greens", OrderState.APPROVED, 0, 1),
    ("cold", OrderState.SENT, 6, -2),
    ("drinks", OrderState.CONFIRMED, 1, 2),
    ("kitchen", OrderState.PART_RECEIVED, 2, -1),
    ("bakery", OrderState.RECEIVED, 2, -1),
    ("press", OrderState.CANCELLED, 1, 1),
)
NEVER_SENT = {OrderState.DRAFT, OrderState.APPROVED, OrderState.CANCELLED}
#: So many goods are in each order, a case of each.
GOODS = 3


def make_orders(
    store: Store, actor: Actor, terms: Sequence[SupplierTerm], location_id: int, *, first: date, at: datetime
) -> None:
    """Make the orders, those of the weeks from ``first`` on too, and lead each to its state; again changes nothing."""
    with store.view() as view:
        company, suppliers = shop.get_shop(view), purchasing.all_suppliers(view)
    day, zone = company.business_day(at), ZoneInfo(company.zone)
    own = {code: [each for each in terms if each.supplier_code == code][:GOODS] for code in suppliers}
    past = order_history(suppliers, own, location_id, first=first, day=day, zone=zone)
    chosen = [each for each in ORDERS if own[each[0]]]
    orders = [
        replace(
            case_of_each(
                own[code], location_id, at, day=day - timedelta(drafted_days), expected_on=day + timedelta(days=comes)
            ),
            state=OrderState.DRAFT if state in NEVER_SENT else OrderState.SENT,
        )
        for code, state, drafted_days, comes in chosen
    ]
    stored = draft_past_orders(store, actor, orders, at=at, before=past)
    for order, (_, state, _, _) in zip(stored[len(past) :], chosen, strict=False):
        if order.state in {OrderState.DRAFT, OrderState.SENT}:
            _lead(store, actor, order, state, at)
    set_ordering_rules(store, actor, BY_PEPPOL, at=at)
    if own[AUTOMATIC]:
        set_limits(store, actor, AutomaticLimits(AUTOMATIC, OrderMode.SEND, VALUE_MAX), at=at)


def _lead(store: Store, actor: Actor, order: PurchaseOrder, state: OrderState, at: datetime) -> None:
    if state is OrderState.APPROVED:
        approve_order(store, actor, order.id, at=at)
    elif state is OrderState.CANCELLED:
        cancel_order(store, actor, order.id, reason="Stängt för semester", at=at)
    elif state is OrderState.CONFIRMED:
        answer_order(store, actor, order.id, SupplierAnswer("B-20417", order.expected_on), at=at)
    elif state is OrderState.RECEIVED:
        receive_order(store, actor, order.id, at=at)
    elif state is OrderState.PART_RECEIVED:
        first = order.lines[0]
        goods = (CountedGoods(first.sku, first.quantity, order_line=1, delivered_before=Decimal(0)),)
        receive_goods(store, actor, CountedDelivery(f"demo order {order.supplier_code}", goods, order.id), at=at)
