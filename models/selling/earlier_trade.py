"""Trade that happened before, or elsewhere, as it is taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from models.selling.basket import BasketLine
from models.selling.settlement import TenderKind
from models.stock.movement import MovementReason


@dataclass(frozen=True, slots=True)
class PastSale:
    """A sale that was paid at ``at``: what was bought, at the prices and discounts of then, and how it was paid.

    ``note_minor``: cash was handed over as a multiple of this; 0: to the unit. ``reference`` is the sale's name
    in the system that it comes from. ``is_return``: all of it was brought back at ``at`` instead, and paid out.
    """

    at: datetime
    lines: tuple[BasketLine, ...]
    paid_with: TenderKind
    operator: str
    customer: str | None = None
    reference: str | None = None
    note_minor: int = 0
    is_return: bool = False


@dataclass(frozen=True, slots=True)
class GoodsMoved:
    """Goods that came into or left a location at one moment for one reason; quantities are positive into it."""

    at: datetime
    location_id: int
    reason: MovementReason
    changes: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class History:
    """Trade of a while: ``sales`` by the device that made them, ``goods`` as ``office_id`` wrote them down."""

    sales: Mapping[int, Sequence[PastSale]] = field(default_factory=dict)
    goods: Sequence[GoodsMoved] = ()
    office_id: int = 0
