"""Facts of deposit vouchers. Amounts are minor units of the shop's currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class DepositVoucherTaken(Fact):
    """A deposit voucher came into a basket, to pay for it. ``reason`` is why it was not scanned; empty: it was."""

    kind: ClassVar[JournalKind] = JournalKind.DEPOSIT_VOUCHER_TAKEN

    basket: int
    number: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class DepositVoucherRemoved(Fact):
    """A deposit voucher left a basket, or the basket was cancelled: it is good for another purchase."""

    kind: ClassVar[JournalKind] = JournalKind.DEPOSIT_VOUCHER_REMOVED

    basket: int
    number: str
    amount: int


@dataclass(frozen=True, slots=True)
class DepositVoucherSpent(Fact):
    """A deposit voucher paid for a sale."""

    kind: ClassVar[JournalKind] = JournalKind.DEPOSIT_VOUCHER_SPENT

    sale: int
    number: str
    amount: int
