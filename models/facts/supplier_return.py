"""The facts that goods went back to their supplier, and how the claim for them ended. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ClaimedGoods:
    """One product that went back; ``origin`` and ``place`` are 0 for goods from the shelf, ``cost`` is of all units."""

    sku: str
    units: Decimal
    source: str
    origin: int
    place: int
    cost: int | None


@dataclass(frozen=True, slots=True)
class GoodsReturnedToSupplier(Fact):
    """Goods went back to their supplier; the movement is in a fact of its own."""

    kind: ClassVar[JournalKind] = JournalKind.SUPPLIER_RETURN_SENT

    claim: int
    key: str
    supplier: str
    location: int
    note: str
    day: date
    currency: str
    goods: tuple[ClaimedGoods, ...]


@dataclass(frozen=True, slots=True)
class SupplierClaimEnded(Fact):
    """A claim was credited or refused; goods that came back have a movement of their own."""

    kind: ClassVar[JournalKind] = JournalKind.SUPPLIER_CLAIM_ENDED

    ending: int
    key: str
    claim: int
    outcome: str
    amount: int
    credit_note: str
    why: str
    is_back: bool
    note: str
    day: date
