"""Events only make us ask: in whatever order and however often they come, the payments end as the bank has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from app.counter.event_lookups import look_up_events
from hardware.terminal.port import PaymentTerminal
from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from hardware.terminal.stripe_events import ForgedEvent, read_event
from models.payments.attempt import PaymentAnswer, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from operations.selling.event_inbox import store_event
from operations.selling.payment_changes import PaymentWish, begin_payment, claim_attempt, record_answer
from store import invariants
from store.database.engine import Store
from store.selling import payment_attempts, provider_events
from tests.builders import AT, Operator, kr, small_shop
from tests.hardware.terminal.stripe_document import Json
from tests.hardware.terminal.stripe_server import HOOK_SECRET, signed

LINK = "simulated:approve"
LATER = AT + timedelta(minutes=5)


@dataclass
class Hearer:
    """A shop that hears events about its payments at a simulated bank."""

    store: Store
    folder: Path
    is_silent: bool = False

    def terminal(self, link: str) -> PaymentTerminal:
        assert link == LINK
        return SimulatedTerminal(SimulatedMode.DEAD if self.is_silent else SimulatedMode.APPROVE, self.folder)

    def hear(self, body: bytes, mark: str) -> None:
        event = read_event(body, mark, (HOOK_SECRET,), at=LATER)
        assert event is not None
        store_event(self.store, event)

    def look(self) -> bool:
        return look_up_events(self.store, self.terminal, lambda _till: None, lambda _order: True, at=LATER)

    def attempt(self, attempt: PaymentAttempt) -> PaymentAttempt:
        with self.store.view() as view:
            found = payment_attempts.find_attempt(view, attempt.id)
        assert found is not None
        return found

    def check(self) -> None:
        with self.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []


@pytest.fixture
def hearer(sqlite_store: Store, tmp_path: Path) -> Hearer:
    return Hearer(small_shop(sqlite_store), tmp_path)


def given_up(hearer: Hearer, number: int, *, is_paid: bool) -> PaymentAttempt:
    """A payment by phone that we have as not charged; if ``is_paid``, the bank took it all the same."""
    till = Operator(hearer.store)
    till.scan("MILK")
    payment = till.payment()
    key = f"00000000-0000-4000-8000-{number:012d}"
    wish = PaymentWish(key, payment.basket_id, payment.shown, PaymentMethod.SWISH, kr(1990), LINK)
    attempt = begin_payment(hearer.store, till.actor, wish, at=AT)
    claim_attempt(hearer.store, till.actor, attempt.id, at=AT)
    if is_paid:
        SimulatedTerminal(SimulatedMode.APPROVE, hearer.folder).start(attempt.order, at=AT)
    answer = PaymentAnswer(AttemptState.NOT_CHARGED, f"sim-{key}")
    closed = record_answer(hearer.store, till.actor, attempt.id, answer, at=AT)
    till.pay_cash(kr(2000))
    return closed


def event_about(attempt: PaymentAttempt, number: int, random: Random) -> Json:
    """One of the events that come about a payment; what it claims is as often wrong as right."""
    about: Json = {
        "object": "payment_intent",
        "id": attempt.answer.reference,
        "status": random.choice(["succeeded", "canceled"]),
    }
    if random.random() < 0.5:
        about = {"object": "charge", "payment_intent": about["id"], "paid": random.random() < 0.5}
    elif random.random() < 0.5:
        about |= {"id": "pi_unknown", "metadata": {"attempt": attempt.order.key}}
    return {"id": f"evt_{number}", "data": {"object": about}}


def test_money_that_came_after_a_payment_was_given_up_is_found_by_an_event(hearer: Hearer) -> None:
    late = given_up(hearer, 1, is_paid=True)
    hearer.hear(*signed(event_about(late, 1, Random(1)), int(LATER.timestamp())))
    hearer.is_silent = True
    assert not hearer.look(), "nobody answered: it is asked again"
    assert hearer.attempt(late).state is AttemptState.NOT_CHARGED
    hearer.is_silent = False
    assert hearer.look()
    found = hearer.attempt(late)
    assert (found.state, found.is_applied) == (AttemptState.APPROVED, False), "it is on the list, to be given back"
    with hearer.store.view() as view:
        assert provider_events.waiting_events(view, 9) == []
        assert [each.id for each in payment_attempts.unsold_parts(view)] == [late.id]
    hearer.check()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_events_in_any_order_end_where_the_bank_is(hearer: Hearer, seed: int) -> None:
    """Forged, recorded and sent again, late, doubled, out of order, about nothing, and through times of silence."""
    random = Random(seed)
    paid = {number: number % 2 == 0 for number in range(1, 9)}
    attempts = {number: given_up(hearer, number, is_paid=is_paid) for number, is_paid in paid.items()}
    real = [event_about(attempts[random.choice(list(paid))], number, random) for number in range(60)]
    real += [event_about(each, 100 + number, random) for number, each in attempts.items()]
    real.append({"id": "evt_999", "data": {"object": {"object": "payment_intent", "id": "pi_of_another"}}})
    now = int(LATER.timestamp())
    sent = real + [random.choice(real) for _ in range(1000 - len(real))]
    random.shuffle(sent)
    refused = 0
    for each in sent:
        how = random.randrange(4)
        body, mark = signed(each, now - (400 if how == 0 else 0), "whsec_forged" if how == 1 else HOOK_SECRET)
        try:
            hearer.hear(body, mark)
        except ForgedEvent:
            refused += 1
        if random.random() < 0.03:
            hearer.is_silent = random.random() < 0.5
            hearer.look()
    for each in real:  # a provider delivers again until it is heard
        hearer.hear(*signed(each, now))
    hearer.is_silent = False
    while not hearer.look() or _waiting(hearer):
        pass
    assert refused > 300
    states = {number: hearer.attempt(each).state for number, each in attempts.items()}
    assert states == {n: AttemptState.APPROVED if p else AttemptState.NOT_CHARGED for n, p in paid.items()}
    bank = SimulatedTerminal(SimulatedMode.APPROVE, hearer.folder).payments(AT, LATER)
    assert len(bank) == sum(paid.values())
    hearer.check()


def _waiting(hearer: Hearer) -> bool:
    with hearer.store.view() as view:
        return bool(provider_events.waiting_events(view, 1))
