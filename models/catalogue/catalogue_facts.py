"""Products and categories as facts of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.catalogue.content import Content
from models.catalogue.product import Category, Product
from models.facts.category import CategoriesChanged, CategoryName, CategoryValues
from models.facts.product import BarcodeDeposit, ContentValues, ProductsChanged, ProductValues


def products_fact(products: Iterable[Product]) -> ProductsChanged:
    """The fact that these products exist from now on, as they are here."""
    return ProductsChanged(tuple(_values(each) for each in products))


def _values(product: Product) -> ProductValues:
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
    )


def _content_values(content: Content | None) -> ContentValues | None:
    return None if content is None else ContentValues(content.quantity, content.unit.value)


def categories_fact(categories: Iterable[Category]) -> CategoriesChanged:
    """The fact that these categories exist from now on, as they are here."""
    return CategoriesChanged(
        tuple(category_values(each.code, each.names.items(), each.position) for each in categories)
    )


def category_values(code: str, names: Iterable[tuple[str, str]], position: int) -> CategoryValues:
    """A category as the journal stores it, its names in the order of their languages.

    >>> [each.name for each in category_values("dairy", [("sv", "Mejeri"), ("en", "Dairy")], 1).names]
    ['Dairy', 'Mejeri']
    """
    return CategoryValues(code, tuple(CategoryName(language, name) for language, name in sorted(names)), position)
