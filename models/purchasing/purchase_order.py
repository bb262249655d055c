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
    """The state of a purchase order, in the order in which it goes through them."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    """It waits for the mail server, or may have arrived."""
    SENT = "sent"
    CONFIRMED = "confirmed"
    """The supplier has answered."""
    PART_RECEIVED = "part"
    """Something has come, and something is still to come."""
    RECEIVED = "received"
    CANCELLED = "cancelled"


#: The states that an order may go to from each state; an order that is received or cancelled stays so.
NEXT_STATES = {
    OrderState.DRAFT: frozenset({OrderState.APPROVED, OrderState.SENDING, OrderState.SENT, OrderState.CANCELLED}),
    OrderState.APPROVED: frozenset({OrderState.DRAFT, OrderState.SENDING, OrderState.SENT, OrderState.CANCELLED}),
    OrderState.SENDING: frozenset({OrderState.APPROVED, OrderState.SENT}),
    OrderState.SENT: frozenset(
        {OrderState.CONFIRMED, OrderState.PART_RECEIVED, OrderState.RECEIVED, OrderState.CANCELLED}
    ),
    OrderState.CONFIRMED: frozenset({OrderState.PART_RECEIVED, OrderState.RECEIVED, OrderState.CANCELLED}),
    OrderState.PART_RECEIVED: frozenset({OrderState.RECEIVED}),
    OrderState.RECEIVED: frozenset[OrderState](),
    OrderState.CANCELLED: frozenset[OrderState](),
}
#: An order that is in one of these states stays so.
FINISHED = frozenset(state for state, after in NEXT_STATES.items() if not after)
#: Goods of orders in these states are on their way: they count as on order.
COMING = (
    OrderState.DRAFT,
    OrderState.APPROVED,
    OrderState.SENDING,
    OrderState.SENT,
    OrderState.CONFIRMED,
    OrderState.PART_RECEIVED,
)
#: In these states the lines may be changed: nobody but us has seen the order.
OURS = (OrderState.DRAFT, OrderState.APPROVED)
#: In these states the supplier has the order and the goods are not here.
AT_SUPPLIER = (OrderState.SENT, OrderState.CONFIRMED)
#: The states in which goods of an order may be received.
RECEIVABLE = (*AT_SUPPLIER, OrderState.PART_RECEIVED)


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
    """An order to one supplier for one location; ``expected_on`` is the day the goods should come.

    ``reference`` is the number that the supplier gave it, empty until the supplier answers. ``rest_promised_on`` is the
    day that the supplier named for what is still to come when a part came.
    """

    id: int
    supplier_code: str
    location_id: int
    state: OrderState
    made_at: datetime
    business_day: date
    expected_on: date
    currency: str
    lines: tuple[OrderLine, ...]
    reference: str = ""
    rest_promised_on: date | None = None

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("an order has lines")

    @property
    def cost(self) -> Money:
        """What the lines cost together, without tax."""
        return total((line.cost for line in self.lines), self.currency)

    @property
    def due_on(self) -> date:
        """The day on which what is still to come should come: that of the order, or of its rest if one was named."""
        rest_day = self.rest_promised_on if self.state is OrderState.PART_RECEIVED else None
        return self.expected_on if rest_day is None else rest_day

    def is_late(self, today: date) -> bool:
        """Whether the supplier has it and goods that are still to come should have come before ``today``."""
        return self.state in RECEIVABLE and self.due_on < today


def check_move(order_id: int, state: OrderState, wanted: OrderState) -> None:
    """Raise :class:`WrongOrderState` unless an order may go from ``state`` to ``wanted``."""
    if wanted not in NEXT_STATES[state]:
        raise WrongOrderState(order_id, state, wanted)
