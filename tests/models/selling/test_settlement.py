"""What is paid is what is due, and change is exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import Money
from models.selling.settlement import (
    Offer,
    TenderKind,
    TooLittlePaid,
    TooMuchPaid,
    WrongTender,
    cash_due,
    settle,
)


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


def cash(minor: int) -> Offer:
    return Offer(TenderKind.CASH, kr(minor))


def card(minor: int) -> Offer:
    return Offer(TenderKind.CARD, kr(minor))


@given(st.integers(0, 10**8), st.integers(0, 10**7))
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
    paid = settle(kr(gross), offers)
    assert all(0 <= tender.change.minor <= tender.amount.minor for tender in paid.tenders)
    assert sum(notes) - paid.change.minor == paid.due.minor


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
