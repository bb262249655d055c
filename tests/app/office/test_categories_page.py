"""Categories are made, renamed and ordered on a page, each once and with its fact."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from models.access.actor import Actor
from models.catalogue.product import Category
from operations.access.permissions import NotPermitted
from operations.catalogue.category_changes import (
    CategoryWithoutName,
    create_category,
    order_categories,
    rename_category,
)
from operations.catalogue.product_checks import UnknownCategory
from store import catalogue, invariants
from store.database.engine import Store
from tests.app.office.goods_pages import draw, run
from tests.builders import AT, OFFICE, OFFICE_ACTOR, small_shop


def categories(shop: Store) -> dict[str, str]:
    """The Swedish names by code, in the order of the till."""
    with shop.view() as view:
        return {each.code: each.name_in("sv") for each in catalogue.all_categories(view)}


def page_of(operator: str = "office") -> AppTest:
    return draw("app.office.goods.category_section", "draw_categories", operator)


def test_a_category_is_made_moved_and_renamed(shop: Store) -> None:
    page = page_of()
    assert page.button(key="category_up_dairy").disabled
    page.text_input(key="category_new_sv").set_value("Glass & godis")
    (create,) = [each for each in page.button if "category_new" in str(each.key)]
    create.click()
    run(page)
    assert list(categories(shop))[-1] == "glass-godis"
    page.button(key="category_up_glass-godis").click()
    run(page)
    assert list(categories(shop))[-2:] == ["glass-godis", "press"]
    page.text_input(key="category_name_dairy_sv").set_value("Kyl")
    (rename,) = [each for each in page.button if "category_names_dairy" in str(each.key)]
    rename.click()
    run(page)
    assert categories(shop)["dairy"] == "Kyl"


def test_who_may_not_change_goods_moves_nothing(shop: Store) -> None:
    page = page_of("anna")
    assert all(each.disabled for each in page.button)
    nobody = Actor("schedule", OFFICE)
    with pytest.raises(NotPermitted):
        create_category(shop, nobody, {"sv": "X"}, at=AT)
    with pytest.raises(NotPermitted):
        order_categories(shop, nobody, ["press"], at=AT)
    with pytest.raises(NotPermitted):
        rename_category(shop, nobody, Category("dairy", {"sv": "X"}), at=AT)


def test_categories_are_sound_on_both_databases(store: Store) -> None:
    small_shop(store)
    made = [create_category(store, OFFICE_ACTOR, {"sv": "Glass"}, at=AT) for _ in range(2)]
    other = create_category(store, OFFICE_ACTOR, {"sv": "Glass", "en": "Ice"}, at=AT)
    assert [each.code for each in (*made, other)] == ["glass", "glass", "glass-2"]
    order_categories(store, OFFICE_ACTOR, ["glass-2", "press"], at=AT)
    assert list(categories(store))[:3] == ["glass-2", "press", "dairy"]
    for error, attempt in (
        (CategoryWithoutName, lambda: create_category(store, OFFICE_ACTOR, {}, at=AT)),
        (CategoryWithoutName, lambda: rename_category(store, OFFICE_ACTOR, Category("press", {}), at=AT)),
        (UnknownCategory, lambda: rename_category(store, OFFICE_ACTOR, Category("x", {"sv": "X"}), at=AT)),
        (UnknownCategory, lambda: order_categories(store, OFFICE_ACTOR, ["x"], at=AT)),
    ):
        with pytest.raises(error):
            attempt()
    with store.view() as view:
        assert invariants.check_all(view) == []
