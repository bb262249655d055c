"""Facts of the devices of a till and of what they print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class DeviceChanged(Fact):
    """A device of a till was set, replaced or removed; a link that is ``None`` means that of the settings."""

    kind: ClassVar[JournalKind] = JournalKind.DEVICE_CHANGED

    till: int
    role: str
    link_before: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class ReceiptCopied(Fact):
    """The copy of a receipt was asked for; the printer of the till delivers it."""

    kind: ClassVar[JournalKind] = JournalKind.RECEIPT_COPIED

    sale: int
    receipt: int


@dataclass(frozen=True, slots=True)
class GiftReceiptPrinted(Fact):
    """A gift receipt without prices was asked for; ``positions`` are the places of its goods in the sale."""

    kind: ClassVar[JournalKind] = JournalKind.GIFT_RECEIPT_PRINTED

    sale: int
    receipt: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReceiptMailed(Fact):
    """A receipt was asked for by e-mail; it is the one copy of the receipt. The address is in no journal."""

    kind: ClassVar[JournalKind] = JournalKind.RECEIPT_MAILED

    dispatch: int
    sale: int
    receipt: int


@dataclass(frozen=True, slots=True)
class ReceiptOpened(Fact):
    """A customer opened a receipt on the own phone for the first time; it is the one copy of the receipt."""

    kind: ClassVar[JournalKind] = JournalKind.RECEIPT_OPENED

    sale: int
    receipt: int
