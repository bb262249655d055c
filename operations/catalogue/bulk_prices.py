"""One portion of a bulk change of prices: set, or taken back, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.price import BulkPrice, BulkPricesSet, BulkPricesUndone
from models.money import Money
from models.pricing.bulk_price import PlannedPrice, prices_back, recorded_price
from models.pricing.price_change import check_price, holder_on, rows_to_save
from models.pricing.price_fact import prices_fact, withdrawn_fact
from models.pricing.price_list import Price
from operations.access.permissions import check
from operations.access.tills import check_location
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.database.engine import Store


class SoldSince(Refused):
    """A bulk change that cannot be taken back: goods were sold at its prices."""

    code = "sold_since"
    text = (
        "{count} of these products were sold at the new price already. Nothing was changed; set other prices from "
        "today on instead."
    )

    count: int


@dataclass(frozen=True, slots=True)
class BulkPortion:
    """Some prices of a bulk change; ``change`` is its number, ``None`` for the first portion, which gets one.

    They are prices of one location, or without a ``location_id`` the whole shop's.
    """

    change: int | None
    rule: str
    valid_from: date
    valid_until: date | None
    prices: Sequence[PlannedPrice]
    location_id: int | None = None


def set_bulk_prices(store: Store, actor: Actor, portion: BulkPortion, *, at: datetime) -> int:
    """Set the prices of a portion; returns the number of the change. What is set already is not set again.

    A product whose price is no longer the one that the plan began with keeps it. Raises
    :class:`models.pricing.price_change.PriceInPast` or :class:`operations.access.tills.NoSuchLocation`.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        if portion.location_id is not None:
            check_location(work.tx, portion.location_id)
        change = portion.change or work.take_ids()[0]
        company = work.station.shop
        stored = catalogue.prices_of(work.tx, [each.sku for each in portion.prices], company.currency)
        rows: list[Price] = []
        lines: list[BulkPrice] = []
        for each in portion.prices:
            price = _planned_price(portion, each, company.currency)
            check_price(price, company.business_day(at))
            holder = holder_on(stored[each.sku], each.sku, portion.valid_from, portion.location_id)
            if holder is None or holder.amount.minor != each.before:
                continue
            new = rows_to_save(stored[each.sku], price)
            if new:
                rows += new
                lines.append(recorded_price(price, stored[each.sku]))
        if rows:
            catalogue.add_prices(work.tx, rows)
            work.record(prices_fact(rows))
            work.record(BulkPricesSet(change, portion.rule, portion.valid_from, portion.valid_until, tuple(lines)))
    return change


def _planned_price(portion: BulkPortion, planned: PlannedPrice, currency: str) -> Price:
    amount = Money(planned.after, currency)
    return Price(planned.sku, amount, portion.valid_from, portion.valid_until, portion.location_id)


def undo_bulk_prices(store: Store, actor: Actor, portion: BulkPricesSet, *, at: datetime) -> int:
    """Take back a portion of a bulk change; returns for how many products. A price that was set since stays.

    Raises :class:`SoldSince` once one of them was sold at the new price.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        sold = catalogue.sold_at(work.tx, portion)
        if sold:
            raise SoldSince(len(sold))
        skus = _put_back(work, portion)
        if skus:
            work.record(BulkPricesUndone(portion.change, skus))
    return len(skus)


def _put_back(work: UnitOfWork, portion: BulkPricesSet) -> tuple[str, ...]:
    company = work.station.shop
    stored = catalogue.prices_of(work.tx, [each.sku for each in portion.prices], company.currency)
    span = portion.valid_from, portion.valid_until
    back = prices_back(stored, portion.prices, span, company.business_day(work.at))
    if back.rows:
        catalogue.add_prices(work.tx, back.rows)
        work.record(prices_fact(back.rows))
    if back.withdrawn:
        catalogue.remove_prices(work.tx, back.withdrawn)
        work.record(withdrawn_fact(back.withdrawn))
    return back.undone
