"""The facts about lots: of which the goods of a movement were, and recalls. Quantities are units of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class LotUnits:
    """So much of the movement at ``position`` was of one lot, positive into the location."""

    position: int
    sku: str
    lot: str
    best_before: date | None
    units: Decimal


@dataclass(frozen=True, slots=True)
class LotsMoved(Fact):
    """The goods of movements were of these lots; ``source`` is the id of the movements."""

    kind: ClassVar[JournalKind] = JournalKind.LOTS_MOVED

    source: int
    goods: tuple[LotUnits, ...]


@dataclass(frozen=True, slots=True)
class LotRecalled(Fact):
    """A lot is not to be sold, or may be sold again where the recall is lifted."""

    kind: ClassVar[JournalKind] = JournalKind.LOT_RECALLED

    recall: int
    sku: str
    lot: str
    note: str
    is_lifted: bool
