"""A trial of a till's payment terminal: one krona is paid and given back, without any sale."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hardware.terminal.port import PaymentTerminal
from models.money import MINOR_DIGITS, Money
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import OPEN_STATES, AttemptState

#: Keys of trials begin so: no payment of the shop's carries them.
TRIAL_KEY = "trial-"
NO_BASKET = 0
#: So long somebody may look for a card or a phone.
PATIENCE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the terminal answered to the payment and, if it was paid, to the refund."""

    payment: PaymentAnswer
    refund: PaymentAnswer | None

    @property
    def is_right(self) -> bool:
        """Whether the money came and went back."""
        return self.refund is not None and self.refund.state is AttemptState.APPROVED


@dataclass(frozen=True, slots=True)
class TrialCounter:
    """Where a trial takes place: ``now`` is asked often, ``rest`` waits between two questions, ``show`` gets a code."""

    till_id: int
    now: Callable[[], datetime]
    rest: Callable[[], None]
    show: Callable[[PaymentAnswer], None]


def try_terminal(
    terminal: PaymentTerminal, counter: TrialCounter, currency: str, method: PaymentMethod = PaymentMethod.CARD
) -> Trial:
    """Ask for one unit of the currency, wait for the customer, take it and give it back."""
    one = Money(10 ** MINOR_DIGITS.get(currency, 2), currency)
    order = PaymentOrder(
        TRIAL_KEY + secrets.token_hex(16), NO_BASKET, counter.till_id, AttemptKind.CHARGE, method, one, counter.now()
    )
    payment = _paid(terminal, counter, order)
    if payment.state is not AttemptState.APPROVED or payment.reference is None:
        return Trial(payment, None)
    back = replace(
        order,
        key=TRIAL_KEY + secrets.token_hex(16),
        kind=AttemptKind.REFUND,
        amount=payment.amount_taken or one,
        made_at=counter.now(),
        original_reference=payment.reference,
    )
    refund = terminal.start(back, at=counter.now())
    return Trial(payment, _followed(terminal, counter, back, refund))


def _paid(terminal: PaymentTerminal, counter: TrialCounter, order: PaymentOrder) -> PaymentAnswer:
    answer = terminal.start(order, at=counter.now())
    counter.show(answer)
    return _followed(terminal, counter, order, answer)


def _followed(
    terminal: PaymentTerminal, counter: TrialCounter, order: PaymentOrder, answer: PaymentAnswer
) -> PaymentAnswer:
    """Ask until it is known what came of an order; one that takes too long is cancelled."""
    reference = answer.reference
    while answer.state in OPEN_STATES and counter.now() - order.made_at < 2 * PATIENCE:
        counter.rest()
        at = counter.now()
        if answer.state is AttemptState.AUTHORISED and reference is not None:
            answer = terminal.capture(order, reference, at=at)
        elif at - order.made_at > PATIENCE:
            answer = terminal.cancel(order, reference, at=at)
        else:
            answer = terminal.status(order, reference, at=at)
        reference = answer.reference or reference
    return answer
