"""The fact that barcodes were taken away from products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class RemovedBarcodes:
    """Barcodes that a product no longer has: ``gtins``, and ``codes`` of the shop's own."""

    sku: str
    gtins: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BarcodesRemoved(Fact):
    """Products lost barcodes, which no product has from then on."""

    kind: ClassVar[JournalKind] = JournalKind.BARCODES_REMOVED

    products: tuple[RemovedBarcodes, ...]
