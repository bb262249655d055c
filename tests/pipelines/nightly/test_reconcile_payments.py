"""A day's payments against the provider's list: it is believed where it took money that we have as unpaid."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from hardware.faults import DeviceUnavailable
from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from models.access.actor import Actor, Approval
from models.access.permission import Permission
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.provider_list import ProviderPayment
from models.payments.reconciliation import DifferenceKind
from operations.selling.payment_changes import (
    PaymentWish,
    begin_payment,
    claim_attempt,
    record_answer,
    resolve_payment,
)
from pipelines.nightly.reconcile_payments import reconcile_day
from store import invariants
from store.database.engine import Store
from store.selling import payment_attempts
from tests.builders import AT, TILL, Operator, kr, small_shop

LINK = "simulated:approve"
DAY = AT.date()
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def terminal(tmp_path: Path) -> SimulatedTerminal:
    return SimulatedTerminal(SimulatedMode.APPROVE, tmp_path)


@pytest.fixture
def till(store: Store) -> Operator:
    return Operator(small_shop(store))


def take(till: Operator, method: PaymentMethod = PaymentMethod.SWISH) -> PaymentAttempt:
    """A payment for a carton of milk that was asked for, and of which no answer came."""
    till.scan("MILK")
    payment = till.payment()
    wish = PaymentWish(str(uuid4()), payment.basket_id, payment.shown, method, kr(1990), LINK, "slip 7")
    attempt = begin_payment(till.store, till.actor, wish, at=AT)
    return attempt if attempt.is_paid else claim_attempt(till.store, till.actor, attempt.id, at=AT)


def pay(till: Operator, terminal: SimulatedTerminal) -> PaymentAttempt:
    attempt = take(till)
    terminal.start(attempt.order, at=AT)
    answer = terminal.status(attempt.order, None, at=LATER)
    return record_answer(till.store, till.actor, attempt.id, answer, at=LATER)


def test_a_payment_that_the_provider_took_and_nobody_here_knows_becomes_a_sale(
    till: Operator, terminal: SimulatedTerminal
) -> None:
    assert pay(till, terminal).is_applied
    lost = take(till)
    terminal.start(lost.order, at=AT)  # the answer never came
    take(Operator(till.store, till.device_id + 1), PaymentMethod.OWN_TERMINAL)

    report = reconcile_day(till.store, lambda _link, *times: terminal.payments(*times), DAY, at=LATER)
    assert (report.agree, report.unreachable) == (1, ())
    assert [(each.kind, each.amount) for each in report.differences] == [(DifferenceKind.NOT_PAID_HERE, kr(1990))]
    assert report.own_terminals == {till.device_id + 1: kr(1990)}
    with till.store.view() as view:
        found = payment_attempts.find_attempt(view, lost.id)
        assert [str(each) for each in invariants.check_all(view)] == []
    assert found is not None
    assert found.is_applied

    again = reconcile_day(till.store, lambda _link, *times: terminal.payments(*times), DAY, at=LATER)
    assert (again.agree, again.differences) == (2, ())


def test_what_only_the_shop_has_and_a_provider_that_does_not_answer_are_reported(
    till: Operator, terminal: SimulatedTerminal
) -> None:
    lost = take(till)
    may = frozenset({Permission.RESOLVE_PAYMENTS})
    both = Actor("maria", TILL, may, Approval("anna", Permission.RESOLVE_PAYMENTS.value, "other"))
    resolve_payment(till.store, both, lost.id, AttemptState.APPROVED, "slip 12", at=AT)
    report = reconcile_day(till.store, lambda _link, *times: terminal.payments(*times), DAY, at=LATER)
    assert [each.kind for each in report.differences] == [DifferenceKind.ONLY_SHOP]

    def silent(link: str, _first: datetime, _until: datetime) -> list[ProviderPayment]:
        raise DeviceUnavailable(link, "no answer")

    report = reconcile_day(till.store, silent, DAY, at=LATER)
    assert (report.agree, report.differences, report.unreachable) == (0, (), (LINK,))


def test_another_day_is_empty(till: Operator, terminal: SimulatedTerminal) -> None:
    pay(till, terminal)
    report = reconcile_day(
        till.store, lambda _link, *times: terminal.payments(*times), DAY - timedelta(days=1), at=LATER
    )
    assert (report.agree, report.differences) == (0, ())
