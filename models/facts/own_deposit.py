"""The fact that a class of deposit of the shop's own was made or changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class AmountOfDeposit:
    """From a day on, so much is taken for one unit, in minor units; 0: none any more."""

    valid_from: date
    amount: int


@dataclass(frozen=True, slots=True)
class OwnDepositValues:
    """A class: its names, empty in a language in which it has none, and its amounts by their first day."""

    name_sv: str
    name_en: str
    amounts: tuple[AmountOfDeposit, ...]


@dataclass(frozen=True, slots=True)
class OwnDepositChanged(Fact):
    """A class of deposit is ``after`` from now on; it is new where it has no ``before``."""

    kind: ClassVar[JournalKind] = JournalKind.OWN_DEPOSIT_CHANGED

    deposit: str
    before: OwnDepositValues | None
    after: OwnDepositValues
