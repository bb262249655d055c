"""The fact that a kit is made of other parts from now on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class PartOfKit:
    """A product in a kit; ``quantity`` of it goes into one, in its own unit."""

    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class KitChanged(Fact):
    """A product is a kit of these parts; without parts it is none any more.

    ``recipe_version`` counts the changes of the kit from 1 on; sold lines name the one by which they were sold.
    """

    kind: ClassVar[JournalKind] = JournalKind.KIT_CHANGED

    sku: str
    recipe_version: int
    parts: tuple[PartOfKit, ...]
