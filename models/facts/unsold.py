"""Facts of what looks like a sale and is none: training, and a basket that is printed before it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.facts.sale import PrintedNote, SoldLine, SoldTender
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class UnsoldReceipt(Fact):
    """What is on the paper; amounts are minor units of ``currency``. No stock, no books and no total knows of it."""

    number: int
    location: int
    day: date
    operator: str
    currency: str
    gross: int
    net: int
    tax: int
    discount: int
    rounding: int
    due: int
    lines: tuple[SoldLine, ...]
    tenders: tuple[SoldTender, ...]
    notes: tuple[PrintedNote, ...]


@dataclass(frozen=True, slots=True)
class TrainingCompleted(UnsoldReceipt):
    """A sale that was practised; ``number`` has no gap within a till, in a series of its own."""

    kind: ClassVar[JournalKind] = JournalKind.TRAINING_COMPLETED


@dataclass(frozen=True, slots=True)
class ProFormaPrinted(UnsoldReceipt):
    """A basket that was printed before it was paid; ``number`` is that of the basket."""

    kind: ClassVar[JournalKind] = JournalKind.PRO_FORMA_PRINTED


@dataclass(frozen=True, slots=True)
class TrainingBegun(Fact):
    """Somebody practises at the till from now on."""

    kind: ClassVar[JournalKind] = JournalKind.TRAINING_BEGUN

    operator: str


@dataclass(frozen=True, slots=True)
class TrainingEnded(Fact):
    """Nobody practises at the till any more; ``receipts`` is how many training receipts there were."""

    kind: ClassVar[JournalKind] = JournalKind.TRAINING_ENDED

    receipts: int


class WaitingGoods(Struct, frozen=True):
    """Goods of a basket that waits."""

    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ParkedSlipPrinted(Fact):
    """A slip of a basket that waits was asked for; its code recalls the basket."""

    kind: ClassVar[JournalKind] = JournalKind.PARKED_SLIP_PRINTED

    basket: int
    label: str
    goods: tuple[WaitingGoods, ...]


@dataclass(frozen=True, slots=True)
class PaymentCodePrinted(Fact):
    """The code by which a customer pays with a phone was asked for on paper.

    ``amount`` is in minor units; ``code`` is the text of the QR code, of use for ``lasts_s`` seconds if that is known.
    """

    kind: ClassVar[JournalKind] = JournalKind.PAYMENT_CODE_PRINTED

    attempt: int
    method: str
    amount: int
    code: str
    lasts_s: int | None
