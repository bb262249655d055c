"""The fact that the shop chose accounts of its books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ChosenAccount:
    """From ``valid_from`` on a role (at this tax rate) is booked on ``number``."""

    role: str
    rate_ppm: int
    valid_from: date
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class AccountsChosen(Fact):
    """Accounts were chosen, in place of earlier choices for the same role, rate and first day."""

    kind: ClassVar[JournalKind] = JournalKind.ACCOUNTS_CHOSEN

    accounts: tuple[ChosenAccount, ...]
