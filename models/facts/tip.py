"""Facts of tips. Amounts are minor units of the shop's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class TipBooked(Fact):
    """A tip came or was corrected, or tips were paid out; see :class:`models.payments.tip_account.TipEntry`."""

    kind: ClassVar[JournalKind] = JournalKind.TIP_BOOKED

    entry: int
    owner: str
    change: str
    amount: int
    balance: int
    attempt: int | None
    movement: int | None
    paid_to: str
    day: date
