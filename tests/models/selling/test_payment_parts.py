"""Whatever mix a basket is paid in: the parts sum to what is due, only cash is rounded, and parts go back whole."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.money import Money, total
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from models.selling.payment_parts import NoSuchPart, PaymentOpen, PaymentParts, WrongPart
from models.selling.settlement import Offer, TenderKind, cash_due, settle

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
KR = "SEK"
METHODS = st.sampled_from(PaymentMethod)
_NUMBERS = count(1)


def kr(minor: int) -> Money:
    return Money(minor, KR)


def paid(method: PaymentMethod, amount: Money, original: PaymentAttempt | None = None) -> PaymentAttempt:
    number, state = next(_NUMBERS), AttemptState.APPROVED
    kind = AttemptKind.CHARGE if original is None else AttemptKind.REFUND
    order = PaymentOrder(f"key-{number}", 7, 1, kind, method, amount, AT)
    answer = PaymentAnswer(state, amount_taken=amount)
    return PaymentAttempt(number, order, "anna", None, state, AT, answer, None if original is None else original.id)


def waiting(method: PaymentMethod, amount: Money) -> PaymentAttempt:
    number, state = next(_NUMBERS), AttemptState.UNKNOWN
    order = PaymentOrder(f"key-{number}", 7, 1, AttemptKind.CHARGE, method, amount, AT)
    return PaymentAttempt(number, order, "anna", None, state, AT, PaymentAnswer(state))


def pay_in_parts(gross: Money, wishes: list[tuple[PaymentMethod, int]]) -> PaymentParts:
    """Take every part that is allowed of those that are wished for."""
    parts = PaymentParts(gross)
    for method, minor in wishes:
        amount = kr(minor)
        try:
            parts.check_new(method, amount)
        except WrongPart:
            continue
        parts = PaymentParts(gross, (*parts.attempts, paid(method, amount)))
    return parts


WISHES = st.lists(st.tuples(METHODS, st.integers(1, 60_000)), max_size=5)


@settings(max_examples=300)
@given(st.integers(1, 100_000), WISHES, st.sampled_from([TenderKind.CASH, TenderKind.CARD]))
def test_parts_sum_to_what_is_due_and_only_cash_is_rounded(
    gross_minor: int, wishes: list[tuple[PaymentMethod, int]], last_kind: TenderKind
) -> None:
    gross = kr(gross_minor)
    parts = pay_in_parts(gross, wishes)
    last: tuple[Offer, ...] = ()
    if not parts.is_whole:
        last = (Offer(last_kind, parts.rest_in_cash if last_kind is TenderKind.CASH else parts.rest),)
    settled = settle(gross, (*parts.offers, *last))

    taken = total((tender.amount - tender.change for tender in settled.tenders), KR)
    assert taken == settled.due == gross + settled.rounding
    exact = total((each.amount for each in settled.tenders if each.kind is not TenderKind.CASH), KR)
    has_cash = any(each.kind is TenderKind.CASH for each in settled.tenders)
    assert settled.due - exact == (cash_due(gross - exact) if has_cash else gross - exact)
    assert settled.change == kr(0)


@given(st.integers(1, 100_000), WISHES)
def test_every_part_goes_back_whole_and_once(gross_minor: int, wishes: list[tuple[PaymentMethod, int]]) -> None:
    parts = pay_in_parts(kr(gross_minor), wishes)
    for each in parts.attempts:
        charge, amount = parts.returnable(each.order.key)
        assert (charge, amount) == (each, each.amount_taken)
        parts = PaymentParts(parts.gross, (*parts.attempts, paid(each.order.method, amount, charge)))
        with pytest.raises(NoSuchPart):
            parts.returnable(each.order.key)
    assert parts.offers == ()
    assert parts.paid == kr(0)
    assert not parts.is_begun


@given(st.integers(1, 100_000), METHODS)
def test_while_nobody_knows_nothing_else_is_taken_or_given_back(gross_minor: int, method: PaymentMethod) -> None:
    gross = kr(gross_minor)
    parts = PaymentParts(gross, (waiting(PaymentMethod.CARD, gross),))
    assert parts.is_begun
    assert parts.offers == ()
    with pytest.raises(PaymentOpen):
        parts.check_new(method, kr(1))
    with pytest.raises(PaymentOpen):
        parts.returnable("any")


@pytest.mark.parametrize(
    ("gross", "before", "method", "amount", "fits"),
    [
        (24950, [], PaymentMethod.CARD, 24950, True),
        (24950, [], PaymentMethod.CARD, 24951, False),
        (24950, [], PaymentMethod.CARD, 0, False),
        (24950, [], PaymentMethod.CASH, 10000, True),
        (24950, [], PaymentMethod.CASH, 10050, False),  # no coin is half a krona
        (24950, [], PaymentMethod.CASH, 25000, False),  # the last cash is a tender of the sale, with its change
        (24950, [(PaymentMethod.CASH, 10000)], PaymentMethod.SWISH, 14950, True),
        (24950, [(PaymentMethod.CARD, 10000)], PaymentMethod.CASH, 14900, True),
        (24950, [(PaymentMethod.CARD, 10000)], PaymentMethod.CASH, 15000, False),
    ],
)
def test_what_can_be_a_part(
    gross: int,
    before: list[tuple[PaymentMethod, int]],
    method: PaymentMethod,
    amount: int,
    fits: bool,  # noqa: FBT001 - a column of the table
) -> None:
    parts = PaymentParts(kr(gross), tuple(paid(each, kr(minor)) for each, minor in before))
    if fits:
        parts.check_new(method, kr(amount))
    else:
        with pytest.raises(WrongPart):
            parts.check_new(method, kr(amount))


def test_a_rest_below_a_coin_is_nothing_once_there_is_cash() -> None:
    card = paid(PaymentMethod.CARD, kr(14900))
    assert not PaymentParts(kr(24949), (card,)).is_whole
    assert PaymentParts(kr(24949), (card, paid(PaymentMethod.CASH, kr(10000)))).is_whole
    assert not PaymentParts(kr(14949), (card,)).is_whole  # 49 öre by card are 49 öre
