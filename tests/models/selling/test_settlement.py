"""What is paid is what is due, and change is exact."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.jurisdiction.cash_money import CASH_MONEY
from models.money import Money
from models.selling.settlement import (
    Offer,
    TenderKind,
    TooLittlePaid,
    TooMuchCash,
    TooMuchPaid,
    WrongTender,
    cash_due,
    settle,
)

NOTE = CASH_MONEY["SEK"].notes_minor[-1]


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


def cash(minor: int) -> Offer:
    return Offer(TenderKind.CASH, kr(minor))


def card(minor: int) -> Offer:
    return Offer(TenderKind.CARD, kr(minor))


@given(st.integers(0, 10**8), st.integers(0, NOTE - 1))
def test_cash_less_change_is_the_rounded_total(gross: int, more: int) -> None:
    due = cash_due(kr(gross))
    paid = settle(kr(gross), [cash(due.minor + more)])
    assert paid.due == due == paid.gross + paid.rounding
    assert paid.change == kr(more)
    assert abs(paid.rounding.minor) <= 50


@given(st.integers(0, 10**8), st.data())
def test_only_the_cash_part_is_rounded(gross: int, data: st.DataObject) -> None:
    by_card = data.draw(st.integers(0, gross))
    rest = cash_due(kr(gross - by_card))
    paid = settle(kr(gross), [card(by_card), cash(rest.minor)])
    assert paid.rounding == rest - kr(gross - by_card)
    assert sum(t.amount.minor - t.change.minor for t in paid.tenders) == paid.due.minor


@given(st.integers(1, 10**8))
def test_card_is_exact(gross: int) -> None:
    assert settle(kr(gross), [card(gross)]).rounding == kr(0)


@given(st.lists(st.integers(0, 10**5), min_size=1, max_size=5), st.integers(0, 10**5))
def test_change_never_exceeds_the_cash_it_is_given_from(notes: list[int], gross: int) -> None:
    offers = [cash(note) for note in notes]
    if sum(notes) < cash_due(kr(gross)).minor:
        with pytest.raises(TooLittlePaid):
            settle(kr(gross), offers)
        return
    if sum(notes) - cash_due(kr(gross)).minor >= NOTE:
        with pytest.raises(TooMuchCash):
            settle(kr(gross), offers)
        return
    paid = settle(kr(gross), offers)
    assert all(0 <= tender.change.minor <= tender.amount.minor for tender in paid.tenders)
    assert sum(notes) - paid.change.minor == paid.due.minor


@given(st.sampled_from(sorted(CASH_MONEY)), st.integers(0, 10**8), st.integers(-(10**5), 10**9))
def test_nobody_gets_back_a_whole_largest_note(currency: str, gross: int, more: int) -> None:
    note = CASH_MONEY[currency].notes_minor[-1]
    due = cash_due(Money(gross, currency))
    offers = [Offer(TenderKind.CASH, Money(max(0, due.minor + note + more), currency))]
    if more < 0:
        assume(due.minor + note + more >= due.minor)
        assert settle(Money(gross, currency), offers).change.minor == note + more
        return
    with pytest.raises(TooMuchCash, match=r"Nothing was sold") as refused:
        settle(Money(gross, currency), offers)
    assert refused.value.change.minor == note + more


@given(st.integers(1, 10**8), st.integers(0, 10**10))
def test_a_currency_whose_notes_we_do_not_know_has_no_limit(gross: int, more: int) -> None:
    paid = settle(Money(gross, "JPY"), [Offer(TenderKind.CASH, Money(gross + more, "JPY"))])
    assert paid.change == Money(more, "JPY")


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 20))
def test_a_note_that_is_needed_is_never_one_too_many(by_card: int, rest: int, notes: int) -> None:
    """Whoever pays with as many largest notes as it takes is never refused, whatever a card paid before."""
    needed = -(-cash_due(kr(rest)).minor // NOTE)
    paid = settle(kr(by_card + rest), [card(by_card), *[cash(NOTE)] * needed, cash(0)])
    assert paid.change.minor < NOTE
    with pytest.raises(TooMuchCash):
        settle(kr(by_card + rest), [card(by_card), *[cash(NOTE)] * (needed + notes)])


def test_too_little_cash_says_how_much_is_missing() -> None:
    with pytest.raises(TooLittlePaid, match=r"Nothing was sold") as refused:
        settle(kr(10_050), [cash(10_000)])
    assert refused.value.missing == kr(100)


def test_nothing_offered_is_too_little_even_for_nothing_due() -> None:
    with pytest.raises(TooLittlePaid):
        settle(kr(0), [])


def test_a_card_gives_no_change() -> None:
    with pytest.raises(TooMuchPaid):
        settle(kr(100), [card(101)])


def test_a_negative_payment_is_refused() -> None:
    with pytest.raises(WrongTender):
        cash(-1)
