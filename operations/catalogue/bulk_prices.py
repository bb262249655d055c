"""One portion of a bulk change of prices: set, or taken back, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.price import BulkPrice, BulkPricesSet, BulkPricesUndone, PricesWithdrawn, WithdrawnPrice
from models.money import Money
from models.pricing.bulk_price import PlannedPrice, prices_back
from models.pricing.price_change import check_price, holder_on, rows_to_save
from models.pricing.price_fact import prices_fact
from models.pricing.price_list import Price
from operations.access.permissions import check
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
    """Some prices of a bulk change; ``change`` is its number, ``None`` for the first portion, which gets one."""

    change: int | None
    rule: str
    valid_from: date
    valid_until: date | None
    prices: Sequence[PlannedPrice]


def set_bulk_prices(store: Store, actor: Actor, portion: BulkPortion, *, at: datetime) -> int:
    """Set the prices of a portion; returns the number of the change. What is set already is not set again.

    A product whose price is no longer the one that the plan began with keeps it. Raises
    :class:`models.pricing.price_change.PriceInPast`.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        change = portion.change or work.take_ids()[0]
        company = work.station.shop
        stored = catalogue.prices_of(work.tx, [each.sku for each in portion.prices], company.currency)
        rows: list[Price] = []
        lines: list[BulkPrice] = []
        for each in portion.prices:
            price = Price(each.sku, Money(each.after, company.currency), portion.valid_from, portion.valid_until)
            check_price(price, company.business_day(at))
            holder = holder_on(stored[each.sku], each.sku, portion.valid_from)
            if holder is None or holder.amount.minor != each.before:
                continue
            replaced = next((one for one in stored[each.sku] if one.valid_from == price.valid_from), None)
            new = rows_to_save(stored[each.sku], price)
            if new:
                rows += new
                before = (None, None) if replaced is None else (replaced.amount.minor, replaced.valid_until)
                lines.append(BulkPrice(each.sku, each.after, *before))
        if rows:
            catalogue.add_prices(work.tx, rows)
            work.record(prices_fact(rows))
            work.record(BulkPricesSet(change, portion.rule, portion.valid_from, portion.valid_until, tuple(lines)))
    return change


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
        catalogue.remove_prices(work.tx, back.withdrawn, portion.valid_from)
        work.record(PricesWithdrawn(tuple(WithdrawnPrice(sku, portion.valid_from) for sku in back.withdrawn)))
    return back.undone
