"""A trial of a terminal: one krona comes and goes back, or nothing is taken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.counter.terminal_trial import TRIAL_KEY, TrialCounter, try_terminal
from models.payments.attempt import PaymentAnswer, PaymentMethod
from models.payments.attempt_state import AttemptState
from tests.hardware.terminal.stripe_account import GOOD_CARD
from tests.hardware.terminal.stripe_fixtures import stripe_document, world
from tests.hardware.terminal.stripe_world import StripeWorld

__all__ = ["stripe_document", "world"]


def _counter(world: StripeWorld, shown: list[PaymentAnswer]) -> TrialCounter:
    return TrialCounter(1, lambda: world.at, lambda: world.clock.pass_by(timedelta(seconds=20)), shown.append)


def _left(world: StripeWorld) -> int:
    """What the account has of all trials."""
    intents = [
        each for each in world.objects.all("payment_intent") if each["metadata"]["attempt"].startswith(TRIAL_KEY)
    ]
    back = [each for each in world.objects.all("refund") if each["metadata"]["attempt"].startswith(TRIAL_KEY)]
    left: int = sum(each["amount_received"] for each in intents) - sum(each["amount"] for each in back)
    return left


def test_one_krona_comes_and_goes_back(world: StripeWorld) -> None:
    world.account.waiting_card = GOOD_CARD
    trial = try_terminal(world.driver(), _counter(world, []), "SEK")
    assert trial.is_right
    assert [each["amount"] for each in world.objects.all("refund")] == [100]
    assert _left(world) == 0


def test_code_is_shown_and_given_up_when_nobody_scans_it(world: StripeWorld) -> None:
    shown: list[PaymentAnswer] = []
    trial = try_terminal(world.driver(), _counter(world, shown), "SEK", PaymentMethod.SWISH)
    assert shown[0].code
    assert (trial.payment.state, trial.refund) == (AttemptState.CANCELLED, None)


@pytest.mark.parametrize("card", ["4000000000000002", None])
def test_without_a_good_card_nothing_is_taken(world: StripeWorld, card: str | None) -> None:
    world.account.waiting_card = card
    trial = try_terminal(world.driver(), _counter(world, []), "SEK")
    assert not trial.is_right
    assert {each["status"] for each in world.objects.all("payment_intent")} == {"canceled"}
