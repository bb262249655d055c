"""Quick keys and colours are stored whole, each once and with its fact, and only as a till can show them."""

from __future__ import annotations

import pytest

from models.card_data import CardDataRefused
from models.catalogue.colour import Colour
from models.catalogue.quick_keys import KEYS_MAX, PAGES_MAX, QuickKeyPage, WrongQuickKeys, check_pages
from operations.access.permissions import NotPermitted
from operations.access.tills import NoSuchLocation
from operations.catalogue.category_changes import colour_category, order_categories, rename_category
from operations.catalogue.product_checks import UnknownCategory
from operations.catalogue.quick_key_changes import arrange_quick_keys
from store import catalogue, invariants, journal
from store.catalogue import UnknownProduct
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, anna_at, small_shop

FRUIT, COFFEE = QuickKeyPage("Frukt", ("BANANAS", "MILK")), QuickKeyPage("Kaffe")


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def pages(shop: Store, location_id: int = 1) -> list[QuickKeyPage]:
    with shop.view() as view:
        assert invariants.check_all(view) == []
        return catalogue.quick_key_pages(view, location_id)


def rows(shop: Store) -> int:
    with shop.view() as view:
        return len(list(journal.read(view, OFFICE)))


def test_pages_are_stored_in_order_for_one_location_and_arranging_twice_is_once(shop: Store) -> None:
    arrange_quick_keys(shop, OFFICE_ACTOR, 1, [FRUIT, COFFEE], at=AT)
    before = rows(shop)
    arrange_quick_keys(shop, OFFICE_ACTOR, 1, [FRUIT, COFFEE], at=AT)
    assert rows(shop) == before
    assert (pages(shop), pages(shop, 2)) == ([FRUIT, COFFEE], [])
    turned = QuickKeyPage("Frukt", ("MILK", "BANANAS"))
    arrange_quick_keys(shop, OFFICE_ACTOR, 1, [COFFEE, turned], at=AT)
    assert pages(shop) == [COFFEE, turned]
    arrange_quick_keys(shop, OFFICE_ACTOR, 1, [], at=AT)
    assert pages(shop) == []


def test_pages_that_cannot_be_shown_are_refused_and_nothing_is_stored(shop: Store) -> None:
    arrange_quick_keys(shop, OFFICE_ACTOR, 1, [FRUIT], at=AT)
    for location_id, refused, error in (
        (1, [QuickKeyPage("X", ("NONE",))], UnknownProduct),
        (9, [COFFEE], NoSuchLocation),
        (1, [QuickKeyPage("4111 1111 1111 1111")], CardDataRefused),
        (1, [FRUIT, FRUIT], WrongQuickKeys),
    ):
        with pytest.raises(error):
            arrange_quick_keys(shop, OFFICE_ACTOR, location_id, refused, at=AT)
    with pytest.raises(NotPermitted):
        arrange_quick_keys(shop, anna_at(1), 1, [COFFEE], at=AT)
    assert pages(shop) == [FRUIT]


def test_a_page_has_a_name_and_each_product_once_within_the_limits() -> None:
    many = [f"S{number}" for number in range(KEYS_MAX + 1)]
    for name, skus in (("", ()), ("x" * 25, ()), ("a\nb", ()), ("a", ("A", "A")), ("a", tuple(many))):
        with pytest.raises(WrongQuickKeys):
            QuickKeyPage(name, skus)
    most = [QuickKeyPage(f"P{number}") for number in range(PAGES_MAX)]
    check_pages(most)
    with pytest.raises(WrongQuickKeys):
        check_pages([*most, QuickKeyPage("P")])


def test_a_category_keeps_its_colour_when_it_is_renamed_or_moved(shop: Store) -> None:
    def dairy() -> Colour | None:
        with shop.view() as view:
            assert invariants.check_all(view) == []
            (category,) = [each for each in catalogue.all_categories(view) if each.code == "dairy"]
            return category.colour

    colour_category(shop, OFFICE_ACTOR, "dairy", Colour.PINK, at=AT)
    before = rows(shop)
    colour_category(shop, OFFICE_ACTOR, "dairy", Colour.PINK, at=AT)
    assert rows(shop) == before
    with shop.view() as view:
        codes = [each.code for each in catalogue.all_categories(view)]
        (category,) = [each for each in catalogue.all_categories(view) if each.code == "dairy"]
    order_categories(shop, OFFICE_ACTOR, codes[::-1], at=AT)
    rename_category(shop, OFFICE_ACTOR, category, at=AT)
    assert dairy() is Colour.PINK
    colour_category(shop, OFFICE_ACTOR, "dairy", None, at=AT)
    assert dairy() is None
    with pytest.raises(UnknownCategory):
        colour_category(shop, OFFICE_ACTOR, "none", Colour.PINK, at=AT)
    with pytest.raises(NotPermitted):
        colour_category(shop, anna_at(1), "dairy", Colour.PINK, at=AT)
