"""Opening the shop's store, and registering the shop, its locations and its tills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.barcode import is_gtin
from models.card_data import check_no_card_data
from models.catalogue.catalogue_facts import categories_fact, products_fact
from models.catalogue.product import Category, Product
from models.facts.shop import CompanyValues, DeviceValues, LocationValues, RateValues, ShopRegistered
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.tax_rules import TaxRate
from models.ledger.accounts_fact import accounts_fact
from models.ledger.chart import first_choices
from models.pricing.price_fact import prices_fact
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.purchasing.supplier_fact import suppliers_fact
from models.purchasing.terms_fact import terms_fact
from models.shop import Device, Location, Shop
from operations.access.permissions import check
from operations.installation.earlier_data import record_earlier_data
from operations.installation.row_facts import record_rows
from operations.unit_of_work import UnitOfWork, unit_of_work, work_in
from store import catalogue, ledger, purchasing, shop
from store.database import versions
from store.database.engine import Connection, Store
from store.database.faults import StoreBusy
from store.signing.key_ring import KeyRing

#: So often whoever opens an older database waits for another program that may be bringing it to this version: a minute.
UPGRADE_TRIES = 6


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


def open_store(url: str, *, migrate: bool = True, keys: KeyRing | None = None) -> Store:
    """The store at ``url``, at this version of its tables; with ``keys`` what is written to its journals is signed.

    An empty or older database is brought to this version first unless ``migrate`` is false. Raises
    :class:`versions.StoreTooNew`, :class:`versions.StoreTooOld`, :class:`versions.NotAStore`,
    :class:`store.database.sqlite.EngineTooOld` or :class:`store.database.engine.StoreUnavailable`; nothing is changed
    then.
    """
    store = Store(url, keys)
    try:
        if migrate and not _is_current(store):
            _upgrade(store)
        with store.view() as view:
            versions.check(view)
    except BaseException:
        store.close()
        raise
    return store


def _upgrade(store: Store) -> None:
    """Bring the tables to this version; waits longer than for a sale, as another program may be making them all."""
    for tries_left in reversed(range(UPGRADE_TRIES)):
        try:
            with store.transaction() as tx:
                if versions.upgrade(tx):
                    record_earlier_data(tx)
        except StoreBusy:
            if not tries_left:
                raise
        else:
            return


def register_shop(store: Store, actor: Actor, new: NewShop, *, at: datetime) -> None:
    """Store the company, its locations and devices, and its country's taxes and accounts, if there is none yet.

    Raises :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_SHOP)
    with store.transaction() as tx:
        save_shop(tx, actor, new, at=at)


def save_shop(tx: Connection, actor: Actor, new: NewShop, *, at: datetime) -> None:
    """Store a new shop as :func:`register_shop` does, within a transaction that does more."""
    check_no_card_data(*_texts_of_shop(new))
    if shop.find_shop(tx) is not None:
        return
    shop.add_shop(tx, new.company)
    for location in new.locations:
        shop.add_location(tx, location)
    for device in new.devices:
        shop.add_device(tx, device)
    catalogue.add_tax_rates(tx, new.tax_rates)
    accounts = first_choices(jurisdiction_of(new.company.country).accounts)
    ledger.add_choices(tx, accounts)
    with work_in(tx, actor, at=at) as work:
        work.record(_registered(new))
        work.record(accounts_fact(accounts))


def register_range(store: Store, actor: Actor, goods: Range, *, at: datetime) -> None:
    """Store categories, products, prices, suppliers and terms, all or nothing."""
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        save_range(work, goods)


def save_range(work: UnitOfWork, goods: Range) -> None:
    """Store categories, products, prices, suppliers and terms, and record each of them in the journal.

    Raises :class:`models.card_data.CardDataRefused`.
    """
    check_no_card_data(*_texts_of(goods))
    catalogue.add_categories(work.tx, goods.categories)
    catalogue.add_products(work.tx, goods.products)
    catalogue.add_prices(work.tx, goods.prices)
    purchasing.add_suppliers(work.tx, goods.suppliers)
    purchasing.add_terms(work.tx, goods.terms)
    record_rows(work, categories_fact, goods.categories)
    record_rows(work, products_fact, goods.products)
    record_rows(work, prices_fact, goods.prices)
    record_rows(work, suppliers_fact, goods.suppliers)
    record_rows(work, terms_fact, goods.terms)


def _texts_of(goods: Range) -> Iterator[str]:
    """What somebody wrote into the names of goods; a number that is its own barcode is no card."""
    yield from (name for each in goods.categories for name in (each.code, *each.names.values()))
    yield from (text for each in goods.products for text in (each.name, each.sku) if not is_gtin(text))
    yield from (text for each in goods.suppliers for text in (each.code, each.name))
    yield from (each.supplier_sku for each in goods.terms if each.supplier_sku and not is_gtin(each.supplier_sku))


def _texts_of_shop(new: NewShop) -> Iterator[str]:
    yield from (new.company.company, new.company.org_number)
    yield from (text for each in new.locations for text in (each.name, each.address))
    yield from (each.name for each in new.devices)


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
        is_demo=company.is_demo,
    )


def _is_current(store: Store) -> bool:
    with store.view() as view:
        return versions.current(view) == versions.head()
