"""Lots in the demo shop: one has expired, one is for tomorrow and one for next week, and one is recalled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from models.access.actor import Actor
from models.catalogue.product import Product
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.supplier import SupplierTerm
from models.quantity import Unit
from models.stock.lots import NamedLot
from operations.installation.opening import Range, register_range
from operations.purchasing.receiving import receive_goods
from operations.stock.recalling import RecallWish, recall_lot
from store import received_goods
from store.database.engine import Store

#: Lots with their pieces and the days for which they are good, from the day on which the demo ends.
_LOTS = (("L2041", 4, -1), ("L2044", 6, 1), ("L2047", 12, 6))
_RECALLED = "L2044"
#: Goods of this category have them, where the shop has such goods.
_CHILLED = "deli"
#: The location that they come to.
_PLACE = 1
_KEY = "demo lots"


def bring_lots(
    store: Store, actor: Actor, goods: Sequence[tuple[Product, SupplierTerm]], *, today: date, at: datetime
) -> None:
    """Let two products that spoil have lots, and bring some of each; called again it changes nothing."""
    spoiling = [each for each in goods if each[0].shelf_life_days and each[0].unit is Unit.PIECE and not each[0].pack]
    chosen = sorted(spoiling, key=lambda each: each[0].category != _CHILLED)[:2]
    with store.view() as view:
        if received_goods.find_by_key(view, f"{_KEY} 0") is not None:
            return
    products = tuple(replace(product, has_lots=True) for product, _ in chosen)
    register_range(store, actor, Range(products=products), at=at)
    for number, (product, term) in enumerate(chosen):
        goods_of_lots = tuple(
            CountedGoods(product.sku, Decimal(units), lot=NamedLot(code, today + timedelta(days=days)))
            for code, units, days in _LOTS[number:]
        )
        delivery = CountedDelivery(
            f"{_KEY} {number}", goods_of_lots, None, term.supplier_code, _PLACE, f"F {2041 + number}"
        )
        receive_goods(store, actor, delivery, at=at)
    if chosen:
        recall_lot(store, actor, RecallWish(chosen[-1][0].sku, _RECALLED, "Glas i kartongen"), at=at)
