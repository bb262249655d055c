"""Setting and withdrawing the price of a product."""

from __future__ import annotations

from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.pricing.price_change import PriceInPast, check_price, end_location_prices, rows_to_save
from models.pricing.price_fact import prices_fact, withdrawn_fact
from models.pricing.price_list import Price
from operations.access.permissions import check
from operations.access.tills import check_location
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

    A price of the same location that begins on the same day is replaced. Returns the prices that were stored: none, if
    it is set already. Raises :class:`PriceInPast`, :class:`models.pricing.price_change.WrongPrice`,
    :class:`operations.access.tills.NoSuchLocation` or :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        catalogue.get_product(work.tx, price.sku)
        if price.location_id is not None:
            check_location(work.tx, price.location_id)
        check_price(price, work.station.shop.business_day(work.at))
        stored = catalogue.prices_of(work.tx, [price.sku], price.amount.currency)[price.sku]
        rows = rows_to_save(stored, price)
        if rows:
            catalogue.add_prices(work.tx, rows)
            work.record(prices_fact(rows))
    return rows


def withdraw_price(
    store: Store, actor: Actor, sku: str, valid_from: date, *, location_id: int | None = None, at: datetime
) -> None:
    """Take back a price, of a location or the shop's, that has not begun; whatever holds without it holds.

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
        of_place = (each for each in stored if each.location_id == location_id)
        gone = [each for each in of_place if each.valid_from == valid_from]
        if not gone:
            raise NoSuchPrice(sku, valid_from)
        catalogue.remove_prices(work.tx, gone)
        work.record(withdrawn_fact(gone))


def sell_at_shop_price(
    store: Store, actor: Actor, sku: str, location_id: int, first: date, *, at: datetime
) -> list[Price]:
    """Let a location sell a product at the shop's price from a day on; its own prices end, those to come are withdrawn.

    What the location sold it at on days that are over stays. Returns the prices that ended or were withdrawn: none, if
    it had none of its own then. Raises :class:`PriceInPast` or :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        catalogue.get_product(work.tx, sku)
        company = work.station.shop
        today = company.business_day(work.at)
        if first < today:
            raise PriceInPast(sku, first, today)
        stored = catalogue.prices_of(work.tx, [sku], company.currency)[sku]
        ended = end_location_prices(stored, sku, location_id, first)
        if ended.save:
            catalogue.add_prices(work.tx, ended.save)
            work.record(prices_fact(ended.save))
        if ended.withdraw:
            catalogue.remove_prices(work.tx, ended.withdraw)
            work.record(withdrawn_fact(ended.withdraw))
    return [*ended.save, *ended.withdraw]
