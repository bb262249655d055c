"""Creating and changing products, one at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.catalogue_facts import products_fact
from models.catalogue.product import Product
from models.errors import Refused
from models.facts.barcode import BarcodesRemoved, RemovedBarcodes
from models.money import Money
from models.pricing.price_change import check_price
from models.pricing.price_fact import prices_fact
from models.pricing.price_list import Price
from operations.access.permissions import check
from operations.catalogue.product_checks import check_product
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.database.engine import Store


class SkuTaken(Refused):
    """A new product with the SKU of another."""

    code = "sku_taken"
    text = "The SKU {sku} belongs to {name}. Nothing was changed; choose another SKU, or change that product."

    sku: str
    name: str


class ProductChangedMeanwhile(Refused):
    """A product that is no longer as it was when somebody began to change it."""

    code = "product_changed_meanwhile"
    text = (
        "{sku} was changed by somebody else in the meantime. Nothing was changed; look at it as it is now and change "
        "it again."
    )

    sku: str


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product that is to be sold from today on; without a ``price`` it waits for one."""

    product: Product
    price: Money | None = None


def create_product(store: Store, actor: Actor, new: NewProduct, *, at: datetime) -> Product:
    """Store a product and its price of today. Creating the same product again changes nothing.

    Raises :class:`SkuTaken`, what :func:`operations.catalogue.product_checks.check_product` raises, or
    :class:`models.pricing.price_change.WrongPrice`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return save_new_product(work, new)


def save_new_product(work: UnitOfWork, new: NewProduct) -> Product:
    """Store a new product within a transaction that is open already; raises as :func:`create_product`."""
    product = _in_order(new.product)
    catalogue.lock_range(work.tx)
    known = catalogue.find_products(work.tx, [product.sku]).get(product.sku)
    if known is not None and _in_order(known) == product:
        return known
    if known is not None:
        raise SkuTaken(known.sku, known.name)
    check_product(work, product)
    catalogue.add_products(work.tx, [product])
    work.record(products_fact([product]))
    if new.price is not None:
        today = work.station.shop.business_day(work.at)
        price = Price(product.sku, new.price, today)
        check_price(price, today)
        catalogue.add_prices(work.tx, [price])
        work.record(prices_fact([price]))
    return product


def change_product(store: Store, actor: Actor, before: Product, after: Product, *, at: datetime) -> Product:
    """Store ``after`` in place of ``before``, with its barcodes and no others. Changing twice is changing once.

    Raises :class:`ProductChangedMeanwhile` if the product is neither of them,
    :class:`store.catalogue.one_product.UnknownProduct`, or what
    :func:`operations.catalogue.product_checks.check_product` raises.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        stored = catalogue.get_product(work.tx, before.sku)
        if _in_order(stored) == _in_order(after):
            return stored
        if _in_order(stored) != _in_order(before) or after.sku != before.sku:
            raise ProductChangedMeanwhile(before.sku)
        _save(work, stored, after)
    return after


def discontinue_product(store: Store, actor: Actor, sku: str, *, at: datetime) -> Product:
    """Stop selling a product: no till finds it any more. It stays in past sales, figures and the books.

    Raises :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_GOODS)
    return _sell(store, actor, sku, active=False, at=at)


def restore_product(store: Store, actor: Actor, sku: str, *, at: datetime) -> Product:
    """Sell a discontinued product again, as it was; raises :class:`store.catalogue.one_product.UnknownProduct`."""
    check(actor, Permission.CHANGE_GOODS)
    return _sell(store, actor, sku, active=True, at=at)


def _sell(store: Store, actor: Actor, sku: str, *, active: bool, at: datetime) -> Product:
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        stored = catalogue.get_product(work.tx, sku)
        after = replace(stored, active=active)
        if after != stored:
            _save(work, stored, after)
    return after


def _save(work: UnitOfWork, stored: Product, after: Product) -> None:
    check_product(work, after, stored)
    gtins = tuple(code for code in stored.gtins if code not in after.gtins)
    codes = tuple(code for code in stored.codes if code not in after.codes)
    if gtins or codes:
        catalogue.remove_barcodes(work.tx, after.sku, gtins, codes)
        work.record(BarcodesRemoved((RemovedBarcodes(after.sku, gtins, codes),)))
    catalogue.add_products(work.tx, [after])
    work.record(products_fact([after]))


def _in_order(product: Product) -> Product:
    """The product with its barcodes in one order, whichever a database or a person gave them."""
    return replace(product, gtins=tuple(sorted(product.gtins)), codes=tuple(sorted(product.codes)))
