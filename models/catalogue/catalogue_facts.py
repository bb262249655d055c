"""Products and categories as facts of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.catalogue.content import Content
from models.catalogue.product import Category, Product
from models.facts.category import CategoriesChanged, CategoryName, CategoryValues
from models.facts.product import ContentValues, ProductsChanged, ProductValues


def products_fact(products: Iterable[Product]) -> ProductsChanged:
    """The fact that these products exist from now on, as they are here."""
    return ProductsChanged(
        tuple(
            ProductValues(
                sku=each.sku,
                name=each.name,
                unit=each.unit.value,
                category=each.category,
                tax_category=each.tax_category.value,
                gtins=each.gtins,
                active=each.active,
                codes=each.codes,
                content=_content_values(each.content),
            )
            for each in products
        )
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
