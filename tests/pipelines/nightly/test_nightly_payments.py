"""The night looks after payments: the last days are compared, payouts are booked, and again changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hardware.faults import DeviceUnavailable
from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from models.access.actor import Actor
from models.facts.envelope import decode_fact
from models.facts.payout import DisputeNoted
from models.payments.dispute import DisputeReason, DisputeState, ProviderDispute
from models.payments.provider_list import Payout, ProviderPayment
from operations.access.permissions import NotPermitted
from operations.installation.device_links import DeviceRole, set_device
from operations.selling.note_disputes import note_disputes
from pipelines.nightly.nightly_payments import look_after_payments
from store import invariants, journal
from store.analysis.payment_reports import day_reports, known_disputes
from store.database.engine import Store
from store.selling import payouts
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, Operator, kr, small_shop
from tests.operations.selling.test_payment_changes import LINK, Payer

NIGHT = AT + timedelta(days=2)


class Silent:
    """A provider that gives no list."""

    def payments(self, first: datetime, until: datetime) -> list[ProviderPayment]:
        raise DeviceUnavailable(LINK, f"no answer for {first} to {until}")

    def payouts(self, first: datetime, until: datetime) -> list[Payout]:
        raise DeviceUnavailable(LINK, f"no answer for {first} to {until}")

    def disputes(self, first: datetime, until: datetime) -> list[ProviderDispute]:
        raise DeviceUnavailable(LINK, f"no answer for {first} to {until}")


def test_a_night_compares_books_and_can_be_repeated(sqlite_store: Store, tmp_path: Path) -> None:
    store = small_shop(sqlite_store, is_demo=True)
    set_device(store, OFFICE_ACTOR, TILL, DeviceRole.PAYMENT_TERMINAL, LINK, at=AT)
    operator = Operator(store)
    operator.scan("MILK")
    payer = Payer(store, operator, tmp_path)
    payer.follow(payer.begin(1990))
    silent = look_after_payments(store, lambda _link: Silent(), at=NIGHT)
    assert (silent.agree, silent.payouts_booked, silent.unreachable) == (0, 0, (LINK,))
    bank = SimulatedTerminal(SimulatedMode.APPROVE, tmp_path)
    night = look_after_payments(store, lambda _link: bank, at=NIGHT)
    assert (night.agree, night.differ, night.payouts_booked, night.unreachable) == (1, 0, 1, ())
    again = look_after_payments(store, lambda _link: bank, at=NIGHT)
    assert (again.agree, again.payouts_booked, again.problems) == (1, 0, ())
    with store.view() as view:
        reports = day_reports(view, AT)
        assert (len(reports), reports[AT.date()].agree) == (3, 1)
        assert [each.payments.minor for each in payouts.all_payouts(view)] == [1990]
        assert [str(each) for each in invariants.check_all(view)] == []


def test_a_night_notes_each_state_of_a_dispute_once(store: Store, tmp_path: Path) -> None:
    small_shop(store, is_demo=True)
    set_device(store, OFFICE_ACTOR, TILL, DeviceRole.PAYMENT_TERMINAL, LINK, at=AT)
    operator = Operator(store)
    operator.scan("MILK")
    payer = Payer(store, operator, tmp_path, SimulatedMode.DISPUTED)
    paid = payer.follow(payer.begin(1990))
    bank = SimulatedTerminal(SimulatedMode.APPROVE, tmp_path)
    nights = [look_after_payments(store, lambda _link: bank, at=at) for at in (NIGHT, NIGHT, NIGHT + timedelta(days=7))]
    assert [night.disputes_changed for night in nights] == [1, 0, 1]
    with store.view() as view:
        (noted,) = known_disputes(view).values()
        rows = list(journal.read(view, OFFICE, kinds=[DisputeNoted.kind]))
        states = [decode_fact(DisputeNoted, row.payload).fact.state for row in rows]
    assert (noted.attempt, noted.amount, noted.state, noted.answer_by) == (paid.id, 1990, DisputeState.LOST, None)
    assert states == [DisputeState.TO_ANSWER, DisputeState.LOST]


def test_a_dispute_is_noted_without_card_data_and_not_by_anybody(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    number = "4111 1111 1111 1111"
    asked = ProviderDispute(f"dp {number}", number, kr(1990), DisputeReason.OTHER, DisputeState.AT_BANK, AT)
    with pytest.raises(NotPermitted):
        note_disputes(store, Actor("anna", TILL), [asked], at=AT)
    (noted,) = note_disputes(store, OFFICE_ACTOR, [asked], at=AT)
    assert (noted.dispute, noted.payment, noted.attempt) == ("dp •••", "•••", None)
    assert note_disputes(store, OFFICE_ACTOR, [asked], at=AT) == []
