"""Purchase orders: what we ask a supplier for, and the states that an order goes through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.errors import Refused
from models.money import Money, total
from models.shop import fact_number


class OrderState(StrEnum):
    """The state of a purchase order."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


#: The states that an order may go to from each state; an order that is received or cancelled stays so.
NEXT_STATES = {
    OrderState.DRAFT: frozenset({OrderState.SENT, OrderState.CANCELLED}),
    OrderState.SENT: frozenset({OrderState.RECEIVED, OrderState.CANCELLED}),
    OrderState.RECEIVED: frozenset[OrderState](),
    OrderState.CANCELLED: frozenset[OrderState](),
}
#: Goods of orders in these states are on their way: they count as on order.
COMING = (OrderState.DRAFT, OrderState.SENT)


class WrongOrderState(Refused):
    """An order that cannot go from the state it is in to the state that was asked for."""

    code = "wrong_order_state"
    text = (
        "Purchase order {number} is {state} and cannot become {wanted}. Nothing was changed; look at the order again."
    )

    def __init__(self, order_id: int, state: OrderState, wanted: OrderState) -> None:
        self.order_id, self.state, self.wanted = order_id, state, wanted
        self.number = fact_number(order_id)
        super().__init__()


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many units of a product; ``cost`` is that of the whole line without tax."""

    sku: str
    quantity: Decimal
    cost: Money

    def __post_init__(self) -> None:
        if self.quantity <= 0:
            raise ValueError("a line orders more than nothing")


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """An order to one supplier for one location; ``expected_on`` is the day the goods should come."""

    id: int
    supplier_code: str
    location_id: int
    state: OrderState
    made_at: datetime
    business_day: date
    expected_on: date
    currency: str
    lines: tuple[OrderLine, ...]

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("an order has lines")

    @property
    def cost(self) -> Money:
        """What the lines cost together, without tax."""
        return total((line.cost for line in self.lines), self.currency)


def check_move(order_id: int, state: OrderState, wanted: OrderState) -> None:
    """Raise :class:`WrongOrderState` unless an order may go from ``state`` to ``wanted``."""
    if wanted not in NEXT_STATES[state]:
        raise WrongOrderState(order_id, state, wanted)
