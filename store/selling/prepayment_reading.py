"""The money of orders that are paid on the web, read with what their goods cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from models.online.online_order import OPEN_STATES as OPEN_ORDERS
from models.online.online_order import OnlineOrder, OnlineOrderState
from models.online.prepayment import Prepayment, prepayment_of
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.payments.attempt_state import OPEN_STATES
from models.selling.basket import PricedBasket
from models.selling.ordered_basket import ordered_basket
from models.shop import Shop
from store import catalogue, schema
from store.selling.basket_prices import BasketPrices
from store.selling.payment_attempts import attempts_of

_ATTEMPT, _ORDER = schema.payment_attempt, schema.online_order


def read_prepayment(view: sa.Connection, company: Shop, order: OnlineOrder, *, at: datetime) -> Prepayment:
    """The payment of an order on the web, with what its goods cost at a till beside its gift card."""
    due_minor = order.rest_of(cost_of(view, company, order, at=at))
    return prepayment_of(order, attempts_of(view, order.id), due_minor)


def cost_of(view: sa.Connection, company: Shop, order: OnlineOrder, *, at: datetime) -> int:
    """What the goods of an order cost at a till, of what was picked, in minor units; a gift card, what it is worth."""
    if order.purchase is not None:
        return order.purchase.amount_minor
    return priced_goods(view, company, order, at=at).due.minor


def priced_goods(view: sa.Connection, company: Shop, order: OnlineOrder, *, at: datetime) -> PricedBasket:
    """The goods of an order as a till would price them, with their tax and without its gift card."""
    products = catalogue.find_products(view, [each.sku for each in order.goods])
    basket = ordered_basket(replace(order, card=None, is_prepaid=True), products, company.currency)
    return BasketPrices(view, company, at).of(basket)


def orders_to_follow(view: sa.Connection, since: datetime) -> list[int]:
    """The orders whose money on the web may move: open ones, those that ended after an instant, and what is asked."""
    is_open = _ORDER.c.state.in_(sorted(each.value for each in OPEN_ORDERS))
    orders = sa.select(_ORDER.c.id).where(_ORDER.c.prepaid, sa.or_(is_open, _ORDER.c.ended_at >= since))
    is_asked = _ATTEMPT.c.state.in_(sorted(each.value for each in OPEN_STATES))
    asked_for = (
        sa.select(_ORDER.c.id)
        .join(_ATTEMPT, _ATTEMPT.c.basket_id == _ORDER.c.id)
        .where(is_asked, _ATTEMPT.c.method == PaymentMethod.WEB.value)
    )
    return sorted({*view.scalars(orders), *view.scalars(asked_for)})


def without_waiting_orders(view: sa.Connection, attempts: list[PaymentAttempt]) -> list[PaymentAttempt]:
    """Payments that somebody must look at, without those of orders of the web shop that go their way.

    An order that waits has its money reserved or taken before it is a sale; that of a gift card is on the card.
    """
    of_web = [each.order.basket_id for each in attempts if each.is_of_web]
    is_card = sa.and_(_ORDER.c.state == OnlineOrderState.COLLECTED.value, _ORDER.c.sale_id.is_(None))
    here = sa.or_(_ORDER.c.ended_at.is_(None), is_card)
    query = sa.select(_ORDER.c.id).where(_ORDER.c.id.in_(of_web), here)
    waiting = set(view.scalars(query)) if of_web else set()
    return [each for each in attempts if each.order.basket_id not in waiting or each.original is not None]
