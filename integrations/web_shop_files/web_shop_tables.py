"""The columns of each web shop's product list, filled with goods of the shop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from integrations.spreadsheets.product_names import key_of
from integrations.spreadsheets.writing import write_texts

_GTIN_LENGTHS = (8, 12, 13, 14)
_YES, _NO = "TRUE", "FALSE"


class WebShopForm(StrEnum):
    """Whose list it is."""

    SHOPIFY = "shopify"
    """With the headings of 2025."""
    SHOPIFY_BEFORE_2025 = "shopify-before-2025"
    WOOCOMMERCE = "woocommerce"


class TaxClass(StrEnum):
    """How goods are taxed: at the country's highest rate, at a lower one, or not at all."""

    FULL = "full"
    REDUCED = "reduced"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class WebShopGoods:
    """One product: prices in whole units of the currency, ``price`` with tax; ``gtin`` has 14 digits or is empty.

    ``stock`` is ``None`` where none is counted. ``cost`` is without tax.
    """

    sku: str
    name: str
    category: str
    price: Decimal
    cost: Decimal | None
    gtin: str
    stock: int | None
    tax: TaxClass


def product_list(goods: Sequence[WebShopGoods], form: WebShopForm) -> bytes:
    """The list as CSV in UTF-8, one row a product: in both programs each of our goods is a product of its own.

    Without a byte order mark, which Shopify would take for a part of its first heading.
    """
    columns = _COLUMNS[form]
    handles = _handles(goods)
    table = {heading: [fill(each, handles[each.sku]) for each in goods] for heading, fill in columns.items()}
    return write_texts(table)


def printed_gtin(gtin: str) -> str:
    """A barcode as it is printed: the shortest form of it that GS1 knows.

    >>> printed_gtin("07310870000010"), printed_gtin("00000000123457"), printed_gtin("")
    ('7310870000010', '00123457', '')
    """
    digits = gtin.lstrip("0")
    return "" if not digits else digits.zfill(next(each for each in _GTIN_LENGTHS if each >= len(digits)))


def _handles(goods: Sequence[WebShopGoods]) -> dict[str, str]:
    """A part of an address for each product, by SKU: no two are alike, and the same goods have the same each time."""
    handles: dict[str, str] = {}
    used: set[str] = set()
    for each in sorted(goods, key=lambda product: product.sku):
        base = key_of(each.name, [each.sku]) or "product"
        number, handle = 1, base
        while handle in used:
            number += 1
            handle = f"{base}-{number}"
        used.add(handle)
        handles[each.sku] = handle
    return handles


_Fill = Callable[[WebShopGoods, str], str]


def _fixed(text: str) -> _Fill:
    return lambda _goods, _handle: text


def _stock(goods: WebShopGoods, _handle: str) -> str:
    return "" if goods.stock is None else str(goods.stock)


def _cost(goods: WebShopGoods, _handle: str) -> str:
    return "" if goods.cost is None else f"{goods.cost:f}"


def _price(goods: WebShopGoods, _handle: str) -> str:
    return f"{goods.price:f}"


def _gtin(goods: WebShopGoods, _handle: str) -> str:
    return printed_gtin(goods.gtin)


def _is_taxed(goods: WebShopGoods, _handle: str) -> str:
    return _NO if goods.tax is TaxClass.NONE else _YES


def _tracker(goods: WebShopGoods, _handle: str) -> str:
    return "" if goods.stock is None else "shopify"


def _in_stock(goods: WebShopGoods, _handle: str) -> str:
    return "0" if goods.stock is not None and goods.stock <= 0 else "1"


def _woo_class(goods: WebShopGoods, _handle: str) -> str:
    return {TaxClass.FULL: "", TaxClass.REDUCED: "reduced-rate", TaxClass.NONE: "zero-rate"}[goods.tax]


_COLUMNS: Mapping[WebShopForm, Mapping[str, _Fill]] = {
    WebShopForm.SHOPIFY: {
        "Title": lambda goods, _: goods.name,
        "URL handle": lambda _, handle: handle,
        "Type": lambda goods, _: goods.category,
        "Published on online store": _fixed(_YES),
        "Status": _fixed("Active"),
        "SKU": lambda goods, _: goods.sku,
        "Barcode": _gtin,
        "Option1 name": _fixed("Title"),
        "Option1 value": _fixed("Default Title"),
        "Price": _price,
        "Cost per item": _cost,
        "Charge tax": _is_taxed,
        "Inventory tracker": _tracker,
        "Inventory quantity": _stock,
        "Continue selling when out of stock": _fixed("deny"),
        "Requires shipping": _fixed(_YES),
        "Fulfillment service": _fixed("manual"),
        "Gift card": _fixed(_NO),
    },
    WebShopForm.SHOPIFY_BEFORE_2025: {
        "Handle": lambda _, handle: handle,
        "Title": lambda goods, _: goods.name,
        "Body (HTML)": _fixed(""),
        "Type": lambda goods, _: goods.category,
        "Published": _fixed(_YES),
        "Option1 Name": _fixed("Title"),
        "Option1 Value": _fixed("Default Title"),
        "Variant SKU": lambda goods, _: goods.sku,
        "Variant Inventory Tracker": _tracker,
        "Variant Inventory Qty": _stock,
        "Variant Inventory Policy": _fixed("deny"),
        "Variant Fulfillment Service": _fixed("manual"),
        "Variant Price": _price,
        "Variant Requires Shipping": _fixed(_YES),
        "Variant Taxable": _is_taxed,
        "Variant Barcode": _gtin,
        "Gift Card": _fixed(_NO),
        "Cost per item": _cost,
        "Status": _fixed("active"),
    },
    WebShopForm.WOOCOMMERCE: {
        "Type": _fixed("simple"),
        "SKU": lambda goods, _: goods.sku,
        "GTIN, UPC, EAN, or ISBN": _gtin,
        "Name": lambda goods, _: goods.name,
        "Published": _fixed("1"),
        "Visibility in catalog": _fixed("visible"),
        "Tax status": lambda goods, _: "none" if goods.tax is TaxClass.NONE else "taxable",
        "Tax class": _woo_class,
        "In stock?": _in_stock,
        "Stock": _stock,
        "Backorders allowed?": _fixed("0"),
        "Regular price": _price,
        "Categories": lambda goods, _: goods.category.replace(",", "\\,").replace(">", "›"),
    },
}
