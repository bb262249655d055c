"""The same line is taken back at two tills at the same moment: never more than was sold. On both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa

from models.money import Money
from models.payments.attempt import PaymentMethod
from models.selling.refund import RefundedTooMuch
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.selling.till_event import DiscountBasket, DiscountLine
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from store import schema
from store.database.engine import Store
from store.invariants.refunds import counted_refunds, counters
from store.selling import sales
from tests.builders import AT, SECOND_TILL, TILL, Operator, anna_at, small_shop, stock_up
from tests.operations.selling.test_discounts import Giver

Rounds = Callable[[int, int], int]
ONE = Decimal(1)


def both(one: Callable[[], bool], other: Callable[[], bool]) -> list[bool]:
    start = threading.Barrier(2)

    def begin(each: Callable[[], bool]) -> bool:
        start.wait()
        return each()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(begin, (one, other)))


def take_back(store: Store, till: int, sale_id: int) -> bool:
    line = ChosenLine(1, ONE, ReturnReason.FAULTY, GoodsTo.WASTE)
    try:
        choose_returns(store, anna_at(till), sale_id, [line], at=AT)
    except RefundedTooMuch:
        return False
    return True


def clear(store: Store, sale_id: int) -> None:
    none = ChosenLine(1, Decimal(0), ReturnReason.FAULTY, GoodsTo.WASTE)
    for till in (TILL, SECOND_TILL):
        choose_returns(store, anna_at(till), sale_id, [none], at=AT)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_one_of_two_tills_takes_the_line_back(store: Store, rounds: Rounds) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    sale = operator.pay_cash()
    for _ in range(rounds(20, 1_000)):
        taken = both(*(partial(take_back, store, till, sale.id) for till in (TILL, SECOND_TILL)))
        assert sorted(taken) == [False, True]
        with store.view() as view:
            assert [*counters(view), *counted_refunds(view)] == []
        clear(store, sale.id)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_two_tills_that_refund_parts_of_a_line_give_each_discount_back_once(store: Store, rounds: Rounds) -> None:
    """A line has two discounts of one öre each: whichever refund is second gives back the other one."""
    stock_up(small_shop(store))
    anna = Giver(store)
    for number in range(rounds(8, 500)):
        anna.scan("MILK", 2)
        anna.do(DiscountLine, position=1, amount_minor=1, reason="Skadad")
        anna.do(DiscountBasket, amount_minor=1, reason="Stammis")
        sale = anna.pay_cash()
        for till in (TILL, SECOND_TILL):
            assert take_back(store, till, sale.id)
        both(*(partial(refund, store, till, f"{number}-{till}") for till in (TILL, SECOND_TILL)))
        with store.view() as view:
            refunds = sales.refunds_of(view, sale.id)
        given = sum((Counter(parts_of(each)) for each in refunds), Counter[str]())
        assert given == {"Skadad": 1, "Stammis": 1}


def refund(store: Store, till: int, key: str) -> bool:
    with store.view() as view:
        basket_id, due = open_basket(view, till)
    give_back(store, anna_at(till), GiveBackWish(key, basket_id, due, PaymentMethod.CASH), at=AT)
    return True


def open_basket(view: sa.Connection, till: int) -> tuple[int, Money]:
    basket = schema.basket.c
    query = sa.select(basket.id, basket.returned_minor).where(basket.device_id == till)
    basket_id, returned = view.execute(query).one()
    return basket_id, Money(-returned, "SEK")


def parts_of(sale: Sale) -> dict[str, int]:
    return {part.text: -part.amount_minor for line in sale.lines for part in line.discounts}


def test_a_naive_count_takes_it_back_twice(store: Store) -> None:
    """The control: looking first and writing then lets two tills take back what was sold once."""
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    sale = operator.pay_cash()
    seen = threading.Barrier(2)

    def naively() -> bool:
        counter = schema.refunded_line.c
        with store.view() as view:
            taken = view.scalar(sa.select(counter.refunded_quantity).where(counter.sale_id == sale.id))
        seen.wait()
        return (taken or Decimal(0)) + ONE <= ONE

    assert both(naively, naively) == [True, True]
