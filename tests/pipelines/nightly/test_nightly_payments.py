"""The night looks after payments: the last days are compared, payouts are booked, and again changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hardware.faults import DeviceUnavailable
from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from models.payments.provider_list import Payout, ProviderPayment
from operations.installation.device_links import DeviceRole, set_device
from pipelines.nightly.nightly_payments import look_after_payments
from store import invariants
from store.analysis.payment_reports import day_reports
from store.database.engine import Store
from store.selling import payouts
from tests.builders import AT, OFFICE_ACTOR, TILL, Operator, small_shop
from tests.operations.selling.test_payment_changes import LINK, Payer

NIGHT = AT + timedelta(days=2)


class Silent:
    """A provider that gives no list."""

    def payments(self, first: datetime, until: datetime) -> list[ProviderPayment]:
        raise DeviceUnavailable(LINK, f"no answer for {first} to {until}")

    def payouts(self, first: datetime, until: datetime) -> list[Payout]:
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
