"""What a visitor of the web shop puts into the basket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.access.actor import Actor
from models.access.permission import Permission
from models.online.online_order import LINES_MAX, PIECES_MAX, NotOrderable, OrderingClosed, WebBasketFull
from models.quantity import Unit
from operations.access.permissions import check
from operations.online.web_shop_rules import read_rules
from store import catalogue
from store.database.engine import Store
from store.online import web_baskets

#: A basket is forgotten when nobody has changed it for so long.
BASKET_STAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class BasketWish:
    """So many pieces of a product in a basket; ``adds``: so many more than there are."""

    sku: str
    pieces: int
    adds: bool = False


def put_into_basket(store: Store, actor: Actor, basket_key: str, wish: BasketWish, *, at: datetime) -> int:
    """Let a basket have so many pieces of a product; how many it has now.

    ``basket_key`` is the hash of the visitor's cookie. Zero removes the product, whatever it is. What is put in is
    promised to nobody before it is ordered. Raises :class:`models.online.online_order.OrderingClosed`,
    :class:`models.online.online_order.NotOrderable` or :class:`models.online.online_order.WebBasketFull`.
    """
    check(actor, Permission.ORDER_ONLINE)
    with store.transaction() as tx:
        rules = read_rules(tx, at)
        if not rules.takes_orders:
            raise OrderingClosed
        basket = web_baskets.wanted_goods(tx, basket_key)
        sku = wish.sku
        pieces = max(0, min(PIECES_MAX, wish.pieces + (basket.get(sku, 0) if wish.adds else 0)))
        if pieces:
            product = catalogue.find_products(tx, catalogue.those_online(tx, rules.goods, [sku])).get(sku)
            if product is None or product.unit is not Unit.PIECE:
                raise NotOrderable(sku[:40])
            if sku not in basket and len(basket) >= LINES_MAX:
                raise WebBasketFull(LINES_MAX)
        web_baskets.forget_old_baskets(tx, at - BASKET_STAYS)
        web_baskets.set_wanted(tx, basket_key, sku, pieces, at)
    return pieces
