"""Opening the shop's store, and registering the shop, its locations and its tills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.product import Category, Product
from models.facts.shop import CompanyValues, DeviceValues, LocationValues, RateValues, ShopRegistered
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.tax_rules import TaxRate
from models.ledger.chart import first_choices
from models.pricing.price_fact import prices_fact
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.purchasing.terms_fact import terms_fact
from models.shop import Device, Location, Shop
from operations.access import check
from operations.unit_of_work import UnitOfWork, work_in
from store import catalogue, ledger, purchasing, shop
from store.database import versions
from store.database.engine import Store

#: Prices or terms that one fact holds at most.
FACT_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class NewShop:
    """A company with its locations and devices; ``own_rates`` are tax rates beside those of its country."""

    company: Shop
    locations: tuple[Location, ...]
    devices: tuple[Device, ...]
    own_rates: tuple[TaxRate, ...] = ()

    @property
    def tax_rates(self) -> list[TaxRate]:
        """The tax table that the shop begins with."""
        return [*jurisdiction_of(self.company.country).tax_rates, *self.own_rates]


@dataclass(frozen=True, slots=True)
class Range:
    """A set of products with their categories, prices, suppliers and terms."""

    categories: tuple[Category, ...] = ()
    products: tuple[Product, ...] = ()
    prices: tuple[Price, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    terms: tuple[SupplierTerm, ...] = ()


def open_store(url: str, *, migrate: bool = True) -> Store:
    """The store at ``url``, at this version of its tables.

    An empty or older database is brought to this version first unless ``migrate`` is false. Raises
    :class:`versions.StoreTooNew`, :class:`versions.StoreTooOld`, :class:`versions.NotAStore`,
    :class:`store.database.sqlite.EngineTooOld` or :class:`store.database.engine.StoreUnavailable`; nothing is changed
    then.
    """
    store = Store(url)
    try:
        if migrate and not _is_current(store):
            with store.transaction() as tx:
                versions.upgrade(tx)
        with store.view() as view:
            versions.check(view)
    except BaseException:
        store.close()
        raise
    return store


def register_shop(store: Store, actor: Actor, new: NewShop, *, at: datetime) -> None:
    """Store the company, its locations and devices, and its country's taxes and accounts, if there is none yet."""
    check(actor, Permission.CHANGE_SHOP)
    with store.transaction() as tx:
        if shop.find_shop(tx) is not None:
            return
        shop.add_shop(tx, new.company)
        for location in new.locations:
            shop.add_location(tx, location)
        for device in new.devices:
            shop.add_device(tx, device)
        catalogue.add_tax_rates(tx, new.tax_rates)
        ledger.add_choices(tx, first_choices(jurisdiction_of(new.company.country).accounts))
        with work_in(tx, actor, at=at) as work:
            work.record(_registered(new))


def register_range(store: Store, actor: Actor, goods: Range, *, at: datetime) -> None:
    """Store categories, products, prices, suppliers and terms, all or nothing."""
    check(actor, Permission.CHANGE_GOODS)
    with store.transaction() as tx:
        catalogue.add_categories(tx, goods.categories)
        catalogue.add_products(tx, goods.products)
        catalogue.add_prices(tx, goods.prices)
        purchasing.add_suppliers(tx, goods.suppliers)
        purchasing.add_terms(tx, goods.terms)
        with work_in(tx, actor, at=at) as work:
            record_terms(work, goods)


def record_terms(work: UnitOfWork, goods: Range) -> None:
    """Journal the prices and suppliers' terms of products, so many in one fact."""
    for begin in range(0, len(goods.prices), FACT_SIZE):
        work.record(prices_fact(goods.prices[begin : begin + FACT_SIZE]))
    for begin in range(0, len(goods.terms), FACT_SIZE):
        work.record(terms_fact(goods.terms[begin : begin + FACT_SIZE]))


def _registered(new: NewShop) -> ShopRegistered:
    return ShopRegistered(
        company=_company_values(new.company),
        locations=tuple(LocationValues(each.id, each.name, each.address) for each in new.locations),
        devices=tuple(DeviceValues(each.id, each.kind, each.name, each.location_id) for each in new.devices),
        tax_rates=tuple(
            RateValues(each.country, each.tax_category, each.valid_from, each.rate_ppm) for each in new.tax_rates
        ),
    )


def _company_values(company: Shop) -> CompanyValues:
    return CompanyValues(
        company=company.company,
        org_number=company.org_number,
        country=company.country,
        currency=company.currency,
        zone=company.zone,
        day_closes_at=company.day_closes_at.isoformat(),
    )


def _is_current(store: Store) -> bool:
    with store.view() as view:
        return versions.current(view) == versions.head()
