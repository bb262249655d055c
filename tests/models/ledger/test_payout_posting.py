"""Payouts in the books: what was claimed of the provider is gone once everything is paid out, whatever it kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.sweden import SWEDEN
from models.ledger.chart import chart_on, first_choices
from models.ledger.posting.of_payout import entry_of_payout, legs_of_payout
from models.money import Money, total
from models.payments.booked_payout import PayoutUneven, sort_payout
from models.payments.provider_list import Payout, PayoutPart

DAY = date(2026, 11, 27)
CHART = chart_on(first_choices(SWEDEN.accounts), DAY)


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


def payout(number: int, *parts: PayoutPart) -> Payout:
    return Payout(f"po_{number}", DAY, total((part.net for part in parts), "SEK"), parts)


@pytest.mark.parametrize(
    ("kind", "reference", "gross", "fee", "legs"),
    [
        ("charge", "pi_1", 10_000, 150, {"bank": 9_850, "payment_fee": 150, "card": -10_000}),
        ("refund", "re_1", -2_500, 0, {"bank": -2_500, "card": 2_500}),
        ("charge", "pi_elsewhere", 10_000, 150, {"bank": 9_850, "payment_fee": 150, "unsorted": -10_000}),
        ("dispute", "du_1", -10_000, 1_500, {"bank": -11_500, "payment_fee": 1_500, "claim": 10_000}),
        ("dispute_reversal", "du_1", 10_000, 0, {"bank": 10_000, "claim": -10_000}),
        ("fee", "txn_1", -2_000, 0, {"bank": -2_000, "payment_fee": 2_000}),
        ("payout_reversal", "po_0", 9_850, 0, {}),
        ("manual_payout", "po_1", 9_850, 0, {"bank": 9_850, "unsorted": -9_850}),
        ("frozen_moon", "x", 7, 0, {"bank": 7, "unsorted": -7}),
    ],
)
def test_each_kind_of_part_has_its_account(
    kind: str, reference: str, gross: int, fee: int, legs: dict[str, int]
) -> None:
    booked = sort_payout(1, payout(1, PayoutPart(reference, kind, kr(gross), kr(fee))), {"pi_1", "re_1"})
    assert {role.value: amount for role, amount in legs_of_payout(booked).items()} == legs


def test_parts_that_do_not_add_up_are_not_booked() -> None:
    part = PayoutPart("pi_1", "charge", kr(10_000), kr(150))
    with pytest.raises(PayoutUneven):
        sort_payout(1, Payout("po_1", DAY, kr(9_849), (part,)), {"pi_1"})


@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 10**5), st.booleans(), st.integers(0, 4)), max_size=30))
def test_nothing_is_claimed_once_everything_is_paid_out(
    payments: list[tuple[int, int, bool, int]],
) -> None:
    """Charges, each given back in part or not, in whichever of five payouts: 1686 ends where it began, at nothing."""
    claimed, parts = 0, {number: list[PayoutPart]() for number in range(5)}
    for number, (minor, fee, is_returned, at) in enumerate(payments):
        back = minor // 3 if is_returned else 0
        claimed += minor - back
        parts[at].append(PayoutPart(f"pi_{number}", "charge", kr(minor), kr(fee)))
        if back:
            parts[(at + 1) % 5].append(PayoutPart(f"re_{number}", "refund", kr(-back), kr(0)))
    own = {part.reference for of_payout in parts.values() for part in of_payout}
    entries = [entry_of_payout(n, sort_payout(n, payout(n, *of_payout), own), CHART) for n, of_payout in parts.items()]
    sums: dict[str, int] = {}
    for posting in (posting for entry in entries for posting in entry.postings):
        sums[posting.account] = sums.get(posting.account, 0) + posting.amount_minor
    assert claimed + sums.get(CHART.number(AccountRole.CARD), 0) == 0
    assert sum(sums.values()) == 0
    fees = sum(fee for _, fee, _, _ in payments)
    assert sums.get(CHART.number(AccountRole.PAYMENT_FEE), 0) == fees
