"""Quick keys are arranged on a page, by dragging and with the keyboard, and the till shows them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from streamlit.testing.v1 import AppTest

from models.catalogue.quick_keys import QuickKeyPage
from operations.catalogue.quick_key_changes import arrange_quick_keys
from operations.installation.opening import open_store
from store import catalogue
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.office.goods_pages import draw, run
from tests.app.served import Served
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.waiting import wait_until

HOSTILE = "<img src=x>*[a](b)"


def stock(store: Store) -> None:
    small_shop(store)
    pages = [QuickKeyPage(HOSTILE, ("MILK", "BANANAS", "NAPKINS")), QuickKeyPage("Tidningar", ("PAPER",))]
    arrange_quick_keys(store, OFFICE_ACTOR, 1, pages, at=AT)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("quick_keys"), stock)
    running.start()
    yield running
    running.stop()


def stored(store: Store) -> list[QuickKeyPage]:
    with store.view() as view:
        return catalogue.quick_key_pages(view, 1)


def page_of(operator: str = "office") -> AppTest:
    return draw("app.office.goods.quick_keys_section", "draw_quick_keys", operator)


def press(page: AppTest, part: str) -> AppTest:
    (button,) = [each for each in page.button if part in str(each.key)]
    button.click()
    return run(page)


def test_a_page_is_made_filled_renamed_and_removed(shop: Store) -> None:
    page = page_of()
    page.text_input(key="quick_keys_new_name").set_value("Frukt")
    page = press(page, "quick_keys_new")
    page.text_input(key="quick_keys_1_0_search").set_value("banan")
    page = press(run(page), "_add_BANANAS")
    assert stored(shop) == [QuickKeyPage("Frukt", ("BANANAS",))]
    assert page.button(key="quick_keys_1_0_add_BANANAS").disabled
    page.text_input(key="quick_keys_1_0_name").set_value("Frukt & bär")
    page = press(page, "quick_keys_1_0_form")
    assert stored(shop) == [QuickKeyPage("Frukt & bär", ("BANANAS",))]
    press(page, "quick_keys_1_0_remove")
    assert stored(shop) == []


def test_who_may_not_change_goods_arranges_nothing(shop: Store) -> None:
    page = page_of("anna")
    (button,) = [each for each in page.button if "quick_keys_new" in str(each.key)]
    assert button.disabled
    assert stored(shop) == []


@pytest.mark.needs_chromium
def test_keys_are_dragged_and_moved_by_keyboard_and_the_till_shows_them(
    profile: BrowserContext, served: Served
) -> None:
    page = profile.new_page()
    page.goto("/categories?lang=sv")
    page.get_by_role("button", name="Snabbknappar").click()
    keys = page.locator(".quick-key")
    expect(keys.filter(visible=True)).to_have_count(3)
    settle(page)
    drag(page, keys.nth(0), keys.nth(2))
    wait_for(page, served, ("BANANAS", "NAPKINS", "MILK"))
    earlier = page.get_by_role("button", name="Flytta Mellanmjölk 1,5 l framåt")
    earlier.focus()
    page.keyboard.press("Enter")
    wait_for(page, served, ("BANANAS", "MILK", "NAPKINS"))
    page.get_by_role("button", name="Ta bort knappen Servetter 50-p").click()
    wait_for(page, served, ("BANANAS", "MILK"))
    for scheme, width in (("light", 1920), ("dark", 390)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        assert grave_faults(page) == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    profile.add_cookies(served.till_cookies())
    till = profile.new_page()
    till.goto("/till?lang=sv")
    expect(till.locator(".chip").first).to_have_text(HOSTILE)
    expect(till.locator(".tile-name")).to_have_text(["Bananer", "Mellanmjölk 1,5 l"])
    till.get_by_role("button", name="Tidningar").click()
    expect(till.locator(".tile-name")).to_have_text(["Morgontidning"])
    till.get_by_role("button", name="Alla").click()
    expect(till.locator(".tile")).to_have_count(6)
    till.close()


def drag(page: Page, one: Locator, other: Locator) -> None:
    begin, end = one.bounding_box(), other.bounding_box()
    assert begin is not None
    assert end is not None
    page.mouse.move(begin["x"] + 20, begin["y"] + 15)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 10, end["y"] + 15, steps=8)
    page.mouse.up()


def wait_for(page: Page, served: Served, skus: tuple[str, ...]) -> None:
    """Wait until the keys are stored in this order."""
    store = open_store(served.store_url)
    wait_until(lambda: stored(store)[0].skus == skus, f"the keys {skus}")
    store.close()
    settle(page)
    expect(page.locator(".quick-keys").first.locator(".quick-key")).to_have_count(len(skus))
