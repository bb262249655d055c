"""Facts of moving in from another system. Files are named with the SHA-256 of their content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


class MovedFile(Struct, frozen=True):
    """One file that was taken over: its name, what it holds, and its digest."""

    name: str
    holds: str
    digest: str


class MovedFigure(Struct, frozen=True):
    """One line of the balance sheet: what the former system had (``None``: unknown), and what came over.

    ``is_money`` figures are minor units; the others count, quantities in thousandths.
    """

    name: str
    former: int | None
    moved: int
    is_money: bool


@dataclass(frozen=True, slots=True)
class MoveInBegun(Fact):
    """A shop begins to move in: from these files, after the backup that its undoing puts back."""

    kind: ClassVar[JournalKind] = JournalKind.MOVE_IN_BEGUN

    move: int
    backup: str
    files: tuple[MovedFile, ...]


@dataclass(frozen=True, slots=True)
class MovedIn(Fact):
    """Everything came over; ``figures`` are the balance sheet that was confirmed."""

    kind: ClassVar[JournalKind] = JournalKind.MOVED_IN

    move: int
    figures: tuple[MovedFigure, ...]


@dataclass(frozen=True, slots=True)
class MoveInUndone(Fact):
    """The shop is again as it was before it moved in; ``replaced`` is where what it was in between is stored."""

    kind: ClassVar[JournalKind] = JournalKind.MOVE_IN_UNDONE

    move: int
    backup: str
    rows: int
    replaced: str
