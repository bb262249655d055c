"""Facts of a drawer session, from its float to its count. Amounts are minor units of the shop's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


class CountedPieces(Struct, frozen=True):
    """So many notes or coins of one value."""

    value: int
    pieces: int


@dataclass(frozen=True, slots=True)
class DrawerSessionOpened(Fact):
    """A float was put into a drawer; see :class:`models.cash.drawer_session.DrawerSession`."""

    kind: ClassVar[JournalKind] = JournalKind.DRAWER_SESSION_OPENED

    session: int
    till: int
    owner: str
    opening_float: int
    receipts_after: int
    parts_before: int
    day: date


@dataclass(frozen=True, slots=True)
class CashMoved(Fact):
    """Cash went into the drawer (positive) or out of it (negative) without a sale."""

    kind: ClassVar[JournalKind] = JournalKind.CASH_MOVED

    movement: int
    key: str
    session: int
    cash_kind: str
    amount: int
    reason: str
    bag: str
    day: date


@dataclass(frozen=True, slots=True)
class DrawerCounted(Fact):
    """Somebody counted a drawer without seeing what should be in it; ``attempt`` is 1 for the first time."""

    kind: ClassVar[JournalKind] = JournalKind.DRAWER_COUNTED

    session: int
    attempt: int
    counted: int
    expected: int
    pieces: tuple[CountedPieces, ...]


@dataclass(frozen=True, slots=True)
class DrawerSessionClosed(Fact):
    """A counted drawer was emptied: ``to_bank`` went into a bank bag, the rest into the safe."""

    kind: ClassVar[JournalKind] = JournalKind.DRAWER_SESSION_CLOSED

    session: int
    receipts_up_to: int
    parts_after: int
    report: int
    counted: int
    expected: int
    reason: str
    to_bank: int
    bag: str
    day: date
