"""Random ways through payments, faults, kills and restarts: nobody pays twice, and no sale is without its money."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest

from app.counter.payment_steps import take_step
from hardware.terminal.port import PaymentTerminal
from hardware.terminal.simulated_terminal import BANK_FILE, SimulatedMode
from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.selling.till_event import Cancel
from operations.installation.opening import open_store
from operations.selling.payment_changes import cancel_payment, resolve_payment, return_part
from pipelines.nightly.reconcile_payments import reconcile_day
from store import invariants
from store.database import sqlite
from store.database.engine import Store
from store.selling import payment_attempts
from store.selling.payment_attempts import TerminalBusy
from tests.builders import AT, SECOND_TILL, TILL, Operator, small_shop
from tests.faults.conftest import PROVING
from tests.operations.selling.test_payment_changes import Payer

#: Each portion has a shop of its own, in which one way begins after the other; its invariants are looked at last.
PORTIONS, WALKS = (20, 500) if PROVING else (2, 250)
ACTS = 20
METHODS = (PaymentMethod.CARD, PaymentMethod.SWISH, PaymentMethod.CASH)


class Died(BaseException):
    """The process ended here."""


@dataclass(frozen=True)
class DyingTerminal:
    """A terminal whose caller's process ends at its next request, before it left or before its answer was stored."""

    terminal: PaymentTerminal
    is_sent: bool

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        def die(*values: Any, **named: Any) -> NoReturn:
            if self.is_sent:
                getattr(self.terminal, name)(*values, **named)
            raise Died

        return die


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes die here in the middle of a step, and no power fails: three quarters of the time was ``fsync``."""
    monkeypatch.setitem(sqlite.SETTINGS, "synchronous", 0)


@pytest.mark.proof
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_no_way_through_faults_charges_twice_or_sells_for_nothing(
    sqlite_url: str, tmp_path: Path, seed: int, portion: int, proved: Callable[[str], None]
) -> None:
    store = small_shop(open_store(sqlite_url))
    for number in range(WALKS):
        walk_seed = seed + portion * WALKS + number
        walk_payments(store, tmp_path / str(number), walk_seed)
        if walk_seed % 25 == 0:  # a restart
            store.close()
            store = open_store(sqlite_url)
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == [], f"seeds {seed + portion * WALKS} and on"
    store.close()
    proved(f"{WALKS} ways from seed {seed + portion * WALKS}, shop and bank agree after each")


def test_control_money_that_the_shop_does_not_know_of_is_noticed(sqlite_store: Store, tmp_path: Path) -> None:
    payer = Payer(small_shop(sqlite_store), Operator(sqlite_store), tmp_path)
    payer.operator.scan("MILK")
    asked = payer.step(payer.begin(1990))
    payer.terminal.capture(asked.order, str(asked.answer.reference), at=AT + timedelta(seconds=9))
    assert taken_by_shop([asked]) != payer.bank()


def walk_payments(store: Store, folder: Path, seed: int) -> None:
    """Pay one basket through random faults until it is sold or given up; shop and bank agree at the end."""
    random = Random(seed)
    payer = Payer(store, Operator(store), folder, random=random)
    scanned = payer.operator.scan("MILK", random.randint(1, 5)).basket
    assert scanned is not None
    basket_id = scanned.basket.id
    for _ in range(ACTS):
        payer.at += timedelta(seconds=random.choice([0.1, 0.5, 2, 10, 130]))
        payer.mode = random.choice(list(SimulatedMode))
        attempts, is_sold = look(store, basket_id)
        if is_sold:
            break
        try:
            act(payer, attempts, random)
        except Refused:
            continue
    payer.mode = SimulatedMode.APPROVE  # everything heals
    payer.at += timedelta(seconds=300)
    for each in look(store, basket_id)[0]:
        assert not (payer.follow(each) if each.is_open else each).is_open, f"seed {seed}"
    give_up(payer, basket_id)
    moved = payer.bank()
    if taken_by_shop(attempts_of(store, basket_id)) != moved:
        # A terminal that takes money and then denies it, to a process that never heard of it: the day's list knows.
        assert SimulatedMode.TWICE in (folder / BANK_FILE).read_text(encoding="utf-8"), f"seed {seed}"
        reconcile_day(store, lambda _link, *times: payer.terminal.payments(*times), payer.at.date(), at=payer.at)
    taken = taken_by_shop(attempts_of(store, basket_id))
    assert taken == moved, f"seed {seed}: the shop has {taken}, the bank moved {moved}"


def act(payer: Payer, attempts: tuple[PaymentAttempt, ...], random: Random) -> None:
    """Something that happens next: a step, a wish, or the end of the process in the middle of one."""
    waiting = [each for each in attempts if each.is_open]
    if waiting and random.random() < 0.9:
        match random.randrange(6):
            case 0 | 1:
                payer.step(waiting[0], later=0)
            case 2:
                cancel_payment(payer.store, payer.operator.actor, waiting[0].order.key, at=payer.at)
            case 3 if waiting[0].order.method is PaymentMethod.CARD and waiting[0].order.kind is AttemptKind.CHARGE:
                overstep(payer, waiting[0], random)
            case _:
                kill(payer, waiting[0], random)
        return
    paid = [each for each in attempts if each.is_paid]
    if paid and random.random() < 0.3:
        return_part(payer.store, payer.operator.actor, random.choice(paid).order.key, payer.key(), at=payer.at)
        return
    payment = payer.operator.payment()
    rest = payment.shown.minor
    payer.begin(random.choice([rest, rest // 2, 1000]), random.choice(METHODS), payment=payment)


def overstep(payer: Payer, attempt: PaymentAttempt, random: Random) -> None:
    """What nobody may do while an attempt is open; whoever is let do it moves or hides money."""
    if random.random() < 0.5:
        alone = Actor(payer.operator.actor.operator_id, TILL, frozenset({Permission.RESOLVE_PAYMENTS}))
        resolve_payment(payer.store, alone, attempt.id, AttemptState.NOT_CHARGED, "a slip", at=payer.at)
        return
    guest = Operator(payer.store, SECOND_TILL)
    guest.scan("MILK")
    try:
        other = replace(payer, operator=guest).begin(1990)
    except TerminalBusy:
        return
    finally:
        guest.do(Cancel, reason="left") if guest.state().basket else None
    raise AssertionError(f"the terminal of {attempt.order.key} was given {other.order.key}, too")


def kill(payer: Payer, attempt: PaymentAttempt, random: Random) -> None:
    """The process ends before a request of a step leaves, or after one whose answer nobody stored."""
    with suppress(Died):
        take_step(payer.store, DyingTerminal(payer.terminal, random.random() < 0.5), attempt, at=payer.at)  # type: ignore[arg-type]


def give_up(payer: Payer, basket_id: int) -> None:
    """What is paid of a basket that is no sale goes back, and the basket is cancelled."""
    if look(payer.store, basket_id)[1]:
        return
    for each in attempts_of(payer.store, basket_id):
        try:
            back = return_part(payer.store, payer.operator.actor, each.order.key, payer.key(), at=payer.at)
        except Refused:
            continue  # it is not paid, or was given back
        payer.follow(back)
    assert payer.operator.do(Cancel, reason="left").basket is None


def attempts_of(store: Store, basket_id: int) -> tuple[PaymentAttempt, ...]:
    with store.view() as view:
        return payment_attempts.attempts_of(view, basket_id)


def look(store: Store, basket_id: int) -> tuple[tuple[PaymentAttempt, ...], bool]:
    """The attempts of a basket, and whether it is sold."""
    with store.view() as view:
        return payment_attempts.attempts_of(view, basket_id), payment_attempts.is_sold(view, basket_id)


def taken_by_shop(attempts: Iterable[PaymentAttempt]) -> int:
    """What the shop has of these attempts without the drawer, in öre."""
    by_card = [each for each in attempts if each.order.method is not PaymentMethod.CASH]
    return sum(e.amount_taken.minor if e.order.kind is AttemptKind.CHARGE else -e.amount_taken.minor for e in by_card)
