"""The facts that shelf labels were printed, removed from the queue or put back into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A label as it was printed: its number in the queue, and the price in minor units that it states from a day on."""

    label: int
    sku: str
    holds_from: date
    price: int


@dataclass(frozen=True, slots=True)
class LabelsPrinted(Fact):
    """Labels were printed as a batch; ``again``: they had been printed before."""

    kind: ClassVar[JournalKind] = JournalKind.LABELS_PRINTED

    location: int
    batch: int
    again: bool
    labels: tuple[PrintedLabel, ...]


@dataclass(frozen=True, slots=True)
class LabelsRemoved(Fact):
    """Labels were removed from the queue by somebody who does not need them."""

    kind: ClassVar[JournalKind] = JournalKind.LABELS_REMOVED

    location: int
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LabelsReturned(Fact):
    """Labels that were printed or removed wait again."""

    kind: ClassVar[JournalKind] = JournalKind.LABELS_RETURNED

    location: int
    labels: tuple[int, ...]
