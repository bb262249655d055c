"""A share in percent, as the reports by operator show it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")


def share_percent(part_minor: int, whole_minor: int) -> Decimal | None:
    """A part of a whole in percent with one decimal, half up; ``None`` of nothing.

    >>> share_percent(65_00, 2_000_00), share_percent(1, 0)
    (Decimal('3.3'), None)
    """
    return (Decimal(part_minor) * 100 / whole_minor).quantize(_TENTH, ROUND_HALF_UP) if whole_minor else None
