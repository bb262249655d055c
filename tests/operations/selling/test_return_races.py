"""The same line is taken back at two tills at the same moment: never more than was sold. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa

from models.selling.refund import RefundedTooMuch
from models.selling.return_line import GoodsTo, ReturnReason
from operations.selling.goods_return import ChosenLine, choose_returns
from store import schema
from store.database.engine import Store
from store.invariants.refunds import counted_refunds, counters
from tests.builders import AT, SECOND_TILL, TILL, Operator, anna_at, small_shop

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
