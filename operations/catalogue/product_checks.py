"""What a product must be before it is stored: known category and tax, barcodes of its own, no card data."""

from __future__ import annotations

from models.barcode import is_gtin
from models.card_data import check_no_card_data
from models.catalogue.kit import WrongKit
from models.catalogue.product import NO_DEPOSIT, Product, TaxCategory
from models.errors import Reason, Refused
from models.jurisdiction.deposits import deposit_class
from models.own_code import check_not_reserved
from operations.unit_of_work import UnitOfWork
from store import catalogue
from store.catalogue.deposit_rows import known_deposits
from store.catalogue.kit_rows import recipe_of


class UnknownCategory(Refused):
    """The shop has no category of that code."""

    code = "unknown_category"
    text = "There is no category {category}. Nothing was changed; choose one of the shop's categories."

    category: str


class TaxCategoryWithoutRate(Refused):
    """A tax category that the shop's country has no rate for on the day."""

    code = "tax_category_without_rate"
    text = "The tax category {tax_category} has no rate here. Nothing was changed; choose another tax category."

    tax_category: TaxCategory


class BarcodeInUse(Refused):
    """A barcode that another product has."""

    code = "barcode_in_use"
    text = (
        "The barcode {barcode} belongs to {name} ({sku}). Nothing was changed; take it away from that product first or "
        "scan another."
    )

    barcode: str
    sku: str
    name: str


def check_product(work: UnitOfWork, product: Product, before: Product | None = None) -> None:
    """Raise unless a product may be stored as it is; ``before`` is the stored one, whose codes it may have.

    Raises :class:`models.own_code.ReservedCode`, :class:`UnknownCategory`, :class:`TaxCategoryWithoutRate`,
    :class:`BarcodeInUse`, :class:`models.catalogue.kit.WrongKit`,
    :class:`models.jurisdiction.deposits.UnknownDeposit` or
    :class:`models.card_data.CardDataRefused`.
    """
    check_no_card_data(*(text for text in (product.name, product.sku, *product.codes) if not is_gtin(text)))
    codes_before = () if before is None else (before.sku, *before.codes)
    check_not_reserved(*(code for code in (product.sku, *product.codes) if code not in codes_before))
    if product.has_lots and recipe_of(work.tx, product.sku).parts:
        raise WrongKit(product.sku, Reason("kit_lots", "it has lots: choose that at its parts"))
    if not catalogue.has_category(work.tx, product.category):
        raise UnknownCategory(product.category)
    shop = work.station.shop
    if product.tax_category not in catalogue.tax_rates(work.tx, shop.country, shop.tax_day(work.at)):
        raise TaxCategoryWithoutRate(product.tax_category)
    for deposit in (product.deposit, *(code for _, code in product.gtin_deposits if code != NO_DEPOSIT)):
        if deposit is not None:
            deposit_class(known_deposits(work.tx, shop.country), deposit)
    for barcode in (*product.gtins, *product.codes):
        owner = catalogue.owner_of(work.tx, barcode)
        if owner is not None and owner.sku != product.sku:
            raise BarcodeInUse(barcode.lstrip("0") if is_gtin(barcode) else barcode, owner.sku, owner.name)
