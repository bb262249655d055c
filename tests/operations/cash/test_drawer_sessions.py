"""Drawers from the float to the count: what should be in them, who may do what, and the books. On both databases."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from models.access.actor import Actor, Approval
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.cash.drawer_session import (
    CashKind,
    CountedTooOften,
    CountMissing,
    DrawerOpenAlready,
    NoBagNumber,
    NoDrawerSession,
    NoReason,
    NotEnoughCash,
    WrongCash,
)
from models.facts.cash import CountedPieces
from models.payments.attempt import PaymentMethod
from operations.access.permissions import NotPermitted
from operations.cash.sessions import CashWish, DrawerEnd, count_drawer, hand_over, move_cash, open_drawer_session
from operations.installation.change_settings import change_setting
from operations.selling.payment_changes import PaymentWish, begin_payment
from store.cash import sessions
from store.database.engine import Store
from tests.builders import OFFICE_ACTOR, TILL, Operator, kr, small_shop
from tests.columns import balances
from tests.operations.cash.shop_days import ShopDays, manager_at

KARIN = Actor("karin", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])


@pytest.fixture
def days(store: Store) -> ShopDays:
    return ShopDays(small_shop(store), Operator(store))


def test_the_float_the_sales_and_the_movements_are_what_should_be_there(days: ShopDays) -> None:
    days.sell()
    days.open(1000_00)
    first = days.sell("MILK", 3)
    days.refund(days.sell("NAPKINS"))
    days.move(CashKind.PAID_IN, 50_00)
    days.move(CashKind.PAID_OUT, 20_00)
    days.move(CashKind.TO_BANK, 500_00, bag="B-17")
    days.move(CashKind.FROM_SAFE, 100_00)
    assert days.expected() == 1000_00 + first.settlement.due.minor + 50_00 - 20_00 - 500_00 + 100_00
    days.check()


def test_nothing_moves_without_a_float_a_reason_a_bag_number_or_the_cash(days: ShopDays) -> None:
    with pytest.raises(NoDrawerSession):
        days.move(CashKind.PAID_IN, 1_00)
    days.open(100_00)
    with pytest.raises(DrawerOpenAlready):
        days.open(100_00)
    with pytest.raises(NoReason):
        move_cash(days.store, days.actor, CashWish("k", CashKind.PAID_IN, kr(1_00), "  "), at=days.at)
    with pytest.raises(NoBagNumber):
        days.move(CashKind.TO_BANK, 1_00)
    with pytest.raises(NotEnoughCash):
        days.move(CashKind.TO_SAFE, 100_01)
    for minor in (0, -1, 10**9):
        with pytest.raises(WrongCash):
            days.move(CashKind.PAID_IN, minor)
    assert days.expected() == 100_00
    days.move(CashKind.TO_SAFE, 100_00)
    assert days.expected() == 0
    days.check()


def test_the_count_empties_the_drawer_and_books_the_difference(days: ShopDays) -> None:
    days.open(1000_00)
    due = days.sell("MILK", 3).settlement.due.minor
    days.count(off_by=-40_00)
    session = hand_over(days.store, days.actor, DrawerEnd("wrong change", 500_00, "B-18"), at=days.at)
    assert (session.last_count and session.last_count.difference, session.is_open) == (-40_00, False)
    with days.store.view() as view:
        books = {
            account: amount for account, amount in balances(view).items() if account in {"1910", "1911", "1919", "6991"}
        }
    assert books == {"1910": 0, "1911": due - 500_00 - 40_00, "1919": 500_00, "6991": 40_00}
    days.open(200_00)
    assert days.expected() == 200_00
    days.check()


def test_a_count_that_is_old_or_differs_without_a_reason_closes_nothing(days: ShopDays) -> None:
    days.open()
    with pytest.raises(CountMissing):
        hand_over(days.store, days.actor, DrawerEnd(), at=days.at)
    days.count()
    days.sell()
    with pytest.raises(CountMissing):
        hand_over(days.store, days.actor, DrawerEnd(), at=days.at)
    days.count(off_by=1_00)
    with pytest.raises(NoReason):
        hand_over(days.store, days.actor, DrawerEnd(), at=days.at)
    assert not hand_over(days.store, days.actor, DrawerEnd("found a coin"), at=days.at).is_open


def test_a_large_difference_takes_somebody_who_may_accept_it(days: ShopDays) -> None:
    days.open()
    answer = count_drawer(days.store, days.actor, kr(899_99), at=days.at)
    assert (answer.agrees, answer.above_limit, answer.counts_left) == (False, True, 2)
    with pytest.raises(NotPermitted):
        hand_over(days.store, days.actor, DrawerEnd("missing"), at=days.at)
    approved = replace(days.actor, approval=Approval("maria", Permission.ACCEPT_DIFFERENCE, "cash_count"))
    assert not hand_over(days.store, approved, DrawerEnd("missing"), at=days.at).is_open
    days.open()
    assert not count_drawer(days.store, days.actor, kr(900_00), at=days.at).above_limit  # the limit itself is allowed


def test_a_drawer_is_counted_so_often_and_no_more_until_something_is_sold(days: ShopDays) -> None:
    days.open()
    pieces = (CountedPieces(500_00, 1),)
    left = [count_drawer(days.store, days.actor, kr(500_00), pieces, at=days.at).counts_left for _ in range(3)]
    assert left == [2, 1, 0]
    with pytest.raises(CountedTooOften):
        count_drawer(days.store, days.actor, kr(1000_00), at=days.at)
    days.sell()
    assert not count_drawer(days.store, days.actor, kr(1000_00), at=days.at).agrees
    days.check()


def test_who_may_do_what_with_cash(days: ShopDays) -> None:
    open_drawer_session(days.store, KARIN, kr(100_00), at=days.at)
    with pytest.raises(NotPermitted):
        move_cash(days.store, KARIN, CashWish("k", CashKind.TO_SAFE, kr(1_00), "too much"), at=days.at)
    approved = replace(KARIN, approval=Approval("maria", Permission.MOVE_CASH, "cash_moved"))
    move_cash(days.store, approved, CashWish("k", CashKind.TO_SAFE, kr(1_00), "too much"), at=days.at)
    with pytest.raises(NotPermitted):
        open_drawer_session(days.store, Actor("lena", TILL, frozenset()), kr(0), at=days.at)


def test_the_same_wish_sent_again_moves_cash_once(days: ShopDays) -> None:
    days.open(100_00)
    wish = CashWish("k", CashKind.PAID_IN, kr(5_00), "change")
    assert move_cash(days.store, days.actor, wish, at=days.at) == move_cash(days.store, days.actor, wish, at=days.at)
    assert days.expected() == 105_00


def test_a_drawer_of_ones_own_has_ones_own_sales(days: ShopDays) -> None:
    change_setting(days.store, OFFICE_ACTOR, "cash.drawer", "operator", at=days.at)
    days.open(100_00)
    open_drawer_session(days.store, manager_at(TILL), kr(50_00), at=days.at)
    due = days.sell().settlement.due.minor  # anna's
    with days.store.view() as view:
        held = {each.owner: sessions.cash_in(view, each, 1).expected for each in sessions.open_sessions(view, TILL)}
    assert held == {"anna": 100_00 + due, "maria": 50_00}
    days.check()


def test_cash_that_a_parked_basket_paid_is_in_the_drawer_once(days: ShopDays) -> None:
    days.open(100_00)
    days.operator.scan("MILK", 3)
    payment = days.operator.payment()
    wish = PaymentWish(str(UUID(int=7, version=4)), payment.basket_id, payment.shown, PaymentMethod.CASH, kr(20_00))
    begin_payment(days.store, days.actor, wish, at=days.at)
    assert days.expected() == 120_00
    days.count()
    hand_over(days.store, days.actor, DrawerEnd(), at=days.at)
    days.open(100_00)
    assert days.expected() == 100_00  # the 20 kr went with the drawer before
    days.made.append(days.operator.pay_cash(kr(40_00)))
    assert days.expected() == 140_00
    days.check()
