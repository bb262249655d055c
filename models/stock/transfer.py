"""Goods carried from one location of the shop to another: sent, on the way, and received or back again.

Goods on the way belong to the shop and lie on no shelf. A transfer ends once: it is received, with whatever differs and
why, or it is cancelled, and everything is on the sender's shelf again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.errors import Reason, Refused

#: No transfer has more of one product, or more products; no key and no note is longer.
UNITS_MAX, LINES_MAX, KEY_LENGTH_MAX, NOTE_LENGTH_MAX = Decimal(999_999), 200, 64, 120
_ZERO = Decimal(0)


class TransferEnd(StrEnum):
    """How a transfer ends."""

    RECEIVED = "received"
    CANCELLED = "cancelled"


class TransferVariance(StrEnum):
    """Why other goods came than were sent."""

    NOT_SENT = "not_sent"
    """They lie at the sender's still."""
    LOST = "lost"
    DAMAGED = "damaged"
    """They came, and cannot be sold."""
    MISCOUNTED = "miscounted"
    OTHER = "other"


class WrongTransfer(Refused):
    """A transfer with a value that cannot be."""

    code = "wrong_transfer"
    text = "{sku}: the transfer {reason}. Nothing was changed; enter it again."

    sku: str
    reason: Reason


class TransferHasEnded(Refused):
    """A transfer that was received or cancelled before."""

    code = "transfer_has_ended"
    text = "Transfer {number} was received or cancelled before. Nothing was changed twice; look at the list."

    number: str


@dataclass(frozen=True, slots=True)
class SentGoods:
    """``units`` of a product that leave the sender's shelf."""

    sku: str
    units: Decimal

    def __post_init__(self) -> None:
        _check_units(self.sku, self.units, least=Decimal("0.001"))


@dataclass(frozen=True, slots=True)
class GoodsToTransfer:
    """Goods that somebody wants to send. ``key`` names what was pressed: pressed twice, it is done once."""

    key: str
    sender_id: int
    receiver_id: int
    goods: tuple[SentGoods, ...]
    note: str = ""

    def __post_init__(self) -> None:
        first = self.goods[0].sku if self.goods else "-"
        if self.sender_id == self.receiver_id:
            raise WrongTransfer(first, Reason("same_location", "ends where it begins"))
        _check_lines([each.sku for each in self.goods])
        _check_words(first, self.key, self.note)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Goods that left the sender's shelf at ``at``."""

    id: int
    wish: GoodsToTransfer
    at: datetime
    business_day: date
    operator: str

    @property
    def units(self) -> dict[str, Decimal]:
        """What was sent, by SKU."""
        return {each.sku: each.units for each in self.wish.goods}


@dataclass(frozen=True, slots=True)
class GoodsOfTransfer:
    """What came of a product: ``good`` onto the shelf, ``damaged`` never. ``why`` is of whatever differs."""

    sku: str
    good: Decimal
    damaged: Decimal = _ZERO
    why: TransferVariance | None = None

    def __post_init__(self) -> None:
        _check_units(self.sku, self.good, least=_ZERO)
        _check_units(self.sku, self.damaged, least=_ZERO)


@dataclass(frozen=True, slots=True)
class TransferReceipt:
    """The entry of what came of a transfer: everything that was sent if ``goods`` is ``None``.

    ``key`` names what was pressed: pressed twice, it is done once.
    """

    key: str
    goods: tuple[GoodsOfTransfer, ...] | None = None
    note: str = ""

    def goods_of(self, transfer: Transfer) -> tuple[GoodsOfTransfer, ...]:
        """What came, product by product."""
        if self.goods is not None:
            return self.goods
        return tuple(GoodsOfTransfer(each.sku, each.units) for each in transfer.wish.goods)


@dataclass(frozen=True, slots=True)
class EndedTransfer:
    """The end of a transfer at ``at``; one that is cancelled has all its goods back, and so has no ``goods``."""

    id: int
    key: str
    transfer_id: int
    end: TransferEnd
    goods: tuple[GoodsOfTransfer, ...]
    note: str
    at: datetime
    business_day: date
    operator: str


def variance_of(sent_units: Decimal, line: GoodsOfTransfer) -> Decimal:
    """How many more units of a product came onto the shelf than were sent; below zero, so many are missing.

    >>> variance_of(Decimal(5), GoodsOfTransfer("MILK", Decimal(3), Decimal(1), TransferVariance.DAMAGED))
    Decimal('-2')
    """
    return line.good - sent_units


def check_received(transfer: Transfer, receipt: TransferReceipt) -> None:
    """Refuse what leaves a product out, or differs without a reason; :class:`WrongTransfer`.

    Goods that nobody sent may come too, with a reason.
    """
    first = transfer.wish.goods[0].sku
    goods = receipt.goods_of(transfer)
    _check_words(first, receipt.key, receipt.note)
    _check_lines([each.sku for each in goods])
    missing = [sku for sku in transfer.units if sku not in {each.sku for each in goods}]
    if missing:
        raise WrongTransfer(missing[0], Reason("left_out", "leaves it open whether it came"))
    for each in goods:
        differs = each.good != transfer.units.get(each.sku, _ZERO) or each.damaged > 0
        if differs and each.why is None:
            raise WrongTransfer(each.sku, Reason("no_variance_reason", "differs, and no reason is given"))
        if not differs and each.why is not None:
            raise WrongTransfer(each.sku, Reason("needless_reason", "has a reason although nothing differs"))


def _check_units(sku: str, units: Decimal, *, least: Decimal) -> None:
    if not units.is_finite() or not least <= units <= UNITS_MAX or units != round(units, 3):
        raise WrongTransfer(sku[:40], Reason("units", "is no number of units"))


def _check_lines(skus: Sequence[str]) -> None:
    if not 0 < len(skus) <= LINES_MAX:
        raise WrongTransfer(skus[0][:40] if skus else "-", Reason("transfer_lines", "has no goods, or too many"))
    twice = next((sku for sku in skus if skus.count(sku) > 1), None)
    if twice is not None:
        raise WrongTransfer(twice[:40], Reason("named_twice", "names it twice"))


def _check_words(sku: str, key: str, note: str) -> None:
    if not 0 < len(key) <= KEY_LENGTH_MAX or len(note) > NOTE_LENGTH_MAX:
        raise WrongTransfer(sku[:40], Reason("write_off_note", "has a note that is too long"))
