"""Reconcile a day's payments: our attempts against the list of every provider that was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import KassaError
from models.facts.payout import OwnTerminalSum, PaymentsReconciled, ReportedDifference
from models.money import Money, total
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.card_slip import terminal_text
from models.payments.provider_list import ProviderPayment
from models.payments.reconciliation import Difference, DifferenceKind, find_differences
from operations.selling.book_payouts import store_report
from operations.selling.payment_changes import record_answer
from store import shop
from store.database.engine import Store
from store.selling import payment_attempts

#: A provider may stamp a payment a little earlier or later than we do.
SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One day: how many payments agree, what differs, what each own terminal should show, and who gave no list."""

    day: date
    agree: int
    differences: tuple[Difference, ...]
    own_terminals: dict[int, Money]
    unreachable: tuple[str, ...]


#: What the provider behind the link of a terminal lists between two instants; raises what :class:`KassaError` is.
ListPayments = Callable[[str, datetime, datetime], list[ProviderPayment]]


def reconcile_day(store: Store, list_payments: ListPayments, day: date, *, at: datetime) -> Reconciliation:
    """Compare, and believe the provider where it has money of an attempt that we have as unpaid."""
    with store.view() as view:
        zone, currency = ZoneInfo(shop.get_shop(view).zone), shop.get_shop(view).currency
        first = datetime(day.year, day.month, day.day, tzinfo=zone)
        until = first + timedelta(days=1)
        of_day = payment_attempts.attempts_between(view, first, until)
    differences: list[Difference] = []
    unreachable: list[str] = []
    connected = [each for each in of_day if each.terminal is not None]
    all_keys, references = {each.order.key for each in connected}, set[str]()
    for link in sorted({each.terminal or "" for each in connected}):
        ours = [each for each in connected if each.terminal == link]
        try:
            listed = list_payments(link, first - SLACK, until + SLACK)
        except KassaError:
            unreachable.append(link)
            continue
        keys = {each.order.key for each in ours}
        # Terminals of one account list each other's payments.
        new = [each for each in listed if each.key not in all_keys - keys and each.reference not in references]
        nearby = [each for each in new if first <= each.at < until or each.key in keys]
        references |= {each.reference for each in nearby}
        differences += find_differences(ours, nearby)
    for each in differences:
        _believe(store, each, at)
    own = _own_terminals(of_day, currency)
    reachable = [each for each in connected if each.terminal not in unreachable and each.is_paid]
    wrong = {each.attempt.id for each in differences if each.attempt is not None}
    agree = sum(1 for each in reachable if each.id not in wrong)
    return Reconciliation(day, agree, tuple(differences), own, tuple(unreachable))


def store_reconciliation(store: Store, actor: Actor, reconciled: Reconciliation, *, at: datetime) -> None:
    """Store the report of a day, for the page of payments."""
    with store.view() as view:
        currency = shop.get_shop(view).currency
    report = PaymentsReconciled(
        day=reconciled.day.isoformat(),
        currency=currency,
        agree=reconciled.agree,
        differences=tuple(
            ReportedDifference(
                each.kind.value,
                each.attempt.id if each.attempt else None,
                terminal_text(each.payment.reference) if each.payment else None,
                each.amount.minor,
            )
            for each in reconciled.differences
        ),
        own_terminals=tuple(
            OwnTerminalSum(till, amount.minor) for till, amount in sorted(reconciled.own_terminals.items())
        ),
        unreachable=reconciled.unreachable,
    )
    store_report(store, actor, report, at=at)


def _believe(store: Store, difference: Difference, at: datetime) -> None:
    attempt, payment = difference.attempt, difference.payment
    if difference.kind is not DifferenceKind.NOT_PAID_HERE or attempt is None or payment is None:
        return
    actor = Actor(attempt.operator, attempt.order.till_id, frozenset({Permission.SELL}))
    answer = PaymentAnswer(AttemptState.APPROVED, payment.reference, payment.amount_taken)
    record_answer(store, actor, attempt.id, answer, at=at)


def _own_terminals(of_day: list[PaymentAttempt], currency: str) -> dict[int, Money]:
    """What the terminals that are not connected should have taken, by till: to be compared with their own totals."""
    sums: dict[int, Money] = {}
    for each in of_day:
        if each.order.method is PaymentMethod.OWN_TERMINAL and each.is_paid:
            sign = 1 if each.order.kind is AttemptKind.CHARGE else -1
            before = sums.get(each.order.till_id, total((), currency))
            sums[each.order.till_id] = before + Money(sign * each.amount_taken.minor, currency)
    return sums
