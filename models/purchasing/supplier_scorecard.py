"""How well a supplier delivers: on time, in full, at the agreed cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from models.purchasing.lead_times import LeadTimes
from models.purchasing.sent_order import SentOrder
from models.purchasing.supplier import Supplier


@dataclass(frozen=True, slots=True)
class SupplierScorecard:
    """The orders of a supplier that were due, and what came of them.

    ``on_time``: orders of which all that came was here on the promised day and nothing is open; ``in_full``: lines of
    which all that was asked for came undamaged. ``late_days`` are those of all late orders together, up to now.
    ``cost_changes`` counts deliveries of a product at another cost than was agreed, ``cost_change_minor`` is what they
    cost more (below zero: less) than agreed, without tax. ``lead_times`` are in days after the agreed ones.
    """

    supplier: Supplier
    orders: int
    on_time: int
    late_days: int
    lines: int
    in_full: int
    cost_changes: int
    cost_change_minor: int
    lead_times: LeadTimes


def score(supplier: Supplier, orders: Iterable[SentOrder], lead_times: LeadTimes, today: date) -> SupplierScorecard:
    """The scorecard of a supplier on a business day; an order counts once it was due or is complete."""
    counted = [each for each in orders if not each.is_open or each.due_on < today]
    days_late = [_days_late(each, today) for each in counted]
    lines = [line for each in counted for line in each.lines]
    changes = _cost_changes(counted)
    return SupplierScorecard(
        supplier=supplier,
        orders=len(counted),
        on_time=sum(not days for days in days_late),
        late_days=sum(days_late),
        lines=len(lines),
        in_full=sum(line.is_in_full for line in lines),
        cost_changes=len(changes),
        cost_change_minor=sum(changes),
        lead_times=lead_times,
    )


def _days_late(order: SentOrder, today: date) -> int:
    """Days from the promised one to that of the last goods, to ``today`` while something is open; 0 if in time."""
    days = order.delivery_days
    last = today if order.is_open or not days else days[-1]
    # What the supplier took off the order, or nobody brought, is not late but not in full.
    return max((last - order.due_on).days, 0) if order.is_open or days else 0


def _cost_changes(orders: Sequence[SentOrder]) -> list[int]:
    """What each delivery at another cost than agreed cost more, in minor units."""
    parts = [part for each in orders for line in each.lines for part in line.parts]
    return [
        int(((part.unit_cost - part.agreed_cost) * part.units).quantize(Decimal(1), ROUND_HALF_UP))
        for part in parts
        if part.unit_cost is not None and part.agreed_cost is not None and part.unit_cost != part.agreed_cost
    ]
