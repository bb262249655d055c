"""Favourites are what most receipts of a place have, in a window of days."""

from __future__ import annotations

from datetime import timedelta

from store.database.engine import Store
from store.selling.most_sold import most_sold
from tests.builders import DAY, SECOND_TILL, Operator, small_shop

TOMORROW = DAY + timedelta(days=1)


def test_what_is_on_most_receipts_comes_first_and_other_places_do_not_count(store: Store) -> None:
    shop = small_shop(store)
    here, there = Operator(shop), Operator(shop, SECOND_TILL)
    for codes in (["PAPER", "MILK"], ["MILK"], ["LUNCH", "MILK", "PAPER"]):
        for code in codes:
            here.scan(code)
        here.pay_cash()
    for _ in range(5):
        there.scan("STAMPS")
        there.pay_cash()
    with shop.view() as view:
        assert most_sold(view, 1, DAY, TOMORROW, most=9) == ["MILK", "PAPER", "LUNCH"]
        assert most_sold(view, 1, DAY, TOMORROW, most=1) == ["MILK"]
        assert most_sold(view, 1, DAY - timedelta(days=1), DAY, most=9) == [], "the last day is not included"
