"""A product that is made at the till from a barcode that nothing has: which barcode, and which tax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.barcode import CODE_LENGTHS
from models.catalogue.barcode_list import WrongBarcode, sort_barcodes
from models.catalogue.product import TaxCategory
from models.money import Money
from models.scanning import readings


@dataclass(frozen=True, slots=True)
class ProductAtTill:
    """What somebody at a till writes of a new product: ``code`` as it was scanned, ``price`` of one piece with tax."""

    code: str
    name: str
    price: Money
    category: str


def barcode_of_new_product(code: str, country: str) -> str:
    """The barcode that a product gets from a code that was scanned in a country: a GTIN, or a code of the shop's own.

    Raises :class:`WrongBarcode` for the label of a scale, which names a weight or a price, and for what is no barcode.

    >>> barcode_of_new_product("7310865004703", "SE"), barcode_of_new_product("MUGG-ROD-01", "SE")
    ('07310865004703', 'MUGG-ROD-01')
    """
    ways = list(readings(code, country))
    if any(each.weight is not None or each.price is not None for each in ways):
        raise WrongBarcode(code[: CODE_LENGTHS[-1]])
    gtin = next((each.code for each in ways if each.is_gtin), None)
    if gtin is not None:
        return gtin
    gtins, codes = sort_barcodes([code])
    return (*gtins, *codes)[0]


def usual_tax_category(products: Mapping[TaxCategory, int]) -> TaxCategory:
    """The tax category of most products of a category, or else the standard one; the one named first among equals.

    >>> usual_tax_category({TaxCategory.STANDARD: 1, TaxCategory.FOOD: 40}).value, usual_tax_category({}).value
    ('food', 'standard')
    """
    return max(TaxCategory, key=lambda each: products.get(each, 0))
