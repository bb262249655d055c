"""A sale is whole or it is not there, and paying twice is one sale. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.access.actor import Actor, Approval
from models.access.permission import Permission
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.selling.settlement import Offer, TenderKind, TooLittlePaid, TooMuchCash
from models.selling.till_event import Cancel, RemoveLine
from operations.access.permissions import NotPermitted
from operations.selling.complete_sale import BasketChanged, EmptyBasket, UnknownBasket, complete_sale
from operations.selling.till_events import apply_events, till_state
from store import invariants, journal, stock
from store.database.engine import Store
from store.selling import sales
from store.shop import UnknownDevice
from tests.builders import AT, SECOND_TILL, TILL, Operator, anna_at, gtin, kr, small_shop
from tests.columns import balances


def violations(store: Store) -> list[str]:
    with store.view() as view:
        return [str(violation) for violation in invariants.check_all(view)]


def counts(store: Store) -> tuple[int, Decimal]:
    """How many rows of the journal there are, and how much is on hand in all."""
    with store.view() as view:
        rows = sum(1 for device in (TILL, SECOND_TILL) for _ in journal.read(view, device))
        return rows, sum(stock.levels(view).values(), start=Decimal(0))


def test_a_sale_moves_goods_money_and_books_at_once(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan(gtin(1), 2)
    operator.scan("NAPKINS")
    operator.scan("BANANAS", Decimal("0.450"))
    sale = operator.pay_cash(kr(10_000))

    assert (sale.settlement.gross, sale.settlement.due, sale.settlement.change) == (kr(7598), kr(7600), kr(2400))
    assert (sale.net, sale.tax) == (kr(6810), kr(788))
    assert sale.origin.receipt_number == 1
    with store.view() as view:
        assert sales.get_sale(view, sale.id) == sale
        assert stock.levels(view) == {(1, "MILK"): -2, (1, "NAPKINS"): -1, (1, "BANANAS"): Decimal("-0.45")}
        assert balances(view) == {
            "1910": 7600, "2611": -499, "2631": -289, "3001": -1996, "3003": -4814, "3740": -2,
        }  # fmt: skip
        assert list(journal.read(view, TILL))[-1].kind == JournalKind.SALE_COMPLETED
    assert operator.state().basket is None
    assert violations(store) == []


def test_paying_twice_is_one_sale(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    payment = operator.payment()
    first = complete_sale(store, operator.actor, payment, at=AT)
    before = counts(store)
    assert complete_sale(store, operator.actor, payment, at=AT.replace(hour=12)) == first
    assert counts(store) == before
    assert violations(store) == []


def test_too_little_cash_changes_nothing(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 3)
    before, basket = counts(store), operator.state().basket
    with pytest.raises(TooLittlePaid) as refused:
        operator.pay_cash(kr(5900))
    assert refused.value.missing == kr(100)
    assert counts(store) == before
    assert operator.state().basket == basket
    assert operator.pay_cash(kr(6000)).settlement.change == kr(0)


def test_a_basket_that_changed_after_it_was_shown_is_not_sold(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    payment = operator.payment(kr(100_000))
    operator.scan("NAPKINS")
    before = counts(store)
    with pytest.raises(BasketChanged, match="Nothing was sold"):
        complete_sale(store, operator.actor, payment, at=AT)
    assert counts(store) == before


def test_an_empty_an_unknown_and_another_tills_basket_are_not_sold(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    payment = operator.payment()
    with pytest.raises(UnknownBasket):
        complete_sale(store, operator.actor, replace(payment, basket_id=payment.basket_id + 1), at=AT)
    with pytest.raises(UnknownBasket):
        complete_sale(store, anna_at(SECOND_TILL), payment, at=AT)
    with pytest.raises(UnknownDevice):
        complete_sale(store, anna_at(77), payment, at=AT)
    operator.do(RemoveLine, position=1)
    with pytest.raises(EmptyBasket):
        complete_sale(store, operator.actor, replace(payment, shown=kr(0)), at=AT)


def test_who_may_not_sell_sells_nothing(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    before, office = counts(store), Actor("office", TILL)
    with pytest.raises(NotPermitted):
        complete_sale(store, office, operator.payment(), at=AT)
    with pytest.raises(NotPermitted):
        apply_events(store, office, operator.client, [operator.event(Cancel)], at=AT)
    assert counts(store) == before
    approved = replace(office, approval=Approval("anna", Permission.SELL, "customer waits"))
    complete_sale(store, approved, operator.payment(), at=AT)
    with store.view() as view:
        row = list(journal.read(view, TILL))[-1]
    assert read_fact(row.kind, row.payload).actor == approved


def test_a_mistyped_amount_of_cash_sells_nothing(store: Store) -> None:
    operator = Operator(small_shop(store))
    before = operator.scan("MILK")
    with pytest.raises(TooMuchCash):
        operator.pay_cash(kr(73_513_537_00))
    assert operator.state() == before
    assert operator.pay_cash(kr(1000_00)).settlement.change == kr(980_00)
    assert violations(store) == []


def test_receipt_numbers_have_no_gap_in_each_till(store: Store) -> None:
    small_shop(store)
    tills = [Operator(store), Operator(store, SECOND_TILL, "second")]
    numbers: dict[int, list[int]] = {TILL: [], SECOND_TILL: []}
    for turn in range(6):
        operator = tills[turn % 2]
        operator.scan("MILK")
        with pytest.raises(TooLittlePaid):
            operator.pay_cash(kr(1))
        numbers[operator.device_id].append(operator.pay_cash().origin.receipt_number)
    assert numbers == {TILL: [1, 2, 3], SECOND_TILL: [1, 2, 3]}
    assert violations(store) == []


def test_the_tax_rate_is_that_of_the_calendars_day_whatever_the_business_day(store: Store) -> None:
    """Goods handed over after midnight are taxed by the new rate, though the business day ends at four."""
    operator = Operator(small_shop(store))
    nights = {
        datetime(2026, 3, 31, 21, 59, tzinfo=UTC): (date(2026, 3, 31), 120_000),
        datetime(2026, 3, 31, 22, 0, tzinfo=UTC): (date(2026, 3, 31), 60_000),
        datetime(2026, 4, 1, 2, 0, tzinfo=UTC): (date(2026, 4, 1), 60_000),
    }
    for at, (day, rate) in nights.items():
        operator.scan("MILK", at=at)
        shown = till_state(store, TILL, operator.client, at=at).basket
        sale = operator.pay_cash(at=at)
        assert shown is not None
        assert shown.tax_minor == sale.tax.minor
        assert (sale.origin.business_day, sale.lines[0].tax_rate_ppm) == (day, rate)


def test_card_and_cash_settle_one_sale_together(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("NAPKINS")
    offers = (Offer(TenderKind.CARD, kr(2000)), Offer(TenderKind.CASH, kr(500)))
    sale = complete_sale(store, operator.actor, replace(operator.payment(), offers=offers), at=AT)
    assert (sale.settlement.due, sale.settlement.rounding) == (kr(2500), kr(5))
    assert violations(store) == []
