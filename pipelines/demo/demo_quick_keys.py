"""The pages of quick keys of the demo shop: what sells most of what is seldom scanned."""

from __future__ import annotations

from collections.abc import Sequence

from models.catalogue.quick_keys import QuickKeyPage
from pipelines.demo.assortment import CATEGORIES, Good

#: Goods that customers choose at the counter or that have no barcode to scan, in the order of the pages.
AT_THE_COUNTER = ("cafe", "bread", "fruit")
KEYS_EACH = 12


def demo_quick_keys(goods: Sequence[Good], language: str) -> list[QuickKeyPage]:
    """A page for each category at the counter that the shop has goods of, the best-selling first."""
    names = {each.code: each.name_in(language) for each in CATEGORIES}
    pages = []
    for category in AT_THE_COUNTER:
        members = sorted((g for g in goods if g.product.category == category), key=lambda g: (-g.weight, g.sku))
        if members:
            pages.append(QuickKeyPage(names[category], tuple(each.sku for each in members[:KEYS_EACH])))
    return pages
