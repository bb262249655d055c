"""A product for an unknown barcode, made at a till and sold there and then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.barcode import is_gtin
from models.card_data import check_no_card_data
from models.catalogue.new_at_till import ProductAtTill, barcode_of_new_product, usual_tax_category
from models.catalogue.product import SKU_LENGTH_MAX, Category, Product, clean_text
from models.pricing.price_change import WrongPrice
from models.quantity import Unit
from operations.access.permissions import check
from operations.catalogue.product_changes import NewProduct, save_new_product
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, shop
from store.database.engine import Connection, Store


@dataclass(frozen=True, slots=True)
class NewProductChoices:
    """What whoever makes a product at a till chooses from: each category with the rate of its tax.

    ``barcode`` is the one that the product gets; a rate is in parts per million, ``None`` where the country has none.
    """

    barcode: str
    categories: tuple[tuple[Category, int | None], ...]


def new_product_choices(view: Connection, till_id: int, code: str, *, at: datetime) -> NewProductChoices:
    """What there is to choose from for a scanned code.

    Raises :class:`models.catalogue.barcode_list.WrongBarcode` or :class:`models.card_data.CardDataRefused`.
    """
    check_no_card_data(code)
    here = shop.get_station(view, till_id).shop
    rates, used = catalogue.tax_rates(view, here.country, here.tax_day(at)), catalogue.tax_categories_in_use(view)
    return NewProductChoices(
        barcode_of_new_product(code, here.country),
        tuple(
            (each, rates.get(usual_tax_category(used.get(each.code, {})))) for each in catalogue.all_categories(view)
        ),
    )


def create_product_at_till(store: Store, actor: Actor, new: ProductAtTill, *, at: datetime) -> Product:
    """Store a product with its price and the tax that most goods of its category have.

    A barcode makes one product however often this is done: that of a product which is sold gives that product,
    unchanged. Raises :class:`models.catalogue.barcode_list.WrongBarcode`, :class:`WrongPrice` or what
    :func:`operations.catalogue.product_checks.check_product` raises.
    """
    check(actor, Permission.CREATE_PRODUCT_AT_TILL)
    check_no_card_data(new.code, new.name, new.category)  # before anything repeats them in a refusal
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        barcode = barcode_of_new_product(new.code, work.station.shop.country)
        owner = catalogue.owner_of(work.tx, barcode)
        if owner is not None and owner.active:
            return owner
        if new.price.minor <= 0:
            raise WrongPrice(barcode, "is not above 0")
        return save_new_product(work, NewProduct(_product(work, new, barcode), new.price))


def _product(work: UnitOfWork, new: ProductAtTill, barcode: str) -> Product:
    used = catalogue.tax_categories_in_use(work.tx).get(new.category, {})
    return Product(
        sku=_free_sku(work.tx, barcode),
        name=clean_text(new.name),
        unit=Unit.PIECE,
        category=new.category,
        tax_category=usual_tax_category(used),
        gtins=(barcode,) if is_gtin(barcode) else (),
        codes=() if is_gtin(barcode) else (barcode,),
    )


def _free_sku(tx: Connection, barcode: str) -> str:
    """The barcode as it is printed, as in the office; a number of the shop's own where it is taken or too long."""
    sku = barcode.lstrip("0") if is_gtin(barcode) else barcode
    is_free = len(sku) <= SKU_LENGTH_MAX and not catalogue.find_products(tx, [sku])
    return sku if is_free else catalogue.free_sku(tx)
