"""Goods without a receipt: at the lowest recent price, in cash, within limits, and never by one person alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.access.actor import Approval
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.errors import Refused
from models.pricing.price_list import Price
from models.selling.blind_return import BlindGoods, BlindReturnLimit, NoBlindReturns
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnReason
from models.selling.sale import Sale, SaleKind
from models.shop_settings import BLIND_DAY_MAX
from models.stock.movement import MovementReason
from operations.access.permissions import NotPermitted
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from operations.selling.blind_returns import BlindQuote, BlindWish, give_blind_return, quote_blind_return
from operations.selling.complete_sale import BasketChanged
from operations.selling.goods_return import choose_returns
from operations.selling.undo_sale import BasketInTheWay
from store import invariants
from store.database.engine import Store
from store.selling import sales
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, kr, small_shop
from tests.operations.selling.test_returns import Returner, line, moved

WHY = GoodsReturned(ReturnReason.FAULTY, GoodsTo.WASTE)
MARIA = Approval("maria", Permission.APPROVE_RETURNS, "goodwill")


@pytest.fixture
def anna(store: Store) -> Returner:
    return Returner(small_shop(store))


def goods(**quantities: str) -> tuple[BlindGoods, ...]:
    return tuple(BlindGoods(sku, Decimal(quantity)) for sku, quantity in quantities.items())


def quote(who: Returner, **quantities: str) -> BlindQuote:
    return quote_blind_return(who.store, who.actor, goods(**quantities), at=AT)


def give(who: Returner, shown: int | None = None, **quantities: str) -> Sale:
    quoted = quote(who, **quantities)
    worth = quoted.worth if shown is None else kr(shown)
    wish = BlindWish(quoted.basket_id, goods(**quantities), WHY, worth)
    approved = replace(who.actor, approval=MARIA)
    refund = give_blind_return(who.store, approved, wish, at=AT)
    assert give_blind_return(who.store, approved, wish, at=AT) == refund, "twice is once"
    return refund


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_goods_come_back_at_their_lowest_price_of_thirty_days(store: Store, anna: Returner) -> None:
    campaign = Price("MILK", kr(1490), date(2026, 11, 1), date(2026, 11, 8))
    register_range(store, OFFICE_ACTOR, Range(prices=(campaign,)), at=AT)
    refund = give(anna, MILK="2", BANANAS="0.500")
    assert (refund.kind, refund.refers_to) == (SaleKind.REFUND, None)
    assert [(each.sku, each.gross.minor) for each in refund.lines] == [("MILK", -2980), ("BANANAS", -1248)]
    assert refund.settlement.due == kr(-4200)
    assert [each.cost and each.cost.minor for each in refund.lines] == [-1990, -624]
    reasons = {reason for _, _, reason in moved(store, refund.id)}
    assert reasons == {MovementReason.RETURN, MovementReason.RETURN_WASTE}
    assert anna.state().basket is None
    check(store)


def test_nobody_does_it_alone_whatever_their_role(store: Store, anna: Returner) -> None:
    quoted = quote(anna, MILK="1")
    owner = replace(anna.actor, permissions=PERMISSIONS[BuiltInRole.OWNER])
    with pytest.raises(NotPermitted):
        give_blind_return(store, owner, BlindWish(quoted.basket_id, goods(MILK="1"), WHY, quoted.worth), at=AT)
    check(store)


def test_a_day_has_its_limit_over_all_tills_of_the_place_and_each_customer_theirs(store: Store, anna: Returner) -> None:
    with pytest.raises(BlindReturnLimit):
        give(anna, STAMPS="2")
    give(anna, STAMPS="1")
    change_setting(store, OFFICE_ACTOR, BLIND_DAY_MAX, "230", at=AT)
    with pytest.raises(BlindReturnLimit) as refused:
        give(anna, MILK="1")
    assert refused.value.left == kr(1000)
    give(Returner(store, SECOND_TILL), STAMPS="1")  # another location
    change_setting(store, OFFICE_ACTOR, BLIND_DAY_MAX, "0", at=AT)
    with pytest.raises(NoBlindReturns):
        quote(anna, MILK="1")
    check(store)


def refused(who: Returner, **quantities: str) -> Refused:
    with pytest.raises(Refused) as caught:
        give(who, None, **quantities)
    return caught.value


def test_a_customer_in_the_middle_of_a_purchase_and_a_changed_price_stop_it(store: Store, anna: Returner) -> None:
    with pytest.raises(BasketChanged):
        give(anna, 1, MILK="1")
    anna.scan("MILK")
    assert isinstance(refused(anna, MILK="1"), BasketInTheWay)
    check(store)


def test_a_receipt_that_was_only_found_needs_approval(store: Store, anna: Returner) -> None:
    sale = anna.sell(MILK="2")
    assistant = replace(anna.actor, permissions=PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        choose_returns(store, assistant, sale.id, [line(1)], at=AT)
    choose_returns(store, replace(assistant, approval=MARIA), sale.id, [line(1)], at=AT)
    choose_returns(store, assistant, sale.id, [line(1, "2")], at=AT)  # approved for this receipt already
    with store.view() as view:
        assert sales.refunds_of(view, sale.id) == []
    change_setting(store, OFFICE_ACTOR, "returns.receipt", "found", at=AT)
    other = Returner(store, SECOND_TILL)
    second = other.sell(MILK="1")
    choose_returns(store, replace(other.actor, permissions=assistant.permissions), second.id, [line(1)], at=AT)
    check(store)
