"""What visitors of the web shop want, before they order it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from store import schema
from store.database.columns import Instant

_LINE, _CHOICE = schema.web_basket_line, schema.web_basket_card
# As text, for it reads the same on every database.
_PUT = sa.text(
    "INSERT INTO web_basket_line (basket_key, sku, quantity, changed_at)"
    " VALUES (:basket_key, :sku, :quantity, :changed_at) ON CONFLICT (basket_key, sku)"
    " DO UPDATE SET quantity = excluded.quantity, changed_at = excluded.changed_at"
).bindparams(sa.bindparam("changed_at", type_=Instant))


def wanted_goods(view: sa.Connection, basket_key: str) -> dict[str, int]:
    """How many of what is in a visitor's basket, by SKU in the order of names."""
    query = (
        sa.select(_LINE.c.sku, _LINE.c.quantity)
        .join(schema.product, schema.product.c.sku == _LINE.c.sku)
        .where(_LINE.c.basket_key == basket_key)
        .order_by(schema.product.c.name, _LINE.c.sku)
    )
    return {row.sku: row.quantity for row in view.execute(query)}


def set_wanted(tx: sa.Connection, basket_key: str, sku: str, quantity: int, at: datetime) -> None:
    """Let a basket have so many of a product; zero: none."""
    here = _LINE.c.basket_key == basket_key, _LINE.c.sku == sku
    if not quantity:
        tx.execute(_LINE.delete().where(*here))
        return
    tx.execute(_PUT, {"basket_key": basket_key, "sku": sku, "quantity": quantity, "changed_at": at})


def chosen_card(view: sa.Connection, basket_key: str) -> int | None:
    """The number of the gift card with which a visitor's basket is to be paid."""
    return view.scalar(sa.select(_CHOICE.c.card_id).where(_CHOICE.c.basket_key == basket_key))


def choose_card(tx: sa.Connection, basket_key: str, card_id: int | None, at: datetime) -> None:
    """Let a basket be paid with a gift card, or with none."""
    tx.execute(_CHOICE.delete().where(_CHOICE.c.basket_key == basket_key))
    if card_id is not None:
        tx.execute(_CHOICE.insert(), {"basket_key": basket_key, "card_id": card_id, "changed_at": at})


def empty_basket(tx: sa.Connection, basket_key: str) -> None:
    """Delete a basket."""
    tx.execute(_CHOICE.delete().where(_CHOICE.c.basket_key == basket_key))
    tx.execute(_LINE.delete().where(_LINE.c.basket_key == basket_key))


def forget_old_baskets(tx: sa.Connection, before: datetime) -> int:
    """Delete what was put into baskets before an instant; how many lines that were."""
    tx.execute(_CHOICE.delete().where(_CHOICE.c.changed_at < before))
    return tx.execute(_LINE.delete().where(_LINE.c.changed_at < before)).rowcount
