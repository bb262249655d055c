"""The money of an order that is paid on the web: what is to be asked of the provider next, and what goes back.

Everything follows from what is stored: after a crash the same question gives the same step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.money import Money
from models.online.online_order import OnlineOrder, OnlineOrderState
from models.payments.attempt import AttemptKind, PaymentAttempt
from models.payments.attempt_state import UNPAID_STATES, AttemptState

#: An order that ended in one of these has no goods for its customer any more.
_ENDED = frozenset({OnlineOrderState.CANCELLED, OnlineOrderState.EXPIRED, OnlineOrderState.COLLECTED})


class PrepaidStep(StrEnum):
    """What is asked of the provider about a charge."""

    START = "start"
    """Make its payment page."""
    ASK = "ask"
    """Ask what became of it."""
    STOP = "stop"
    """The order ended: close its page, or release what is reserved."""
    TAKE = "take"
    """The goods are picked: take what they cost of what is reserved."""
    WAIT = "wait"
    """The money is reserved, and the goods are not picked yet."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Prepayment:
    """An order, its payment on the web, what went back of it so far, and what its goods cost, in minor units."""

    order: OnlineOrder
    charge: PaymentAttempt | None
    refunds: tuple[PaymentAttempt, ...]
    due_minor: int

    @property
    def left_minor(self) -> int:
        """What the shop has of the customer's money that is in no sale."""
        if self.charge is None or self.charge.is_applied:
            return 0
        return self.charge.amount_taken.minor - sum(each.amount_taken.minor for each in self.refunds)

    @property
    def excess_minor(self) -> int:
        """What has to go back: all of it where the order ended, else what is more than the picked goods cost.

        Nothing while a refund is under way, or where one failed: then somebody in the office decides.
        """
        if any(each.is_open or each.state in UNPAID_STATES for each in self.refunds):
            return 0
        return self._too_much

    @property
    def _too_much(self) -> int:
        if self.is_spent:
            return max(self.left_minor - self.due_minor, 0)
        if self.order.state in _ENDED:
            return self.left_minor
        return max(self.left_minor - self.due_minor, 0) if self.order.state is OnlineOrderState.READY else 0

    @property
    def is_spent(self) -> bool:
        """Whether the money is on a gift card that was bought with it."""
        return self.order.purchase is not None and self.order.state is OnlineOrderState.COLLECTED

    @property
    def is_pending(self) -> bool:
        """Whether the goods cannot be handed over yet: money is reserved or on its way."""
        attempts = (*self.refunds, *((self.charge,) if self.charge else ()))
        return any(each.is_open for each in attempts) or max(self.left_minor - self.due_minor, 0) > 0

    @property
    def step(self) -> PrepaidStep:
        """What is asked of the provider about the charge now."""
        if self.charge is None or not self.charge.is_open:
            return PrepaidStep.NOTHING
        if self.charge.state is AttemptState.CREATED:
            return PrepaidStep.START if self.order.is_open else PrepaidStep.STOP
        if not self.order.is_open:
            return PrepaidStep.STOP
        if self.charge.state is not AttemptState.AUTHORISED:
            return PrepaidStep.ASK
        if self.order.state is not OnlineOrderState.READY and self.order.purchase is None:
            return PrepaidStep.WAIT
        return PrepaidStep.TAKE if self.to_take.minor else PrepaidStep.STOP

    @property
    def to_take(self) -> Money:
        """What is taken of the reserved money: what the picked goods cost, and no more than was reserved."""
        assert self.charge is not None, "there is a charge to take money of"
        most = self.charge.answer.amount_taken or self.charge.order.amount
        return Money(min(most.minor, self.due_minor), most.currency)


def prepayment_of(order: OnlineOrder, attempts: tuple[PaymentAttempt, ...], due_minor: int) -> Prepayment:
    """The payment of an order on the web among the attempts of its basket."""
    charge = next((each for each in attempts if each.order.kind is AttemptKind.CHARGE and each.is_of_web), None)
    number = None if charge is None else charge.id
    refunds = tuple(each for each in attempts if each.order.kind is AttemptKind.REFUND and each.original == number)
    return Prepayment(order, charge, refunds, due_minor)
