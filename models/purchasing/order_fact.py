"""Purchase orders as facts of the journal."""

from __future__ import annotations

from models.facts.order import OrderDrafted, OrderedGoods
from models.purchasing.purchase_order import PurchaseOrder


def drafted_fact(order: PurchaseOrder, proposal_id: int | None = None) -> OrderDrafted:
    """The whole order as it was drafted; the journal's row has the instant."""
    return OrderDrafted(
        order=order.id,
        proposal=proposal_id,
        supplier=order.supplier_code,
        location=order.location_id,
        day=order.business_day,
        expected_on=order.expected_on,
        currency=order.currency,
        lines=tuple(OrderedGoods(line.sku, line.quantity, line.cost.minor) for line in order.lines),
    )
