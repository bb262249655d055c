"""Payments in parts, from the wish to the books, over a simulated terminal that fails. On both databases."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.counter.payment_steps import CARD_PATIENCE, take_step, who_began
from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from models.access.actor import Actor, Approval
from models.access.permission import Permission
from models.card_data import CardDataRefused
from models.facts.envelope import decode_fact
from models.facts.unsold import PaymentCodePrinted
from models.journal import JournalKind
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod
from models.payments.attempt_moves import AttemptDecided
from models.payments.attempt_state import PAID_STATES, AttemptState
from models.selling.payment_code_slip import NoPaymentCode
from models.selling.payment_parts import NoSuchPart, PaymentOpen, WrongPart
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel, SetQuantity
from operations.access.permissions import NotPermitted
from operations.selling.before_payment import print_payment_code
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.payment_changes import (
    EvidenceMissing,
    NoTerminal,
    PaymentWish,
    SecondPersonNeeded,
    UnknownAttempt,
    begin_payment,
    cancel_payment,
    record_answer,
    resolve_payment,
    return_part,
)
from store import invariants, journal
from store.database.engine import Store
from store.selling import payment_attempts, sales
from store.selling.payment_attempts import TerminalBusy
from tests.builders import AT, SECOND_TILL, TILL, Operator, kr, small_shop
from tests.columns import balances

LINK = "simulated:approve"


@dataclass
class Payer:
    """An operator who takes payments at a till with a simulated terminal; ``at`` is the shop's clock."""

    store: Store
    operator: Operator
    folder: Path
    mode: SimulatedMode = SimulatedMode.APPROVE
    at: datetime = AT
    random: Random = field(default_factory=lambda: Random(1))

    @property
    def terminal(self) -> SimulatedTerminal:
        return SimulatedTerminal(self.mode, self.folder)

    def key(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def begin(self, minor: int, method: PaymentMethod = PaymentMethod.CARD, **more: Any) -> PaymentAttempt:
        payment = more.pop("payment", None) or self.operator.payment()
        wish = PaymentWish(
            more.pop("key", self.key()), payment.basket_id, payment.shown, method, kr(minor), LINK, **more
        )
        return begin_payment(self.store, self.operator.actor, wish, at=self.at)

    def step(self, attempt: PaymentAttempt, later: float = 0.5) -> PaymentAttempt:
        self.at += timedelta(seconds=later)
        return take_step(self.store, self.terminal, attempt, at=self.at)

    def follow(self, attempt: PaymentAttempt, steps: int = 40) -> PaymentAttempt:
        for _ in range(steps):
            if not attempt.is_open:
                break
            attempt = self.step(attempt)
        return attempt

    def sale(self, attempt: PaymentAttempt) -> Sale | None:
        with self.store.view() as view:
            return sales.find_sale(view, attempt.order.basket_id)

    def bank(self) -> int:
        """What the simulated bank has moved to the shop, in öre."""
        with_money = SimulatedTerminal(SimulatedMode.APPROVE, self.folder).payments(
            AT - timedelta(1), AT + timedelta(9)
        )
        paid = [each for each in with_money if each.state in PAID_STATES]
        return sum(
            each.amount_taken.minor if each.kind is AttemptKind.CHARGE else -each.amount_taken.minor for each in paid
        )

    def books(self) -> dict[str, int]:
        with self.store.view() as view:
            return {account: amount for account, amount in balances(view).items() if amount}

    def check(self) -> None:
        with self.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []


@pytest.fixture
def payer(store: Store, tmp_path: Path) -> Payer:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 3)  # 59.70
    return Payer(store, operator, tmp_path)


def test_a_card_is_asked_captured_and_sold_in_one(payer: Payer) -> None:
    attempt = payer.begin(5970)
    assert attempt.state is AttemptState.CREATED
    paid = payer.follow(attempt)
    sale = payer.sale(paid)
    assert sale is not None
    assert [(t.kind, t.amount, t.reference) for t in sale.settlement.tenders] == [
        (TenderKind.CARD, kr(5970), paid.answer.reference)
    ]
    assert (sale.origin.operator, sale.settlement.rounding) == (payer.operator.actor.operator_id, kr(0))
    assert payer.operator.state().basket is None
    assert payer.bank() == 5970 == payer.books()["1686"]
    assert "2420" not in payer.books()
    payer.check()


@pytest.mark.parametrize(
    ("mode", "state", "reason"),
    [
        (SimulatedMode.DECLINE, AttemptState.DECLINED, "insufficient_funds"),
        (SimulatedMode.SILENT, AttemptState.CANCELLED, ""),
        (SimulatedMode.LOST, AttemptState.APPROVED, ""),
        (SimulatedMode.TWICE, AttemptState.APPROVED, ""),
        (SimulatedMode.OFFLINE, AttemptState.APPROVED_OFFLINE, ""),
    ],
)
def test_each_way_a_terminal_behaves_has_its_end(
    payer: Payer, mode: SimulatedMode, state: AttemptState, reason: str
) -> None:
    payer.mode = mode
    ended = payer.follow(payer.begin(5970), steps=round(CARD_PATIENCE.total_seconds() * 3))
    ended = payer.step(payer.step(ended)) if mode is SimulatedMode.TWICE else ended
    assert (ended.state, ended.answer.reason) == (state, reason)
    assert (payer.sale(ended) is not None) == ended.is_paid
    if not ended.is_paid:
        assert payer.bank() == 0
        assert payer.operator.pay_cash(kr(6000)).settlement.change == kr(0)  # the basket goes on
    payer.check()


def test_a_dead_terminal_is_unknown_and_nothing_else_is_taken(payer: Payer) -> None:
    payer.mode = SimulatedMode.DEAD
    lost = payer.follow(payer.begin(5970), steps=5)
    assert lost.state is AttemptState.UNKNOWN
    with pytest.raises(PaymentOpen):
        payer.begin(5970)
    with pytest.raises(PaymentOpen):
        payer.operator.pay_cash(kr(6000))
    assert payer.operator.do(SetQuantity, position=1, quantity=Decimal(1)).problems[0].code == "payment_begun"
    assert payer.operator.do(Cancel).problems[0].code == "payment_begun"
    payer.check()


def test_a_cancel_that_comes_too_late_is_a_paid_sale(payer: Payer) -> None:
    payer.mode = SimulatedMode.LATE
    asked = payer.step(payer.begin(5970))
    cancel_payment(payer.store, payer.operator.actor, asked.order.key, at=payer.at)
    with payer.store.view() as view:
        asked = payment_attempts.attempts_of(view, asked.order.basket_id)[0]
    assert asked.is_cancel_wanted
    ended = payer.follow(asked)
    assert ended.state is AttemptState.APPROVED
    assert payer.sale(ended) is not None
    payer.check()


def test_cash_card_and_phone_in_any_order(payer: Payer) -> None:
    payer.begin(2000, PaymentMethod.CASH)
    payer.follow(payer.begin(1550))
    assert payer.books() == {"1910": 2000, "1686": 1550, "2420": -3550}  # owed to the customer until it is a sale
    payer.check()
    ended = payer.follow(payer.begin(2420, PaymentMethod.SWISH))
    sale = payer.sale(ended)
    assert sale is not None
    assert [(t.kind.value, t.amount.minor) for t in sale.settlement.tenders] == [
        ("cash", 2000), ("card", 1550), ("swish", 2420),
    ]  # fmt: skip
    assert {account: payer.books().get(account, 0) for account in ("1910", "1686", "2420")} == {
        "1910": 2000, "1686": 3970, "2420": 0,
    }  # fmt: skip
    payer.check()


def test_the_code_for_a_phone_is_printed_while_it_can_be_scanned(payer: Payer) -> None:
    def print_code(attempt: PaymentAttempt, actor: Actor = payer.operator.actor) -> None:
        print_payment_code(payer.store, actor, attempt.order.key, at=payer.at)

    asked = payer.begin(5970, PaymentMethod.SWISH)
    with pytest.raises(NoPaymentCode):
        print_code(asked)
    while not asked.answer.code:
        asked = payer.step(asked, later=0.1)
    print_code(asked)
    with pytest.raises(UnknownAttempt):
        print_code(asked, replace(payer.operator.actor, device_id=SECOND_TILL))
    assert asked.answer.code_ends_at is not None
    with pytest.raises(NoPaymentCode):
        print_payment_code(payer.store, payer.operator.actor, asked.order.key, at=asked.answer.code_ends_at)
    payer.at += timedelta(seconds=1)
    paid = payer.follow(asked)
    assert payer.sale(paid) is not None
    with pytest.raises(NoPaymentCode):
        print_code(paid)
    with payer.store.view() as view:
        (row,) = journal.read(view, TILL, kinds=[JournalKind.PAYMENT_CODE_PRINTED])
    fact = decode_fact(PaymentCodePrinted, row.payload).fact
    assert (fact.attempt, fact.amount, fact.code) == (asked.id, 5970, asked.answer.code)
    assert fact.lasts_s is not None
    payer.check()


def test_a_part_that_fails_leaves_those_before_it_and_they_go_back(payer: Payer) -> None:
    cash = payer.begin(2000, PaymentMethod.CASH)
    card = payer.follow(payer.begin(1000))
    payer.mode = SimulatedMode.DECLINE
    assert payer.follow(payer.begin(2970)).state is AttemptState.DECLINED
    assert payer.bank() == 1000
    payer.check()

    key = payer.key()
    first = return_part(payer.store, payer.operator.actor, card.order.key, key, at=payer.at)
    assert return_part(payer.store, payer.operator.actor, card.order.key, key, at=payer.at) == first  # sent twice
    assert payer.follow(first).state is AttemptState.APPROVED
    return_part(payer.store, payer.operator.actor, cash.order.key, payer.key(), at=payer.at)
    with pytest.raises(NoSuchPart):
        return_part(payer.store, payer.operator.actor, cash.order.key, payer.key(), at=payer.at)
    assert payer.bank() == 0
    assert payer.books() == {}
    assert payer.operator.do(Cancel, reason="left").basket is None
    payer.check()


def test_a_refund_that_is_refused_leaves_the_part_paid(payer: Payer) -> None:
    card = payer.follow(payer.begin(1000))
    payer.mode = SimulatedMode.REFUSE_REFUND
    refused = payer.follow(return_part(payer.store, payer.operator.actor, card.order.key, payer.key(), at=payer.at))
    assert refused.state is AttemptState.DECLINED
    assert payer.operator.do(Cancel).problems[0].code == "payment_begun"
    assert payer.operator.pay_cash(kr(5000)).settlement.due == kr(6000)
    payer.check()


def test_the_last_part_in_cash_gives_change_and_rounds_only_cash(store: Store, tmp_path: Path) -> None:
    operator = Operator(small_shop(store))
    operator.scan("NAPKINS")  # 24.95
    payer = Payer(store, operator, tmp_path)
    payer.follow(payer.begin(1000))
    payment = operator.payment()
    sale = complete_sale(
        store, operator.actor, Payment(payment.basket_id, payment.shown, (Offer(TenderKind.CASH, kr(2000)),)), at=AT
    )
    assert (sale.settlement.due, sale.settlement.change, sale.settlement.rounding) == (kr(2500), kr(500), kr(5))
    payer.check()


def test_a_partial_approval_leaves_the_rest_to_pay(payer: Payer) -> None:
    payer.mode = SimulatedMode.PARTIAL
    half = payer.follow(payer.begin(5970))
    assert (half.amount_taken, payer.sale(half)) == (kr(2985), None)
    payer.operator.pay_cash(kr(3000))
    assert payer.sale(half) is not None
    payer.check()


def test_a_double_press_is_one_attempt_and_a_reader_asks_one_customer(payer: Payer) -> None:
    key = payer.key()
    first = payer.begin(5970, key=key)
    assert payer.begin(5970, key=key) == first
    other = Payer(payer.store, Operator(payer.store, SECOND_TILL), payer.folder, random=Random(2))
    other.operator.scan("MILK")
    with pytest.raises(TerminalBusy):
        other.begin(1990)
    with pytest.raises(UnknownAttempt):  # another till's
        cancel_payment(payer.store, other.operator.actor, key, at=AT)
    other.begin(1990, PaymentMethod.OWN_TERMINAL, reference="slip 7")
    assert payer.follow(first).is_paid
    payer.check()


def test_what_cannot_be_taken_is_refused_and_changes_nothing(payer: Payer) -> None:
    for minor in (5971, 0, -5):
        with pytest.raises(WrongPart):
            payer.begin(minor)
    payment = payer.operator.payment()
    wish = PaymentWish(payer.key(), payment.basket_id, payment.shown, PaymentMethod.CARD, kr(5970), None)
    with pytest.raises(NoTerminal):
        begin_payment(payer.store, payer.operator.actor, wish, at=AT)
    with pytest.raises(NotPermitted):
        begin_payment(payer.store, Actor("nobody", TILL), wish, at=AT)
    payer.check()
    assert payer.operator.pay_cash(kr(6000)).settlement.due == kr(6000)


def test_two_people_decide_what_nobody_knows(payer: Payer) -> None:
    payer.mode = SimulatedMode.DEAD
    lost = payer.follow(payer.begin(5970), steps=3)
    may = frozenset({Permission.SELL, Permission.RESOLVE_PAYMENTS})
    alone = Actor("maria", TILL, may)
    both = Actor("maria", TILL, may, Approval("anna", Permission.RESOLVE_PAYMENTS.value, "other"))
    with pytest.raises(SecondPersonNeeded):
        resolve_payment(payer.store, alone, lost.id, AttemptState.APPROVED, "slip 12", at=AT)
    with pytest.raises(NotPermitted):
        resolve_payment(payer.store, payer.operator.actor, lost.id, AttemptState.APPROVED, "slip 12", at=AT)
    with pytest.raises(EvidenceMissing):
        resolve_payment(payer.store, both, lost.id, AttemptState.APPROVED, " ", at=AT)
    with pytest.raises(CardDataRefused):
        resolve_payment(payer.store, both, lost.id, AttemptState.APPROVED, "4111111111111111", at=AT)
    found = resolve_payment(payer.store, both, lost.id, AttemptState.APPROVED, "slip 12, 11:04", at=AT)
    sale = payer.sale(found)
    assert sale is not None
    assert sale.origin.operator == lost.operator, "who began the payment sold; the journal has who decided"
    with pytest.raises(AttemptDecided):
        resolve_payment(payer.store, both, lost.id, AttemptState.NOT_CHARGED, "slip 12", at=AT)
    payer.check()


def test_money_that_comes_after_a_finding_is_in_the_books_and_on_the_list(payer: Payer) -> None:
    payer.mode = SimulatedMode.DEAD
    lost = payer.follow(payer.begin(5970), steps=3)
    may = frozenset({Permission.RESOLVE_PAYMENTS})
    both = Actor("maria", TILL, may, Approval("anna", Permission.RESOLVE_PAYMENTS.value, "other"))
    resolve_payment(payer.store, both, lost.id, AttemptState.NOT_CHARGED, "not in the list", at=AT)
    sale = payer.operator.pay_cash(kr(6000))
    late = PaymentAnswer(AttemptState.APPROVED, "pi_1", kr(5970))
    record_answer(payer.store, who_began(lost), lost.id, late, at=AT)
    assert sale.settlement.due == kr(6000)
    with payer.store.view() as view:
        assert [each.id for each in payment_attempts.unsold_parts(view)] == [lost.id]
    assert (payer.books()["1686"], payer.books()["2420"]) == (5970, -5970)
    payer.check()
    refund = return_part(payer.store, payer.operator.actor, lost.order.key, payer.key(), at=AT)
    payer.mode = SimulatedMode.APPROVE
    assert payer.follow(refund).is_paid
    assert "2420" not in payer.books()
    payer.check()


def test_a_reservation_that_shows_up_after_the_basket_was_paid_otherwise_is_released(payer: Payer) -> None:
    payer.mode = SimulatedMode.LOST
    lost = payer.step(payer.begin(5970))
    assert lost.state is AttemptState.UNKNOWN
    may = frozenset({Permission.RESOLVE_PAYMENTS})
    both = Actor("maria", TILL, may, Approval("anna", Permission.RESOLVE_PAYMENTS.value, "other"))
    resolve_payment(payer.store, both, lost.id, AttemptState.NOT_CHARGED, "not in the list", at=AT)
    payer.operator.pay_cash(kr(6000))
    payer.mode = SimulatedMode.APPROVE
    late = PaymentAnswer(AttemptState.AUTHORISED, lost.answer.reference or "sim", kr(5970))
    reserved = record_answer(payer.store, who_began(lost), lost.id, late, at=AT)
    payer.at += timedelta(seconds=10)
    assert payer.follow(reserved).state is AttemptState.CANCELLED
    assert payer.bank() == 0
    payer.check()
