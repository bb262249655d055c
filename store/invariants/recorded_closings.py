"""Closings of what the office booked follow each other without a gap, so that each entry is in one at most (C6)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.shop import DEVICE_SHIFT
from store import shop
from store.cash.office_closings import all_closings
from store.invariants.violation import Invariant, Violation


def closings_follow_each_other(view: sa.Connection) -> Iterator[Violation]:
    """Closings with another number than the next, or that do not begin where the one before ended."""
    if shop.find_shop(view) is None:
        return
    number, end = 0, shop.office_id(view) << DEVICE_SHIFT
    for each in all_closings(view):
        if (each.number, each.after) != (number + 1, end) or each.closing <= each.after:
            yield Violation("C6", f"office closing {each.number}", f"does not follow closing {number}")
        number, end = each.number, each.closing


INVARIANTS = (Invariant(("C6",), "Closings of what the office booked follow each other.", closings_follow_each_other),)
