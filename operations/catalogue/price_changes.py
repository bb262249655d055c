"""Setting and withdrawing the price of a product."""

from __future__ import annotations

from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.price import PricesWithdrawn, WithdrawnPrice
from models.pricing.price_change import PriceInPast, check_price, rows_to_save
from models.pricing.price_fact import prices_fact
from models.pricing.price_list import Price
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import catalogue
from store.database.engine import Store


class NoSuchPrice(Refused):
    """A product has no price that begins on the day."""

    code = "no_such_price"
    text = "{sku} has no price that begins on {day}. Nothing was changed; choose one of its prices."

    sku: str
    day: date


def set_price(store: Store, actor: Actor, price: Price, *, at: datetime) -> list[Price]:
    """Give a product a price from today or a later day on; the days after its end keep the price that they had.

    A price that begins on the same day is replaced. Returns the prices that were stored: none, if it is set already.
    Raises :class:`PriceInPast`, :class:`models.pricing.price_change.WrongPrice` or
    :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        catalogue.get_product(work.tx, price.sku)
        check_price(price, work.station.shop.business_day(work.at))
        stored = catalogue.prices_of(work.tx, [price.sku], price.amount.currency)[price.sku]
        rows = rows_to_save(stored, price)
        if rows:
            catalogue.add_prices(work.tx, rows)
            work.record(prices_fact(rows))
    return rows


def withdraw_price(store: Store, actor: Actor, sku: str, valid_from: date, *, at: datetime) -> None:
    """Take back a price that has not begun; whatever holds without it holds.

    Raises :class:`NoSuchPrice`, or :class:`PriceInPast` for one that has begun: set another in its place.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        shop = work.station.shop
        today = shop.business_day(work.at)
        if valid_from <= today:
            raise PriceInPast(sku, valid_from, today)
        stored = catalogue.prices_of(work.tx, [sku], shop.currency)[sku]
        if all(each.valid_from != valid_from for each in stored):
            raise NoSuchPrice(sku, valid_from)
        catalogue.remove_price(work.tx, sku, valid_from)
        work.record(PricesWithdrawn((WithdrawnPrice(sku, valid_from),)))
