"""Our attempts against the provider's own list: what one of the two has and the other has not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.money import Money
from models.payments.attempt import PaymentAttempt
from models.payments.attempt_state import PAID_STATES
from models.payments.provider_list import ProviderPayment


class DifferenceKind(StrEnum):
    """In which way the two lists differ."""

    ONLY_PROVIDER = "only_provider"
    """The provider moved money that none of our attempts knows of."""
    ONLY_SHOP = "only_shop"
    """We have it as paid, and the provider does not."""
    NOT_PAID_HERE = "not_paid_here"
    """The provider moved money of an attempt that we have as unpaid, or do not know the outcome of."""
    AMOUNT = "amount"
    """Both have it, with another amount."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; ``attempt`` is ours, ``payment`` the provider's, where there is one."""

    kind: DifferenceKind
    attempt: PaymentAttempt | None
    payment: ProviderPayment | None

    @property
    def amount(self) -> Money:
        """What the difference is about, in the provider's words if it has any."""
        if self.payment is not None:
            return self.payment.amount_taken
        assert self.attempt is not None, "a difference is of something"
        return self.attempt.amount_taken


def find_differences(attempts: Sequence[PaymentAttempt], payments: Iterable[ProviderPayment]) -> list[Difference]:
    """Every difference between our attempts and the provider's payments of the same time, the provider's order first.

    Tips are in what the provider moved, and in our answer of it.
    """
    ours = {each.order.key: each for each in attempts}
    by_reference = {each.answer.reference: each for each in attempts if each.answer.reference}
    differences, met = [], set()
    for payment in payments:
        if payment.state not in PAID_STATES:
            continue
        attempt = ours.get(payment.key or "") or by_reference.get(payment.reference)
        if attempt is not None:
            met.add(attempt.id)
        kind = _kind_of(attempt, payment)
        if kind is not None:
            differences.append(Difference(kind, attempt, payment))
    missing = [each for each in attempts if each.is_paid and each.id not in met]
    return differences + [Difference(DifferenceKind.ONLY_SHOP, each, None) for each in missing]


def _kind_of(attempt: PaymentAttempt | None, payment: ProviderPayment) -> DifferenceKind | None:
    if attempt is None:
        return DifferenceKind.ONLY_PROVIDER
    if not attempt.is_paid:
        return DifferenceKind.NOT_PAID_HERE
    moved = attempt.answer.amount_taken or attempt.order.amount
    return None if moved == payment.amount_taken else DifferenceKind.AMOUNT
