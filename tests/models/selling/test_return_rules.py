"""What is left to give back on a card, and of its tip, while other refunds of it are under way, done or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from models.selling.checkout import number_sale, settle_basket
from models.selling.return_rules import RefundTender, propose_tender, refund_tenders, tip_left
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from tests.builders import AT, TILL, kr
from tests.models.selling.test_display_state import a_basket
from tests.pure_till import STATION

CHARGE, OTHER = 7, 8


def card_sale() -> tuple[Sale, PaymentAttempt]:
    """A sale of 19.90 on a card that also gave a tip of 5.00."""
    settled = settle_basket(a_basket(), [Offer(TenderKind.CARD, kr(1990))])
    sale = number_sale(settled, STATION, 1, at=AT, operator="anna", customer=None)
    order = PaymentOrder("charge", sale.id, TILL, AttemptKind.CHARGE, PaymentMethod.CARD, kr(1990), AT)
    answer = PaymentAnswer(AttemptState.APPROVED, "pi_1", kr(2490), kr(500))
    return sale, PaymentAttempt(CHARGE, order, "anna", "reader", AttemptState.APPROVED, AT, answer, is_applied=True)


def refund_of(sale: Sale, state: AttemptState, original: int = CHARGE) -> PaymentAttempt:
    """12.00 of goods and 3.00 of tip that go back, asked for in one amount."""
    order = PaymentOrder("refund", sale.id, TILL, AttemptKind.REFUND, PaymentMethod.CARD, kr(1500), AT)
    taken = kr(1500) if state is AttemptState.APPROVED else None
    return PaymentAttempt(9, order, "anna", "reader", state, AT, PaymentAnswer(state, "re_1", taken, kr(300)), original)


@pytest.mark.parametrize(
    ("state", "left", "tip"),
    [
        (AttemptState.CREATED, 790, 200),
        (AttemptState.IN_PROGRESS, 790, 200),
        (AttemptState.UNKNOWN, 790, 200),
        (AttemptState.APPROVED, 790, 200),
        (AttemptState.DECLINED, 1990, 500),
        (AttemptState.CANCELLED, 1990, 500),
        (AttemptState.NOT_CHARGED, 1990, 500),
    ],
)
def test_what_goes_back_is_left_out_unless_it_failed(state: AttemptState, left: int, tip: int) -> None:
    """Money and tip each by its own part: what is asked of the terminal is both in one amount."""
    sale, charge = card_sale()
    (tender,) = refund_tenders(sale, [], [charge, refund_of(sale, state)])
    assert (tender.left, tender.tip) == (kr(left), kr(tip))
    assert charge.amount_asked == kr(1990), "the tip is the customer's own addition"


def test_a_refund_of_another_card_leaves_this_one_alone() -> None:
    sale, charge = card_sale()
    other = replace(charge, id=OTHER)
    tenders = refund_tenders(sale, [], [charge, other, refund_of(sale, AttemptState.APPROVED, OTHER)])
    assert [(each.left, each.tip) for each in tenders] == [(kr(1990), kr(500)), (kr(790), kr(200))]


def test_only_a_terminal_can_give_a_tip_back() -> None:
    """A slip of a terminal of its own was read by a person; nobody can be asked for the tip."""
    _sale, charge = card_sale()
    assert (tip_left(charge, []), tip_left(replace(charge, terminal=None), [])) == (kr(500), kr(0))


@pytest.mark.parametrize(("owed", "amount", "tip"), [(1990, 1990, 500), (1989, 1989, None), (5000, 1990, 500)])
def test_a_tip_goes_back_only_with_all_that_is_left(owed: int, amount: int, tip: int | None) -> None:
    sale, charge = card_sale()
    proposed = propose_tender(refund_tenders(sale, [], [charge]), kr(owed))
    assert (proposed.left, proposed.tip) == (kr(amount), None if tip is None else kr(tip))


def test_without_a_card_cash_is_proposed() -> None:
    assert propose_tender([], kr(1200)) == RefundTender(PaymentMethod.CASH, kr(1200))
