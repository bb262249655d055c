"""The fact of what a customer brings back, before it is settled. Amounts are minor units of the sale's currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


class ChosenReturn(Struct, frozen=True):
    """One sold line that comes back; see :class:`models.selling.return_line.ReturnLine`."""

    sale: int
    position: int
    quantity: Decimal
    reason: str
    goods_to: str
    gross: int
    tax: int
    discount: int
    cost: int | None


@dataclass(frozen=True, slots=True)
class ReturnLinesChosen(Fact):
    """The sold lines that a basket takes back from now on: all of them, in order."""

    kind: ClassVar[JournalKind] = JournalKind.RETURN_LINES_CHOSEN

    basket: int
    lines: tuple[ChosenReturn, ...]
