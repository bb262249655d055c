"""The fact that goods were thrown away or used by the shop. Quantities are units of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class GoodsWrittenOff(Fact):
    """Goods left the shelf without a sale; ``undoes`` is the id of another one that this one takes back.

    ``use`` is waste or own use. The movement of the goods is in a fact of its own.
    """

    kind: ClassVar[JournalKind] = JournalKind.GOODS_WRITTEN_OFF

    write_off: int
    key: str
    location: int
    day: date
    sku: str
    units: Decimal
    use: str
    reason: str
    note: str
    undoes: int | None
