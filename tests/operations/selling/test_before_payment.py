"""A basket on paper before it is paid, and the slip of one that waits: counted, and never taken for a sale."""

from __future__ import annotations

import pytest

from models.facts.day import NumberedSum
from models.selling.parked_slip import NotParked
from models.selling.till_event import Park
from operations.selling.before_payment import print_parked_slip, print_pro_forma
from operations.selling.complete_sale import UnknownBasket
from store.database.engine import Store
from tests.builders import Operator, small_shop
from tests.operations.cash.shop_days import ShopDays


@pytest.fixture
def days(store: Store) -> ShopDays:
    return ShopDays(small_shop(store), Operator(store))


def open_basket(days: ShopDays) -> int:
    basket = days.operator.state().basket
    assert basket is not None
    return basket.basket.id


def test_a_printout_before_payment_is_counted_and_the_basket_is_sold_once(days: ShopDays) -> None:
    days.operator.scan("MILK", 2, at=days.at)
    basket_id = open_basket(days)
    for _ in range(2):
        print_pro_forma(days.store, days.actor, basket_id, at=days.at)
    days.made.append(days.operator.pay_cash(at=days.at))
    with pytest.raises(UnknownBasket):
        print_pro_forma(days.store, days.actor, basket_id, at=days.at)
    report = days.close()
    assert report.figures.till.pro_forma == NumberedSum(2, 2 * 3980)
    assert report.figures.trade.sales == NumberedSum(1, 3980)
    days.check()


def test_a_slip_is_of_a_basket_that_waits(days: ShopDays) -> None:
    days.operator.scan("MILK", at=days.at)
    basket_id = open_basket(days)
    with pytest.raises(NotParked):
        print_parked_slip(days.store, days.actor, basket_id, at=days.at)
    days.operator.do(Park)
    print_parked_slip(days.store, days.actor, basket_id, at=days.at)
    with pytest.raises(NotParked):
        print_parked_slip(days.store, days.actor, basket_id + 99, at=days.at)
    days.check()
