"""How far an order has come: what of each line was delivered, what will not come, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.purchasing.purchase_order import OrderState

_NOTHING = Decimal(0)


class OrderProgress(StrEnum):
    """What has come of an order as a whole."""

    WAITING = "waiting"
    """Nothing has come yet."""
    PART_RECEIVED = "part_received"
    """Something has come, and something is open."""
    COMPLETE = "complete"
    """Nothing is open, and something has come."""
    WITHDRAWN = "withdrawn"
    """Nothing is open, and nothing has come: all of it was cancelled."""


@dataclass(frozen=True, slots=True)
class LineProgress:
    """How much of a line of an order was ordered, delivered and cancelled, in units of the product.

    ``delivered`` is what the supplier brought for the line, damaged goods and substitutes included; it may be more
    than was ordered.
    """

    ordered: Decimal
    delivered: Decimal = _NOTHING
    cancelled: Decimal = _NOTHING

    def __post_init__(self) -> None:
        if self.ordered <= 0 or self.delivered < 0 or self.cancelled < 0:
            raise ValueError("a line orders more than nothing, and nothing is delivered or cancelled below zero")

    @property
    def still_open(self) -> Decimal:
        """What is still to come, never below zero.

        >>> LineProgress(Decimal(12), delivered=Decimal(8), cancelled=Decimal(1)).still_open
        Decimal('3')
        >>> LineProgress(Decimal(12), delivered=Decimal(13)).still_open
        Decimal('0')
        """
        return max(_NOTHING, self.ordered - self.delivered - self.cancelled)


def progress_of(lines: Iterable[LineProgress]) -> OrderProgress:
    """How far the lines of an order have come together.

    >>> progress_of([LineProgress(Decimal(12), delivered=Decimal(12)), LineProgress(Decimal(6))]).value
    'part_received'
    """
    every = tuple(lines)
    something_came = any(each.delivered for each in every)
    if any(each.still_open for each in every):
        return OrderProgress.PART_RECEIVED if something_came else OrderProgress.WAITING
    return OrderProgress.COMPLETE if something_came else OrderProgress.WITHDRAWN


def state_after_delivery(state: OrderState, lines: Iterable[LineProgress]) -> OrderState:
    """The state that an order is in after a delivery, from what of its lines has come; ``state`` was that before.

    >>> state_after_delivery(OrderState.SENT, [LineProgress(Decimal(12), delivered=Decimal(5))]).value
    'part'
    """
    match progress_of(lines):
        case OrderProgress.WAITING:
            return state
        case OrderProgress.PART_RECEIVED:
            return OrderState.PART_RECEIVED
        case OrderProgress.COMPLETE:
            return OrderState.RECEIVED
        case OrderProgress.WITHDRAWN:
            return OrderState.CANCELLED
