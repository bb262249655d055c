"""Stock below zero: since when, and what probably happened.

The till sells what the customer has in the hand, so stock below zero means that something was not entered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

#: A count this long before the stock fell below zero was probably too low.
COUNT_DOUBTED = timedelta(days=7)


class NegativeCause(StrEnum):
    """What probably happened, with the surest first."""

    NOT_RECEIVED = "not_received"
    """A delivery is on its way by the books, and its goods are on the shelf."""
    NEVER_IN = "never_in"
    """Nothing ever came in: neither a delivery nor a count."""
    OTHER_LOCATION = "other_location"
    """Another location has some: goods were carried without a transfer."""
    COUNT_LOW = "count_low"
    """It was counted shortly before: too few were seen."""
    MIXED_UP = "mixed_up"
    """A delivery was entered short, or other goods were sold under this name."""


@dataclass(frozen=True, slots=True)
class StockClues:
    """What is known about goods below zero: ``counted_at`` is the last count before they fell."""

    is_coming: bool
    ever_came: bool
    elsewhere: Decimal
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class NegativeStock:
    """Goods of which less than nothing is on hand at a location."""

    location_id: int
    sku: str
    on_hand: Decimal
    since: datetime
    cause: NegativeCause


def probable_cause(clues: StockClues, since: datetime) -> NegativeCause:
    """What probably happened to goods that fell below zero at ``since``."""
    if clues.is_coming:
        return NegativeCause.NOT_RECEIVED
    if not clues.ever_came:
        return NegativeCause.NEVER_IN
    if clues.elsewhere > 0:
        return NegativeCause.OTHER_LOCATION
    if clues.counted_at is not None and since - clues.counted_at <= COUNT_DOUBTED:
        return NegativeCause.COUNT_LOW
    return NegativeCause.MIXED_UP


def below_zero_since(on_hand: Decimal, newest_first: Iterable[tuple[datetime, Decimal]]) -> datetime | None:
    """The instant from which on the stock is below zero without a break; ``None`` if it is not below zero.

    ``newest_first`` are the movements with their instants. What moved at one instant counts together, so that the
    order in which it was entered does not matter.

    >>> day = datetime(2026, 11, 1)
    >>> below_zero_since(Decimal(-2), [(day + timedelta(2), Decimal(-1)), (day, Decimal(-3)), (day, Decimal(2))])
    datetime.datetime(2026, 11, 1, 0, 0)
    """
    level, since = on_hand, None
    for at, quantity in newest_first:
        if at != since:
            if level >= 0:
                break
            since = at
        level -= quantity
    return since
