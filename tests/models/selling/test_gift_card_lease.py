"""Leases of gift cards: without contact never more is overspent than all leases together, and by default nothing."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.selling.gift_card_lease import CardLease, CardLedger, LeasedCard, LeaseSpent, renew_lease, spend_lease
from models.selling.lease_trial import LeaseTrial, SharedLedger, TrialOutcome, UnsteadyContact, try_leases

CASES = 20_000 if os.environ.get("KASSA_PROVE") == "1" else 150
TRIALS = st.builds(
    LeaseTrial,
    balance_minor=st.integers(0, 2_000),
    tills=st.integers(1, 5),
    lease_minor=st.sampled_from([0, 1, 50, 300, 5_000]),
    payments=st.integers(0, 40),
    lost_percent=st.sampled_from([0, 10, 50, 90]),
)


@settings(max_examples=CASES, deadline=None)
@given(TRIALS, st.integers(0, 2**32))
def test_no_more_is_overspent_than_all_leases_and_no_money_is_lost(trial: LeaseTrial, seed: int) -> None:
    outcome = try_leases(trial, Random(seed))
    assert outcome.overspent_minor <= trial.tills * trial.lease_minor
    assert outcome.balance_minor >= 0
    assert outcome.paid_minor == trial.balance_minor - outcome.balance_minor + outcome.overspent_minor


@settings(max_examples=CASES, deadline=None)
@given(TRIALS, st.integers(0, 2**32))
def test_by_default_nothing_is_overspent(trial: LeaseTrial, seed: int) -> None:
    default = LeaseTrial(trial.balance_minor, trial.tills, payments=trial.payments, lost_percent=trial.lost_percent)
    outcome = try_leases(default, Random(seed))
    assert outcome.overspent_minor == 0
    assert outcome.paid_minor == trial.balance_minor - outcome.balance_minor


class TrustingTill(LeasedCard):
    """The control: a till that gets a fresh lease with each contact, whatever is left on the card."""

    def reconnect(self) -> None:
        super().reconnect()
        self.lease = renew_lease(self.lease, 10**9)


def worst(trial: LeaseTrial, make_till: type[LeasedCard] = LeasedCard) -> TrialOutcome:
    outcomes = (try_leases(trial, Random(seed), make_till) for seed in range(60))
    return max(outcomes, key=lambda each: each.overspent_minor)


def test_leases_are_really_overspent_by_tills_that_cannot_ask() -> None:
    outcome = worst(LeaseTrial(900, 4, lease_minor=300, lost_percent=60, payment_most_minor=225))
    assert 300 < outcome.overspent_minor <= 1200, "more than one till at a time"


def test_without_the_look_at_the_card_a_till_overspends_more_than_its_lease() -> None:
    trial = LeaseTrial(900, 2, lease_minor=300, lost_percent=60, payments=80, payment_most_minor=225)
    assert worst(trial).overspent_minor <= 600
    assert worst(trial, TrustingTill).overspent_minor > 600


def test_what_a_till_gave_up_costs_the_customer_nothing_even_if_it_arrives() -> None:
    shared = SharedLedger(500)
    contact, other = (UnsteadyContact(shared, Random(0)) for _ in range(2))
    till = LeasedCard(contact)
    till.reconnect()
    contact.is_cut = True
    assert not till.pay("a", 200)
    assert other.take("a", 200), "the request comes late"
    assert shared.now.balance_minor == 300
    contact.is_cut = False
    till.reconnect()
    assert shared.now.balance_minor == 500
    assert not other.take("a", 200), "and later still"
    assert shared.now.balance_minor == 500


def test_a_lease_ends_with_what_was_seen_on_the_card() -> None:
    lease = spend_lease(CardLease(100, 0, 60), 60)
    for amount in (1, 0, -5):
        with pytest.raises(LeaseSpent):
            spend_lease(lease, amount)


def test_a_card_can_be_emptied_to_the_last_hundredth_and_is_reported_once() -> None:
    shared = SharedLedger(500)
    contact = UnsteadyContact(shared, Random(0))
    till = LeasedCard(contact, 300)
    till.reconnect()
    contact.is_cut = True
    assert till.pay("a", 300)
    contact.is_cut = False
    assert till.pay("b", 200)
    assert not till.pay("c", 1)
    assert (shared.now.balance_minor, shared.now.overspent_minor) == (0, 0)
    shared.now = CardLedger(1_000)  # a ledger that has forgotten: what was reported is not reported again
    till.reconnect()
    assert shared.now.balance_minor == 1_000
