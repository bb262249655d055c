"""An order of the web shop as the basket that it becomes at a till, at the prices at which it was ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from models.catalogue.product import Product
from models.members.point_entry import PointsUse
from models.money import Money
from models.online.online_order import OnlineOrder, OrderMember, WebOrderGoods
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketState, DepositCharge, add_line
from models.selling.gift_card import GiftCardPart


def ordered_basket(
    order: OnlineOrder, products: Mapping[str, Product], currency: str, empty: Basket | None = None
) -> Basket:
    """The goods of an order, of what was picked, in the ``empty`` basket; without one only to learn what they cost.

    An order that is paid on the web has the promotions of the moment at which its customer was asked for the money.
    """
    basket = empty or empty_basket(order, order.id, 0, order.placed_at)
    for each in order.goods:
        if each.pieces:
            basket = add_line(basket, _line_of(each, products[each.sku], currency))
    return basket


def empty_basket(order: OnlineOrder, basket_id: int, device_id: int, at: datetime) -> Basket:
    """A basket that waits at a till under the pick-up code, without the goods; card and points of the order pay."""
    label, card = f"#{order.code}", order.card
    cards = () if card is None else (GiftCardPart(card.card, card.last_four, card.amount_minor),)
    is_paid = order.is_prepaid and basket_id == order.id
    basket = Basket(basket_id, device_id, BasketState.PARKED, label, at, 0, has_payments=is_paid, gift_cards=cards)
    return basket if order.member is None else replace(basket, member=order.member.member, points=_use(order.member))


def _use(member: OrderMember) -> PointsUse | None:
    return PointsUse(member.points, member.value_minor, member.excluded) if member.points else None


def _line_of(goods: WebOrderGoods, product: Product, currency: str) -> BasketLine:
    deposit = None if goods.deposit is None else DepositCharge(goods.deposit, Money(goods.deposit_minor, currency))
    return BasketLine(
        position=0,
        sku=goods.sku,
        gtin=None,
        name=product.name,
        unit=Unit.PIECE,
        quantity=Decimal(goods.pieces),
        unit_price=Money(goods.unit_price_minor, currency),
        discount=Money(0, currency),
        tax_category=product.tax_category,
        pack=product.pack,
        age_limit=product.age_limit,
        category=product.category,
        deposit=deposit,
    )
