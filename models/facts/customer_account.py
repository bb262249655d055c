"""Facts of customer accounts. Amounts are minor units of the shop's currency; who a customer is, is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class CustomerAccountSet(Fact):
    """A customer account was opened, or is on other terms or in another state now.

    ``changed`` names the details of the customer that are others than before, and not what they are.
    """

    kind: ClassVar[JournalKind] = JournalKind.CUSTOMER_ACCOUNT_SET

    account: int
    number: str
    limit: int
    days: int
    state: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerAccountBooked(Fact):
    """What a customer owes changed by ``amount`` to ``balance``; ``attempt`` is the payment at a till that did it."""

    kind: ClassVar[JournalKind] = JournalKind.CUSTOMER_ACCOUNT_BOOKED

    entry: int
    account: int
    change: str
    amount: int
    balance: int
    attempt: int | None
    due: date | None
    reference: str
    day: date


@dataclass(frozen=True, slots=True)
class AccountStatementMailed(Fact):
    """Somebody sent the statement of an account to the customer by e-mail. The address is in no journal."""

    kind: ClassVar[JournalKind] = JournalKind.ACCOUNT_STATEMENT_MAILED

    dispatch: int
    account: int
    number: str
