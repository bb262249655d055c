"""The facts that goods left for another location of the shop, and what came of it. Quantities are units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One product that was sent."""

    sku: str
    units: Decimal


@dataclass(frozen=True, slots=True)
class TransferSent(Fact):
    """Goods left a location for another one; the movement is in a fact of its own."""

    kind: ClassVar[JournalKind] = JournalKind.TRANSFER_SENT

    transfer: int
    key: str
    sender: int
    receiver: int
    note: str
    day: date
    goods: tuple[TransferLine, ...]


@dataclass(frozen=True, slots=True)
class TransferEndLine:
    """One product that came; ``why`` is empty where nothing differs from what was sent."""

    sku: str
    good: Decimal
    damaged: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class TransferEnded(Fact):
    """A transfer was received or cancelled; the movement is in a fact of its own."""

    kind: ClassVar[JournalKind] = JournalKind.TRANSFER_ENDED

    ending: int
    key: str
    transfer: int
    end: str
    note: str
    day: date
    goods: tuple[TransferEndLine, ...]
