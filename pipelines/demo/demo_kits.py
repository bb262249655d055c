"""A kit of the demo shop: a bag with breakfast, made of goods that the shop has anyway, and sold at each till."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.catalogue.kit import KitPart
from models.catalogue.product import Product, TaxCategory
from models.money import Money, divide_half_up
from models.pricing.price_list import Price
from models.quantity import Unit, to_milli
from models.selling.settlement import Offer, TenderKind, cash_due
from models.selling.till_event import Scan
from operations.catalogue.kit_changes import set_kit
from operations.installation.opening import Range, register_range
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events, till_state
from pipelines.demo.brought_back import LATER
from pipelines.demo.till_days import TillDay
from store.cash import z_reports
from store.catalogue.one_product import find_products
from store.database.engine import Store
from store.importing.earlier_imports import last_receipts

KIT_SKU = "9003"
KIT_NAMES = {"sv": "Frukostpåse", "en": "Breakfast bag"}
#: So much of goods sold by the piece, and of goods sold by weight, is in one bag; it costs less than they do alone.
_PIECES, _WEIGHED = (Decimal(1), Decimal(1), Decimal(2)), Decimal("0.150")
_PER_CENT = 90
_SOLD_BY = "anna"
_CLIENT = "00000000-0000-4000-8000-0000000000de"


@dataclass(frozen=True, slots=True)
class DemoKit:
    """The product, its price and its parts."""

    product: Product
    price: Price
    parts: tuple[KitPart, ...]


def demo_kit(goods: Sequence[tuple[Product, int]], first: date, language: str, currency: str) -> DemoKit | None:
    """The bag, of the first plain food among ``goods`` (products with their prices); none where there is too little."""
    plain = [each for each in goods if _is_plain(each[0])]
    pieces = [each for each in plain if each[0].unit is Unit.PIECE][: len(_PIECES)]
    weighed = [each for each in plain if each[0].unit is Unit.KILOGRAM][:1]
    chosen = [*zip(pieces, _PIECES, strict=False), *((each, _WEIGHED) for each in weighed)]
    if len(chosen) <= 1:
        return None
    worth = sum(minor * to_milli(units) for (_, minor), units in chosen)
    amount = Money(divide_half_up(worth * _PER_CENT, 100 * 1000 * 100) * 100, currency)
    category = chosen[0][0][0].category
    product = Product(KIT_SKU, KIT_NAMES[language], Unit.PIECE, category, TaxCategory.FOOD)
    parts = tuple(KitPart(each.sku, units) for (each, _), units in chosen)
    return DemoKit(product, Price(KIT_SKU, amount, first), parts)


def make_kit(store: Store, actor: Actor, kit: DemoKit | None, *, at: datetime) -> None:
    """Store the bag with its price and its parts, if the shop has enough for one."""
    if kit is not None:
        register_range(store, actor, Range(products=(kit.product,), prices=(kit.price,)), at=at)
        set_kit(store, actor, kit.product.sku, kit.parts, at=at)


def sell_kits(store: Store, day: TillDay, before: int) -> int:
    """Sell two bags at a till when its history ends, and return how many receipts that made; twice is once.

    ``before`` is how many receipts were made after the day's own.
    """
    with store.view() as view:
        last = z_reports.last_report(view, day.till_id)
        is_last = last_receipts(view)[day.till_id] == day.receipt + before
        is_there = KIT_SKU in find_products(view, [KIT_SKU])
    if not is_there:
        return 0
    if not is_last:
        return 1
    is_closed = last is not None and last.receipts_up_to >= day.receipt
    at = (day.ends_at if is_closed else day.sales[-1].at) + 3 * LATER
    actor = Actor(_SOLD_BY, day.till_id, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    apply_events(store, actor, _CLIENT, [Scan(1, KIT_SKU, Decimal(2))], at=at)
    basket = till_state(store, day.till_id, _CLIENT, at=at).basket
    assert basket is not None, "the bags are in the basket"
    offer = Offer(TenderKind.CASH, cash_due(basket.due))
    complete_sale(store, actor, Payment(basket.basket.id, basket.due, (offer,)), at=at + timedelta(seconds=1))
    return 1


def _is_plain(product: Product) -> bool:
    is_food = product.tax_category is TaxCategory.FOOD
    return is_food and not (product.age_limit or product.open_price or product.deposit or product.pack)
