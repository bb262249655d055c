"""The gift cards that orders of the web shop buy, in place of goods."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from models.online.online_order import OPEN_STATES, CardPurchase
from store import schema

_PURCHASE, _CARD, _ORDER = schema.online_order_purchase, schema.gift_card, schema.online_order
_VALUES = sa.select(
    _PURCHASE.c.order_id,
    _PURCHASE.c.card_id,
    _CARD.c.last_four,
    *_PURCHASE.c["amount_minor", "recipient", "greeting"],
).join(_CARD, _CARD.c.id == _PURCHASE.c.card_id)


def add_purchase(tx: sa.Connection, order_id: int, purchase: CardPurchase) -> None:
    """Store which gift card an order buys."""
    row = {
        "order_id": order_id,
        "card_id": purchase.card,
        "amount_minor": purchase.amount_minor,
        "recipient": purchase.recipient,
        "greeting": purchase.greeting,
    }
    tx.execute(_PURCHASE.insert(), row)


def purchases_of(view: sa.Connection, order_ids: Iterable[int]) -> dict[int, CardPurchase]:
    """The gift cards that orders buy, by order."""
    query = _VALUES.where(_PURCHASE.c.order_id.in_(list(order_ids)))
    return {order_id: CardPurchase(*values) for order_id, *values in view.execute(query)}


def purchase_of_card(view: sa.Connection, card_id: int) -> CardPurchase | None:
    """The purchase of a gift card in the web shop; ``None`` for any other card."""
    return next(
        (CardPurchase(*values) for _, *values in view.execute(_VALUES.where(_PURCHASE.c.card_id == card_id))), None
    )


def open_purchases(view: sa.Connection) -> list[tuple[int, CardPurchase]]:
    """The orders whose gift card is not paid yet, and may still be."""
    query = _VALUES.join(_ORDER, _ORDER.c.id == _PURCHASE.c.order_id).order_by(_PURCHASE.c.order_id)
    is_open = _ORDER.c.state.in_(sorted(each.value for each in OPEN_STATES))
    return [(order_id, CardPurchase(*values)) for order_id, *values in view.execute(query.where(is_open))]


def erase_words(tx: sa.Connection, order_ids: Iterable[int]) -> None:
    """Erase whom the cards of orders went to, and what was written on them."""
    of_orders = _PURCHASE.c.order_id.in_(list(order_ids))
    tx.execute(_PURCHASE.update().where(of_orders).values(recipient="", greeting=""))
