"""Purchase orders as facts of the journal, and the order that the facts give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from models.facts.envelope import Fact
from models.facts.order import OrderAnswered, OrderDrafted, OrderedGoods, OrderLineChanged, OrderMoved
from models.purchasing.purchase_order import FINISHED, OrderState, PurchaseOrder

OrderFact = OrderDrafted | OrderMoved | OrderLineChanged | OrderAnswered
#: The types of :data:`OrderFact`.
ORDER_FACTS = (OrderDrafted, OrderMoved, OrderLineChanged, OrderAnswered)


@dataclass(frozen=True, slots=True)
class RecordedOrder:
    """An order as the journal gives it: ``drafted`` with the lines and the day of today."""

    drafted: OrderDrafted
    state: str = OrderState.DRAFT
    reference: str = ""


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


def fold_fact(before: RecordedOrder | None, fact: Fact) -> RecordedOrder | None:
    """The order after one more of its facts; ``None`` while its draft is not known."""
    if isinstance(fact, OrderDrafted):
        return RecordedOrder(fact)
    if before is None:
        return None
    match fact:
        case OrderMoved(state=state, expected_on=day):
            drafted = before.drafted if day is None else replace(before.drafted, expected_on=day)
            # Rows of two devices with one instant may be read in either order: what is finished stays so.
            return replace(before, drafted=drafted, state=before.state if before.state in FINISHED else state)
        case OrderLineChanged(sku=sku, quantity=quantity, cost=cost):
            return replace(before, drafted=replace(before.drafted, lines=_with(before.drafted, sku, quantity, cost)))
        case OrderAnswered(reference=reference, expected_on=day, lines=lines):
            return replace(before, drafted=replace(before.drafted, expected_on=day, lines=lines), reference=reference)
        case _:
            return before


def is_as_recorded(order: PurchaseOrder, recorded: RecordedOrder) -> bool:
    """Whether a stored order is what its facts give, but for its state."""
    return drafted_fact(order, recorded.drafted.proposal) == recorded.drafted and order.reference == recorded.reference


def _with(drafted: OrderDrafted, sku: str, quantity: Decimal, cost: int) -> tuple[OrderedGoods, ...]:
    others = tuple(each for each in drafted.lines if each.sku != sku)
    if not quantity:
        return others
    changed = OrderedGoods(sku, quantity, cost)
    if len(others) == len(drafted.lines):
        return (*others, changed)
    return tuple(changed if each.sku == sku else each for each in drafted.lines)
