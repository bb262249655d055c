"""What a whole receipt tells of its lines: a discount to spread over them, and whether they add up."""

from __future__ import annotations

from integrations.spreadsheets.sales import OrderSums


class LinesDoNotAddUp(ValueError):
    """The lines of a receipt and its own amounts contradict each other."""


def discount_to_spread(lines_minor: int, order: OrderSums, taken_off: int = 0) -> int:
    """How much of the discounts of a receipt its lines do not have yet, in minor units.

    Some programs name a discount of the receipt that the lines have already; the sum of the receipt shows which it is.
    ``taken_off`` are rows of their own that name a discount. Raises :class:`LinesDoNotAddUp`.

    >>> discount_to_spread(10_000, OrderSums(discount=1_000, lines=9_000))
    1000
    >>> discount_to_spread(9_000, OrderSums(discount=1_000, lines=9_000))
    0
    """
    off = _missing(lines_minor, order) + taken_off
    if off > lines_minor:
        raise LinesDoNotAddUp
    return off


def _missing(lines_minor: int, order: OrderSums) -> int:
    off = order.discount or 0
    if off == 0 or order.lines == lines_minor - off:
        return off
    if order.lines == lines_minor or (order.lines is None and order.total == lines_minor):
        return 0
    if order.lines is not None:
        raise LinesDoNotAddUp
    return off


def other_sum(lines_minor: int, order: OrderSums) -> int | None:
    """The receipt's own amount, if its lines come to another."""
    named = order.lines if order.lines is not None else order.total
    return named if named is not None and named != lines_minor else None
