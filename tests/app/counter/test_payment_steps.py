"""Money that is reserved and cannot be taken is watched: until when it can be is known, and somebody is warned."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.counter.terminal_links import LONG, check_waiting
from hardware.terminal.simulated_terminal import RESERVED_TIME, SimulatedMode
from models.payments.attempt_state import AttemptState
from operations.installation.doctor import Grade
from store.database.engine import Store
from tests.builders import Operator, small_shop
from tests.operations.selling.test_payment_changes import Payer


def test_reserved_money_that_is_not_taken_has_its_deadline_and_is_warned_of(store: Store, tmp_path: Path) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    payer = Payer(store, operator, tmp_path, mode=SimulatedMode.STUCK)
    stuck = payer.follow(payer.begin(1990), steps=8)
    assert stuck.state is AttemptState.AUTHORISED
    assert stuck.answer.capture_before is not None
    asked_at = stuck.answer.capture_before - RESERVED_TIME
    assert timedelta(0) < asked_at - stuck.order.made_at < timedelta(seconds=2)
    with store.view() as view:
        assert list(check_waiting(view, payer.at)) == []
        (finding,) = check_waiting(view, payer.at + LONG)
    assert finding.grade is Grade.WARN
    assert f"{stuck.answer.capture_before:%Y-%m-%d %H:%M}" in finding.state
    payer.mode = SimulatedMode.APPROVE
    taken = payer.follow(stuck)
    assert (taken.state, taken.answer.capture_before) == (AttemptState.APPROVED, None)
    payer.check()
