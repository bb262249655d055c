"""Opening the shop's store, and registering the shop, its locations and its tills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.catalogue.product import Category, Product
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.tax_rules import TaxRate
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.shop import Device, Location, Shop
from store import catalogue, purchasing, shop
from store.database import versions
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class Range:
    """Everything that is said about a set of products at once."""

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


def register_shop(
    store: Store,
    company: Shop,
    *,
    locations: Iterable[Location],
    devices: Iterable[Device],
    rates: Iterable[TaxRate] = (),
) -> None:
    """Keep the company with its locations, devices and the tax table of its country, if it has none yet."""
    with store.transaction() as tx:
        if shop.find_shop(tx) is not None:
            return
        shop.add_shop(tx, company)
        for location in locations:
            shop.add_location(tx, location)
        for device in devices:
            shop.add_device(tx, device)
        catalogue.add_tax_rates(tx, [*jurisdiction_of(company.country).tax_rates, *rates])


def register_range(store: Store, said: Range) -> None:
    """Keep categories, products, prices, suppliers and terms, all or nothing."""
    with store.transaction() as tx:
        catalogue.add_categories(tx, said.categories)
        catalogue.add_products(tx, said.products)
        catalogue.add_prices(tx, said.prices)
        purchasing.add_suppliers(tx, said.suppliers)
        purchasing.add_terms(tx, said.terms)


def _is_current(store: Store) -> bool:
    with store.view() as view:
        return versions.current(view) == versions.head()
