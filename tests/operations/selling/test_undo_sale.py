"""The last sale is undone as a whole: money, goods and books are as before it, and nothing but it is undone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from models.access.permission import PERMISSIONS, BuiltInRole
from models.errors import Refused
from models.selling.refund import RefundedTooMuch
from models.selling.return_line import ReturnReason
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel
from operations.access.permissions import NotPermitted
from operations.cash.day_close import DayEnd, close_day
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.undo_sale import (
    BasketInTheWay,
    NotTheLastSale,
    SaleInClosedDay,
    SaleOfExchange,
    undo_sale,
    why_not_undone,
)
from store import invariants, stock
from store.database.engine import Store
from tests.builders import AT, SECOND_TILL, TILL, kr, small_shop
from tests.columns import balances
from tests.operations.selling.test_returns import Returner, line


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def undo(who: Returner, sale: Sale) -> Sale:
    basket_id = undo_sale(who.store, who.actor, sale.id, at=AT)
    assert undo_sale(who.store, who.actor, sale.id, at=AT) == basket_id, "asking twice is asking once"
    return who.refund()


def state_of(shop: Store, *documents: Sale) -> tuple[dict[str, int], Counter[str]]:
    """The books, and the goods that documents moved, without what is nothing."""
    goods: Counter[str] = Counter()
    with shop.view() as view:
        books = {account: amount for account, amount in balances(view).items() if amount}
        for movements in stock.movements_from(view, [each.id for each in documents]).values():
            for each in movements:
                goods[each.sku] += int(each.quantity * 1000)
    return books, Counter({sku: milli for sku, milli in goods.items() if milli})


def test_a_sale_and_its_undoing_are_nothing(shop: Store) -> None:
    who, before = Returner(shop), state_of(shop)
    sale = who.sell(MILK="2", PAPER="1", BANANAS="0.450")
    refund = undo(who, sale)
    assert refund.refers_to == sale.id
    assert {each.returned.reason for each in refund.lines if each.returned} == {ReturnReason.MISTAKE}
    assert refund.settlement.due == -sale.settlement.due
    assert state_of(shop, sale, refund) == before
    with shop.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
        assert isinstance(why_not_undone(view, TILL, sale), NotTheLastSale), "its return is the last one now"


def refused(who: Returner, sale: Sale) -> Refused:
    with pytest.raises(Refused) as caught:
        undo_sale(who.store, who.actor, sale.id, at=AT)
    return caught.value


def test_only_the_last_sale_of_an_open_day_is_undone(shop: Store) -> None:
    who = Returner(shop)
    first, last = who.sell(MILK="1"), who.sell(PAPER="1")
    assert isinstance(refused(who, first), NotTheLastSale)
    who.scan("MILK")
    assert isinstance(refused(who, last), BasketInTheWay)
    who.do(Cancel)
    close_day(shop, who.actor, DayEnd(), at=AT)
    assert isinstance(refused(who, last), SaleInClosedDay)


def test_a_sale_of_which_goods_came_back_is_returned_instead(shop: Store) -> None:
    who = Returner(shop)
    sale = who.sell(MILK="2")
    other = Returner(shop, SECOND_TILL)
    other.choose(sale, line(1))
    assert isinstance(refused(who, sale), RefundedTooMuch)


def test_an_exchange_is_not_undone(shop: Store) -> None:
    who = Returner(shop)
    bought = who.sell(MILK="1")
    who.choose(bought, line(1))
    who.scan("PAPER")
    basket = who.state().basket
    assert basket is not None
    payment = Payment(basket.basket.id, basket.due, (Offer(TenderKind.CASH, kr(5000)),))
    sale = complete_sale(shop, who.actor, payment, at=AT)
    assert isinstance(refused(who, sale), SaleOfExchange)


def test_whoever_may_not_approve_returns_undoes_nothing(shop: Store) -> None:
    who = Returner(shop)
    sale = who.sell(MILK="1")
    with pytest.raises(NotPermitted):
        undo_sale(shop, replace(who.actor, permissions=PERMISSIONS[BuiltInRole.SALES_ASSISTANT]), sale.id, at=AT)
    assert who.state().basket is None
