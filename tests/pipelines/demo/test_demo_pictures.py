"""The demo shop shows goods by drawings of its own: of the right family, in both languages, with words."""

from __future__ import annotations

import pytest

from operations.installation.opening import Range, register_range
from pipelines.demo.assortment import CATEGORIES, choose_goods
from pipelines.demo.demo_pictures import show_drawings
from pipelines.demo.goods_drawings import DRAWN_FAMILIES, drawing_of
from store import invariants
from store.catalogue.picture_rows import pictures_of
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, small_shop


@pytest.mark.parametrize(("language", "milk", "words"), [("sv", "Mjölk", "mjölk"), ("en", "Milk", "milk")])
def test_goods_of_a_family_have_its_drawing(sqlite_store: Store, language: str, milk: str, words: str) -> None:
    goods = [each.product for each in choose_goods(400, language)]
    small_shop(sqlite_store)
    register_range(sqlite_store, OFFICE_ACTOR, Range(CATEGORIES, tuple(goods)), at=AT)
    show_drawings(sqlite_store, OFFICE_ACTOR, goods, language, at=AT)
    with sqlite_store.view() as view:
        pictures = pictures_of(view, [each.sku for each in goods])
        assert invariants.check_all(view) == []
    by_digest = {drawing_of(family).digest: family for family in DRAWN_FAMILIES}
    families = {each.name: by_digest[pictures[each.sku][0].digest] for each in goods if each.sku in pictures}
    assert set(families.values()) == DRAWN_FAMILIES
    milks = [each for each in goods if each.name.startswith(f"{milk} ")]
    assert milks
    assert {families[each.name] for each in milks} == {"Mjölk"}
    assert all(words in pictures[each.sku][0].text_in(language, "") for each in milks)
    sour = [name for name in families if name.startswith(("Chokladdryck", "Chocolate milk", "Milk chocolate"))]
    assert sour == []


def test_a_drawing_is_the_same_each_time_and_small() -> None:
    assert len({drawing_of(family).digest for family in DRAWN_FAMILIES}) == len(DRAWN_FAMILIES)
    assert max(len(content) for family in DRAWN_FAMILIES for content in drawing_of(family).files.values()) < 12_000
