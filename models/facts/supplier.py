"""The fact that suppliers were created or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class SupplierValues:
    """A supplier after the change; see :class:`models.purchasing.supplier.Supplier`."""

    code: str
    name: str
    lead_time_days: int
    review_period_days: int


@dataclass(frozen=True, slots=True)
class SuppliersChanged(Fact):
    """Suppliers were created, or replaced by what is here."""

    kind: ClassVar[JournalKind] = JournalKind.SUPPLIERS_CHANGED

    suppliers: tuple[SupplierValues, ...]
