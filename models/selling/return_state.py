"""What a till shows of the goods that come back with its basket, and of the money that goes back for them."""

from __future__ import annotations

from dataclasses import dataclass

from models.money import Money
from models.payments.attempt import PaymentMethod
from models.selling.return_line import ReturnLine
from models.selling.sale import SaleLine


@dataclass(frozen=True, slots=True)
class GiveBackPlan:
    """What is owed to the customer, and how much of it goes back next in which original means.

    ``tip`` may go back with it, beside what is owed; ``None`` if there is none.
    """

    owed: Money
    method: PaymentMethod
    amount: Money
    card: str = ""
    tip: Money | None = None


@dataclass(frozen=True, slots=True)
class ReturnState:
    """The sold lines that come back, each with how it was sold; ``plan`` is ``None`` where the customer has to pay."""

    receipt_number: int
    lines: tuple[tuple[ReturnLine, SaleLine], ...]
    plan: GiveBackPlan | None
