"""Handing over an order that was paid on the web: nothing is left to pay, so that it becomes a sale at once."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.selling.age_check import age_to_confirm
from models.selling.sale import Sale
from operations.access.permissions import check
from operations.selling.complete_sale import Payment, sell_basket
from operations.selling.payment_books import apply_parts, parts_of
from operations.unit_of_work import unit_of_work
from store.database.engine import Store
from store.selling import baskets, sales
from store.selling.basket_prices import BasketPrices


def sell_prepaid(store: Store, actor: Actor, basket_id: int, *, at: datetime) -> Sale | None:
    """The sale of a basket of this till of which everything is paid; ``None``: the operator has to act.

    That is so where something is left to pay, points paid all of it, or the customer's age is to be confirmed. Twice is
    once.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        basket = baskets.find_basket(work.tx, basket_id, work.station.shop.currency)
        if basket is None:
            return sales.find_sale(work.tx, basket_id)
        is_paid = basket.has_payments or basket.gift_cards
        if basket.device_id != actor.device_id or not is_paid or age_to_confirm(basket):
            return None
        priced = BasketPrices(work.tx, work.station.shop, at).of(basket)
        due = priced.due
        parts = parts_of(work, basket, due)
        if parts.open_attempt is not None or parts.rest.minor or not priced.gross_minor:
            return None
        sale = sell_basket(work, basket, Payment(basket.id, due, ()))
        apply_parts(work, basket.id)
        return sale
