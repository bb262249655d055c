"""Our attempts against the provider's list: each way in which they differ is found, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from models.payments.provider_list import ProviderPayment
from models.payments.reconciliation import DifferenceKind, find_differences

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


def ours(number: int, state: AttemptState = AttemptState.APPROVED, minor: int = 10_000) -> PaymentAttempt:
    order = PaymentOrder(f"key-{number}", number, 1, AttemptKind.CHARGE, PaymentMethod.CARD, kr(minor), AT)
    answer = PaymentAnswer(state, f"pi_{number}", kr(minor) if state is AttemptState.APPROVED else None)
    return PaymentAttempt(number, order, "anna", "stripe:", state, AT, answer)


def theirs(number: int, minor: int = 10_000, *, key: str | None = "") -> ProviderPayment:
    own = f"key-{number}" if key == "" else key
    return ProviderPayment(f"pi_{number}", own, AttemptKind.CHARGE, AttemptState.APPROVED, kr(minor), AT)


@pytest.mark.parametrize(
    ("attempt", "payment", "kind"),
    [
        (ours(1), theirs(1), None),
        (ours(1), theirs(1, key=None), None),  # the provider lost our key: the reference finds it
        (ours(1, minor=9_900), theirs(1), DifferenceKind.AMOUNT),
        (ours(1, AttemptState.UNKNOWN), theirs(1), DifferenceKind.NOT_PAID_HERE),
        (ours(1, AttemptState.NOT_CHARGED), theirs(1), DifferenceKind.NOT_PAID_HERE),
        (ours(1), None, DifferenceKind.ONLY_SHOP),
        (None, theirs(1), DifferenceKind.ONLY_PROVIDER),
        (ours(1, AttemptState.DECLINED), None, None),
        (None, replace(theirs(1), state=AttemptState.CANCELLED), None),
    ],
)
def test_each_difference_is_named(
    attempt: PaymentAttempt | None, payment: ProviderPayment | None, kind: DifferenceKind | None
) -> None:
    differences = find_differences([attempt] if attempt else [], [payment] if payment else [])
    assert [each.kind for each in differences] == ([] if kind is None else [kind])
    if kind is not None:
        assert differences[0].amount == kr(10_000)


@given(st.lists(st.integers(1, 20), unique=True), st.sets(st.integers(1, 20)), st.randoms(use_true_random=False))
def test_what_only_one_list_has_is_found_in_whatever_order(paid: list[int], lost: set[int], random: object) -> None:
    listed = [theirs(number) for number in paid if number not in lost]
    random.shuffle(listed)  # type: ignore[attr-defined]
    differences = find_differences([ours(number) for number in paid], listed)
    assert {each.attempt.id for each in differences if each.attempt} == set(paid) & lost
    assert all(each.kind is DifferenceKind.ONLY_SHOP for each in differences)
