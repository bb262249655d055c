"""Promotions in the sale: from the basket to the receipt and back, as they hold at each moment. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from models.payments.attempt import PaymentMethod
from models.pricing.discount_part import DiscountKind
from models.promotions.promotion import GoodsGroup, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Park, Recall, SetQuantity
from operations.catalogue.promotion_changes import create_promotion, end_promotion
from operations.selling.complete_sale import BasketChanged, Payment, complete_sale
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from operations.selling.payment_changes import PaymentWish, begin_payment
from store import invariants
from store.database.engine import Store
from store.selling import sales
from tests.builders import AT, DAY, OFFICE_ACTOR, Operator, kr, small_shop

ALWAYS = PromotionTime(DAY)
#: 10.30 UTC is half past eleven in Stockholm.
LUNCH_HOUR = PromotionTime(DAY, from_minute=11 * 60, until_minute=12 * 60)
AFTER_LUNCH = AT + timedelta(hours=1)


def milk(pieces: int) -> Slot:
    return Slot(GoodsGroup(frozenset({"MILK"})), pieces)


THREE_FOR_TWO = Promotion(0, "3 för 2 mjölk", PromotionKind.CHEAPEST_FREE, (milk(3),), ALWAYS)
HALF_PRICE = Promotion(0, "Lunchpris", PromotionKind.PERCENT, (Slot(),), LUNCH_HOUR, percent_ppm=500_000)


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def due(operator: Operator) -> int:
    basket = operator.state().basket
    assert basket is not None
    return basket.due.minor


def parts(sale: Sale) -> list[tuple[int, str, str, int, int | None]]:
    return [
        (line.position, part.kind.value, part.text, part.amount_minor, part.source_id)
        for line in sale.lines
        for part in line.discounts
    ]


def check(shop: Store) -> None:
    with shop.view() as view:
        assert invariants.check_all(view) == []


def test_a_promotion_is_on_the_line_in_the_sale_and_comes_back_in_parts(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    anna = Operator(shop)
    anna.scan("MILK", 2)
    assert due(anna) == 3980
    state = anna.scan("NAPKINS")
    position = state.basket.lines[0].line.position if state.basket else 0
    anna.do(SetQuantity, position=position, quantity=Decimal(4))
    assert due(anna) == 3 * 1990 + 2495
    sale = anna.pay_cash()
    assert parts(sale) == [(position, DiscountKind.PROMOTION.value, "3 för 2 mjölk", 1990, 1)]
    with shop.view() as view:
        stored = sales.find_sale(view, sale.id)
    assert stored is not None
    assert parts(stored) == parts(sale)
    returned = [bring_back(anna, sale, position, pieces, key) for key, pieces in enumerate((1, 2, 1), start=1)]
    assert sum(returned) == 3 * 1990
    assert min(returned) > 0
    check(shop)


def bring_back(anna: Operator, sale: Sale, position: int, pieces: int, key: int) -> int:
    chosen = ChosenLine(position, Decimal(pieces), ReturnReason.CHANGED_MIND, GoodsTo.STOCK)
    choose_returns(anna.store, anna.actor, sale.id, [chosen], at=AT)
    basket = anna.state().basket
    assert basket is not None
    wish = GiveBackWish(str(UUID(int=key, version=4)), basket.basket.id, basket.due, PaymentMethod.CASH)
    given = give_back(anna.store, anna.actor, wish, at=AT)
    assert isinstance(given, Sale)
    return -(given.net + given.tax).minor


def test_the_price_is_that_of_the_moment_of_paying(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, HALF_PRICE, at=AT)
    anna = Operator(shop)
    anna.scan("MILK")
    assert due(anna) == 995
    basket = anna.state().basket
    assert basket is not None
    anna.do(Park)
    anna.do(Recall, basket_id=basket.basket.id)
    with pytest.raises(BasketChanged):
        anna.pay_cash(kr(1000), at=AFTER_LUNCH)
    payment = Payment(basket.basket.id, kr(1990), (Offer(TenderKind.CASH, kr(2000)),))
    assert parts(complete_sale(shop, anna.actor, payment, at=AFTER_LUNCH)) == []
    check(shop)


@pytest.mark.parametrize("is_ended", [False, True])
def test_what_is_owed_does_not_change_between_two_parts(shop: Store, *, is_ended: bool) -> None:
    create_promotion(shop, OFFICE_ACTOR, HALF_PRICE, at=AT)
    anna = Operator(shop)
    anna.scan("MILK", 2)
    basket = anna.state().basket
    assert basket is not None
    key = str(UUID(int=7, version=4))
    wish = PaymentWish(key, basket.basket.id, kr(1990), PaymentMethod.OWN_TERMINAL, kr(990), reference="slip 7")
    begin_payment(shop, anna.actor, wish, at=AT)
    if is_ended:
        end_promotion(shop, OFFICE_ACTOR, 1, at=AT + timedelta(minutes=1))
    payment = Payment(basket.basket.id, kr(1990), (Offer(TenderKind.CASH, kr(1000)),))
    sale = complete_sale(shop, anna.actor, payment, at=AFTER_LUNCH)
    assert sale.net + sale.tax == kr(1990)
    check(shop)


def test_weighed_goods_cost_less_and_others_nothing_less(shop: Store) -> None:
    per_kilogram = replace(
        THREE_FOR_TWO,
        kind=PromotionKind.AMOUNT,
        slots=(Slot(GoodsGroup(categories=frozenset({"fruit"}))),),
        amount_minor=500,
    )
    create_promotion(shop, OFFICE_ACTOR, per_kilogram, at=AT)
    anna = Operator(shop)
    anna.scan("BANANAS", Decimal("0.450"))
    anna.scan("MILK")
    assert due(anna) == 1123 - 225 + 1990
