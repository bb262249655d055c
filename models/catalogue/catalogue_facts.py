"""Products and categories as facts of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.catalogue.content import Content, ContentUnit
from models.catalogue.product import Category, Pack, Product, TaxCategory
from models.facts.category import CategoriesChanged, CategoryName, CategoryValues
from models.facts.product import BarcodeDeposit, ContentValues, ProductsChanged, ProductValues
from models.quantity import Unit


def products_fact(products: Iterable[Product]) -> ProductsChanged:
    """The fact that these products exist from now on, as they are here."""
    return ProductsChanged(tuple(product_values(each) for each in products))


def product_values(product: Product) -> ProductValues:
    """A product as the journal stores it."""
    return ProductValues(
        sku=product.sku,
        name=product.name,
        unit=product.unit.value,
        category=product.category,
        tax_category=product.tax_category.value,
        gtins=product.gtins,
        active=product.active,
        codes=product.codes,
        content=_content_values(product.content),
        age_limit=product.age_limit,
        open_price=product.open_price,
        deposit=product.deposit,
        gtin_deposits=tuple(BarcodeDeposit(*each) for each in product.gtin_deposits),
        pack_of=product.pack.sku if product.pack else None,
        pack_quantity=product.pack.quantity if product.pack else None,
        shelf_life_days=product.shelf_life_days,
        has_lots=product.has_lots,
    )


def product_from(values: ProductValues) -> Product:
    """The product that the journal stored."""
    content, pack = values.content, values.pack_of
    return Product(
        sku=values.sku,
        name=values.name,
        unit=Unit(values.unit),
        category=values.category,
        tax_category=TaxCategory(values.tax_category),
        gtins=values.gtins,
        active=values.active,
        codes=values.codes,
        content=None if content is None else Content(content.quantity, ContentUnit(content.unit)),
        age_limit=values.age_limit,
        open_price=values.open_price,
        deposit=values.deposit,
        gtin_deposits=tuple((each.gtin, each.deposit) for each in values.gtin_deposits),
        pack=None if pack is None or values.pack_quantity is None else Pack(pack, values.pack_quantity),
        shelf_life_days=values.shelf_life_days,
        has_lots=values.has_lots,
    )


def _content_values(content: Content | None) -> ContentValues | None:
    return None if content is None else ContentValues(content.quantity, content.unit.value)


def categories_fact(categories: Iterable[Category]) -> CategoriesChanged:
    """The fact that these categories exist from now on, as they are here."""
    return CategoriesChanged(
        tuple(category_values(each.code, each.names.items(), each.position, each.colour) for each in categories)
    )


def category_values(
    code: str, names: Iterable[tuple[str, str]], position: int, colour: str | None = None
) -> CategoryValues:
    """A category as the journal stores it, its names in the order of their languages.

    >>> [each.name for each in category_values("dairy", [("sv", "Mejeri"), ("en", "Dairy")], 1).names]
    ['Dairy', 'Mejeri']
    """
    named = tuple(CategoryName(language, name) for language, name in sorted(names))
    return CategoryValues(code, named, position, None if colour is None else str(colour))
