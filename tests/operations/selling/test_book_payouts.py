"""A payout comes into the books once, in one transaction with its fact. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from models.access.actor import Actor
from models.card_data import CardDataRefused
from models.facts.payout import OwnTerminalSum, PaymentsReconciled, ReportedDifference
from models.money import Money
from models.payments.booked_payout import PayoutCurrency, PayoutDiffers
from operations.access.permissions import NotPermitted
from operations.selling.book_payouts import book_payout, store_report
from store import invariants, journal
from store.analysis.payment_reports import day_reports
from store.database.engine import Store
from store.selling import payouts
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, Operator, kr, small_shop
from tests.columns import balances
from tests.operations.selling.test_payment_changes import Payer

REPORT = PaymentsReconciled(
    "2026-11-23", "SEK", 1, (ReportedDifference("only_shop", 7, None, 1990),), (OwnTerminalSum(1, 500),), ()
)


def test_what_is_paid_out_is_claimed_no_more_and_the_fee_is_a_cost(store: Store, tmp_path: Path) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 3)
    payer = Payer(store, operator, tmp_path)
    payer.follow(payer.begin(5970))
    bank = SimulatedTerminal(SimulatedMode.APPROVE, tmp_path)
    (paid,) = bank.payouts(AT, AT + timedelta(days=3))
    booked, is_new = book_payout(store, OFFICE_ACTOR, paid, at=AT)
    assert (is_new, booked.amount, booked.payments, booked.fees) == (True, kr(5899), kr(5970), kr(71))
    assert book_payout(store, OFFICE_ACTOR, paid, at=AT) == (booked, False)
    with store.view() as view:
        sums = balances(view)
        assert (sums["1686"], sums["1930"], sums["6040"]) == (0, 5899, 71)
        assert payouts.latest_payouts(view, 9) == [booked]
        assert [str(each) for each in invariants.check_all(view)] == []
    part = paid.parts[0]
    more = replace(paid, amount=kr(5999), parts=(replace(part, gross=part.gross + kr(100)),))
    with pytest.raises(PayoutDiffers):
        book_payout(store, OFFICE_ACTOR, more, at=AT)
    euro = replace(more, reference="po_eur", amount=Money(1, "EUR"), parts=())
    with pytest.raises(PayoutCurrency):
        book_payout(store, OFFICE_ACTOR, euro, at=AT)
    with pytest.raises(CardDataRefused):
        book_payout(store, OFFICE_ACTOR, replace(paid, reference="po 4111 1111 1111 1111"), at=AT)
    with pytest.raises(NotPermitted):
        book_payout(store, Actor("anna", TILL), paid, at=AT)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE payout SET amount_minor = amount_minor + 1, fee_minor = fee_minor - 1", "payout"),
        ("DELETE FROM payout", "in the books but not stored"),
    ],
)
def test_a_payout_that_was_changed_by_hand_is_found(
    sqlite_store: Store, tmp_path: Path, damage: str, found: str
) -> None:
    test_what_is_paid_out_is_claimed_no_more_and_the_fee_is_a_cost(sqlite_store, tmp_path)
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert found in " ".join(str(each) for each in invariants.check_all(view))


def test_the_last_report_of_a_day_counts_and_the_same_again_is_none(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    better = replace(REPORT, agree=2, differences=())
    other = replace(REPORT, day="2026-11-24")
    for report in (REPORT, REPORT, other, better):
        store_report(store, OFFICE_ACTOR, report, at=AT)
    with store.view() as view:
        assert list(day_reports(view, AT).values()) == [other, better]
        assert len(list(journal.read(view, OFFICE, kinds=[PaymentsReconciled.kind]))) == 3
