"""A payment terminal that exists only here: for the demo shop, for practice, and for tests of everything above it.

It answers as a real one would, well or badly, as its mode is. What its bank knows is in a file, so that a restart in
the middle of a payment finds the same bank.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from pathlib import Path

from hardware.terminal.port import TerminalAbility, TerminalHealth
from models.money import Money, total
from models.payments.attempt import (
    CODE_METHODS,
    AttemptKind,
    PaymentAnswer,
    PaymentMethod,
    PaymentOrder,
)
from models.payments.attempt_state import AttemptState
from models.payments.card_slip import CardCheck, CardEntry, CardSlip
from models.payments.dispute import DisputeReason, DisputeState, ProviderDispute
from models.payments.provider_list import Payout, PayoutPart, ProviderPayment

#: A simulated customer needs so long for a card, and for a phone.
CARD_TIME, PHONE_TIME = timedelta(seconds=1.5), timedelta(seconds=3)
#: So much later a late answer comes, whatever was asked meanwhile.
LATE_TIME = timedelta(seconds=8)
#: A code can be scanned for so long.
CODE_TIME = timedelta(minutes=3)
#: The simulated bank pays a day later, and takes 1.2 % as its fee.
PAYOUT_TIME, FEE_SHARE = timedelta(days=1), Decimal("0.012")
#: What a simulated customer adds who is asked for a tip and gives one.
TIP_SHARE = Decimal("0.1")
#: So long the simulated bank reserves money.
RESERVED_TIME = timedelta(days=2)
#: A dispute is answered within so long, or it is lost.
ANSWER_TIME = timedelta(days=7)
#: Why a card is refused whose bank cannot be asked.
OFFLINE_LIMIT = "offline_limit"
BANK_FILE = "simulated_bank.jsonl"


class SimulatedMode(StrEnum):
    """How the simulated terminal and its customer behave."""

    APPROVE = "approve"
    DECLINE = "decline"
    SILENT = "silent"
    """Nobody shows a card, and it answers so."""
    DEAD = "dead"
    """It answers nothing at all, and has charged nothing."""
    LOST = "lost"
    """It takes the money, and its first answers are lost."""
    LATE = "late"
    """It is cancelled too late: the money is taken after all."""
    TWICE = "twice"
    """It approves, and then answers that it declined."""
    PARTIAL = "partial"
    """The card pays for half of it."""
    TIP = "tip"
    """It approves, and who is asked for a tip gives a tenth more."""
    OFFLINE = "offline"
    """The bank cannot be reached, and it approves without it."""
    STUCK = "stuck"
    """It reserves the money, and cannot take it."""
    REFUSE_REFUND = "refuse_refund"
    """It takes money, and gives none back."""
    DISPUTED = "disputed"
    """It approves, and the customer's bank asks for the money back."""


@dataclass(frozen=True, slots=True)
class _Booked:
    """What the bank knows of one order; ``mode`` is how it was asked, ``done`` are the words of what happened since."""

    mode: SimulatedMode
    kind: AttemptKind
    method: PaymentMethod
    amount: Money
    begun_at: datetime
    may_offline: bool = False
    asks_tip: bool = False
    done: tuple[str, ...] = ()


class SimulatedTerminal:
    """See the module; ``folder`` holds the file of the bank."""

    abilities = frozenset({TerminalAbility.REFUND, TerminalAbility.OFFLINE, TerminalAbility.LISTING})
    methods = frozenset({PaymentMethod.CARD, PaymentMethod.SWISH, PaymentMethod.MOBILEPAY})

    is_practice = True

    def __init__(self, mode: SimulatedMode, folder: Path) -> None:
        self._mode, self._file = mode, folder / BANK_FILE
        self._orders: dict[str, _Booked] = {}
        self._read_to = 0
        self._guard = threading.Lock()

    def start(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        """Ask the simulated customer; the same order again is the same payment."""
        if self._mode is SimulatedMode.DEAD:
            return PaymentAnswer(AttemptState.UNKNOWN, reason="no_answer")
        if order.key not in self._bank():
            self._write(order.key, "begun", order, at)
        if self._mode is SimulatedMode.LOST:
            return PaymentAnswer(AttemptState.UNKNOWN, reason="answer_lost")
        return self._state(order, at)

    def status(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """What the bank knows."""
        del reference  # the simulated bank finds everything by its key
        if self._mode is SimulatedMode.DEAD:
            return PaymentAnswer(AttemptState.UNKNOWN, reason="no_answer")
        booked = self._bank().get(order.key)
        if self._mode is SimulatedMode.LOST and booked is not None and at - booked.begun_at < CARD_TIME * 2:
            return PaymentAnswer(AttemptState.UNKNOWN, reason="answer_lost")
        if booked is None:
            return PaymentAnswer(AttemptState.NOT_CHARGED, reason="never_received")
        is_doubted = booked.mode is SimulatedMode.TWICE and "captured" in booked.done
        return PaymentAnswer(AttemptState.DECLINED) if is_doubted else self._state(order, at)

    def cancel(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """Stop asking, unless the customer was quicker or the answer is already on its way."""
        if self._mode in {SimulatedMode.DEAD, SimulatedMode.LATE}:
            return PaymentAnswer(AttemptState.UNKNOWN, reference, reason="no_answer")
        booked = self._bank().get(order.key)
        if booked is None:
            return PaymentAnswer(AttemptState.CANCELLED)
        state = self._state(order, at)
        if state.state in {AttemptState.IN_PROGRESS, AttemptState.AUTHORISED}:
            self._write(order.key, "cancelled", order, at)
        return self._state(order, at)

    def capture(self, order: PaymentOrder, reference: str, *, at: datetime) -> PaymentAnswer:
        """Take what is reserved, once."""
        del reference
        if self._mode is not SimulatedMode.STUCK and self._state(order, at).state is AttemptState.AUTHORISED:
            self._write(order.key, "captured", order, at)
        return self._state(order, at)

    def capture_before(self, reference: str) -> datetime | None:
        """Two days after the card was asked for."""
        booked = self._bank().get(reference.removeprefix(_reference("")))
        return None if booked is None else booked.begun_at + RESERVED_TIME

    def health(self) -> TerminalHealth:
        """Ready, unless its mode is to be dead."""
        is_dead = self._mode is SimulatedMode.DEAD
        return TerminalHealth(is_ready=not is_dead, reason="no_answer" if is_dead else "", name=f"({self._mode})")

    def payments(self, first: datetime, until: datetime) -> list[ProviderPayment]:
        """What the bank has moved between two instants."""
        listed = []
        for key, booked in self._bank().items():
            answer = self._answer(key, booked, until)
            if first <= booked.begun_at < until and answer.amount_taken is not None:
                paid = answer.state, answer.amount_taken, booked.begun_at
                listed.append(ProviderPayment(_reference(key), key, booked.kind, *paid))
        return listed

    def payouts(self, first: datetime, until: datetime) -> list[Payout]:
        """What the bank paid out between two instants: each day's payments at noon of the next, less its fee."""
        return paid_out(self.payments, first, until, name="sim-po")

    def disputes(self, first: datetime, until: datetime) -> list[ProviderDispute]:
        """What customers of the mode ``disputed`` ask back, at once; it is lost when nobody answers in time."""
        return [
            ProviderDispute(
                each.reference.replace("sim-", "sim-dp-", 1),
                each.reference,
                each.amount_taken,
                DisputeReason.UNRECOGNIZED,
                DisputeState.TO_ANSWER if until < each.at + ANSWER_TIME else DisputeState.LOST,
                each.at,
                each.at + ANSWER_TIME,
            )
            for each in self.payments(first, until)
            if each.kind is AttemptKind.CHARGE and self._bank()[each.key or ""].mode is SimulatedMode.DISPUTED
        ]

    def _state(self, order: PaymentOrder, at: datetime) -> PaymentAnswer:
        return self._answer(order.key, self._bank()[order.key], at)

    def _answer(self, key: str, booked: _Booked, at: datetime) -> PaymentAnswer:
        reference, waited = _reference(key), at - booked.begun_at
        if "captured" in booked.done:
            return _paid(booked, reference)
        if "cancelled" in booked.done:
            return PaymentAnswer(AttemptState.CANCELLED, reference)
        if booked.kind is AttemptKind.REFUND:
            return _refunded(booked, reference)
        needed = PHONE_TIME if booked.method in CODE_METHODS else CARD_TIME
        needed = LATE_TIME if booked.mode is SimulatedMode.LATE else needed
        if waited < needed or booked.mode is SimulatedMode.SILENT:
            return _asking(booked, reference)
        return _decided(booked, reference)

    def _bank(self) -> dict[str, _Booked]:
        """What is in the file, by key; only what was added since the last look is read."""
        with self._guard:
            if self._file.exists() and self._file.stat().st_size > self._read_to:
                self._read_on()
            return dict(self._orders)

    def _read_on(self) -> None:
        bank = self._orders
        with self._file.open("rb") as file:
            file.seek(self._read_to)
            added, _, _half_written = file.read().rpartition(b"\n")
        self._read_to += len(added) + 1 if added else 0
        for line in added.splitlines():
            row = json.loads(line)
            amount = Money(row["amount"], row["currency"])
            new = _Booked(
                SimulatedMode(row["mode"]),
                AttemptKind(row["kind"]),
                PaymentMethod(row["method"]),
                amount,
                datetime.fromisoformat(row["at"]),
                row.get("may_offline", False),
                row.get("asks_tip", False),
            )
            before = bank.get(row["key"])
            bank[row["key"]] = new if before is None else replace(before, done=(*before.done, row["what"]))

    def _write(self, key: str, what: str, order: PaymentOrder, at: datetime) -> None:
        row = {
            "key": key,
            "what": what,
            "mode": self._mode,
            "kind": order.kind,
            "method": order.method,
            "amount": order.amount.minor,
            "currency": order.amount.currency,
            "at": at.isoformat(),
            "may_offline": order.may_offline,
            "asks_tip": order.asks_tip,
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def paid_out(
    payments: Callable[[datetime, datetime], list[ProviderPayment]], first: datetime, until: datetime, *, name: str
) -> list[Payout]:
    """What a simulated bank pays out between two instants: each day's payments at noon of the next, less its fee."""
    days: dict[date, list[PayoutPart]] = {}
    for each in payments(first - PAYOUT_TIME * 2, until):
        sign = 1 if each.kind is AttemptKind.CHARGE else -1
        gross = Money(sign * each.amount_taken.minor, each.amount_taken.currency)
        fee = gross.times(FEE_SHARE, ROUND_DOWN) if sign > 0 else Money(0, gross.currency)
        kind = "charge" if sign > 0 else "refund"
        days.setdefault(each.at.date(), []).append(PayoutPart(each.reference, kind, gross, fee))
    instants = [(datetime.combine(day, time(12), UTC) + PAYOUT_TIME, parts) for day, parts in sorted(days.items())]
    return [
        Payout(f"{name}-{at:%Y%m%d}", at.date(), total((p.net for p in parts), parts[0].gross.currency), tuple(parts))
        for at, parts in instants
        if first <= at < until
    ]


_SLIP = CardSlip(
    brand="Visa",
    last_four="1234",
    entry=CardEntry.CONTACTLESS,
    check=CardCheck.DEVICE,
    application="A0000000031010",
    application_name="Visa Debit",
    approval_code="123456",
)


def _decided(booked: _Booked, reference: str) -> PaymentAnswer:
    if booked.mode is SimulatedMode.DECLINE:
        return PaymentAnswer(AttemptState.DECLINED, reference, reason="insufficient_funds", card=_SLIP)
    paid = _paid(booked, reference)
    if booked.mode is SimulatedMode.OFFLINE and booked.method is PaymentMethod.CARD:
        if not booked.may_offline:
            return PaymentAnswer(AttemptState.DECLINED, reference, reason=OFFLINE_LIMIT)
        return replace(paid, state=AttemptState.APPROVED_OFFLINE)
    is_taken = booked.method in CODE_METHODS or booked.mode is SimulatedMode.LATE
    return paid if is_taken else replace(paid, state=AttemptState.AUTHORISED)


def _refunded(booked: _Booked, reference: str) -> PaymentAnswer:
    if booked.mode is SimulatedMode.REFUSE_REFUND:
        return PaymentAnswer(AttemptState.DECLINED, reference, reason="refund_refused")
    return PaymentAnswer(AttemptState.APPROVED, reference, booked.amount)


def _paid(booked: _Booked, reference: str) -> PaymentAnswer:
    half, _ = booked.amount.allocate([1, 1])
    amount = half if booked.mode is SimulatedMode.PARTIAL else booked.amount
    card = None if booked.method in CODE_METHODS else _SLIP
    tip = amount.times(TIP_SHARE) if booked.mode is SimulatedMode.TIP and booked.asks_tip else None
    return PaymentAnswer(AttemptState.APPROVED, reference, amount if tip is None else amount + tip, tip, card=card)


def _asking(booked: _Booked, reference: str) -> PaymentAnswer:
    if booked.method not in CODE_METHODS:
        return PaymentAnswer(AttemptState.IN_PROGRESS, reference)
    code = f"https://example.invalid/{booked.method}/{reference}"
    return PaymentAnswer(AttemptState.IN_PROGRESS, reference, code=code, code_ends_at=booked.begun_at + CODE_TIME)


def _reference(key: str) -> str:
    return f"sim-{key}"
