"""Goods that leave the shelf without a sale: thrown away, or used by the shop itself. Each has a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.errors import Reason, Refused
from models.stock.movement import MovementReason

#: No shelf holds more of one product; no key and no note is longer.
UNITS_MAX, KEY_LENGTH_MAX, NOTE_LENGTH_MAX = Decimal(999_999), 64, 120


class WriteOffKind(StrEnum):
    """Whether goods were thrown away or used by the shop. The two differ in tax: own use may have to be taxed."""

    WASTE = "waste"
    OWN_USE = "own_use"


class WriteOffReason(StrEnum):
    """Why goods were written off."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    SPOILT = "spoilt"
    STOLEN = "stolen"
    RECALLED = "recalled"
    OTHER = "other"
    TASTING = "tasting"
    """Customers tasted it, or it was shown to them."""
    SHOP_USE = "shop_use"
    """Used in the shop, such as coffee and cleaning goods."""
    STAFF = "staff"
    """Eaten or taken by those who work in the shop."""
    OWNER = "owner"
    """Taken by the owner."""
    DONATED = "donated"


_WASTE = (
    *(WriteOffReason.EXPIRED, WriteOffReason.DAMAGED, WriteOffReason.SPOILT, WriteOffReason.STOLEN),
    *(WriteOffReason.RECALLED, WriteOffReason.OTHER),
)
_OWN_USE = (
    *(WriteOffReason.SHOP_USE, WriteOffReason.STAFF, WriteOffReason.OWNER, WriteOffReason.TASTING),
    *(WriteOffReason.DONATED, WriteOffReason.OTHER),
)
#: The reasons of each kind, in the order of the page.
REASONS: Mapping[WriteOffKind, tuple[WriteOffReason, ...]] = {
    WriteOffKind.WASTE: _WASTE,
    WriteOffKind.OWN_USE: _OWN_USE,
}
#: How the goods of each kind move.
MOVEMENTS: Mapping[WriteOffKind, MovementReason] = {
    WriteOffKind.WASTE: MovementReason.WASTE,
    WriteOffKind.OWN_USE: MovementReason.OWN_USE,
}


class WrongWriteOff(Refused):
    """Goods written off with a value that cannot be."""

    code = "wrong_write_off"
    text = "{sku}: what is written off {reason}. Nothing was changed; enter it again."

    sku: str
    reason: Reason


class WrittenBack(Refused):
    """Goods whose write-off was taken back before, or that are themselves taken back."""

    code = "written_back"
    text = "What was written off of {sku} was taken back before. Nothing was changed twice; look at the list."

    sku: str


@dataclass(frozen=True, slots=True)
class UnsaleableGoods:
    """Goods that somebody wants to write off. ``key`` names what was pressed: pressed twice, it is done once."""

    key: str
    location_id: int
    sku: str
    units: Decimal
    kind: WriteOffKind
    reason: WriteOffReason
    note: str = ""

    def __post_init__(self) -> None:
        if not self.units.is_finite() or not 0 < self.units <= UNITS_MAX or self.units != round(self.units, 3):
            raise WrongWriteOff(self.sku[:40], Reason("units", "is no number of units"))
        if self.reason not in REASONS[self.kind]:
            raise WrongWriteOff(self.sku[:40], Reason("write_off_reason", "has a reason of another kind"))
        if not 0 < len(self.key) <= KEY_LENGTH_MAX or len(self.note) > NOTE_LENGTH_MAX:
            raise WrongWriteOff(self.sku[:40], Reason("write_off_note", "has a note that is too long"))


@dataclass(frozen=True, slots=True)
class WriteOff:
    """Goods that were written off at ``at``.

    One that takes back another has its id in ``undoes``; its units come onto the shelf again.
    """

    id: int
    goods: UnsaleableGoods
    at: datetime
    business_day: date
    operator: str
    undoes: int | None = None

    @property
    def change(self) -> Decimal:
        """What the stock changes by."""
        return self.goods.units if self.undoes is not None else -self.goods.units
