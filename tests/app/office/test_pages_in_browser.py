"""Pages of the office as they are served: sound for everybody at phone and wall size, in both languages and themes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest
from playwright.sync_api import BrowserContext, expect

from app.office.page_list import OFFICE_PAGES, SETUP_PATH
from app.web.addresses import DASHBOARD_PATH
from operations.purchasing.past_orders import draft_past_orders
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.served import Served
from tests.builders import OFFICE_ACTOR, Operator, small_shop
from tests.operations.catalogue.own_crates import make_crates
from tests.operations.members.earning import give_some_points
from tests.operations.members.joined import join_and_look
from tests.operations.purchasing.test_supplier_record import past
from tests.operations.selling.filled_card import sell_and_spend_card

pytestmark = pytest.mark.needs_chromium

PROVES = os.environ.get("KASSA_PROVE") == "1"
#: Each page that no other test looks at.
PAGES = (
    "categories",
    "deposits",
    "settings",
    "people",
    "sessions",
    "tills",
    "goods?sku=MILK",
    "bulk_prices",
    "payments",
    "orders",
    "automatic_orders",
    "suppliers",
    "receipts",
    "gift_cards",
    "members",
    "points",
    "sent_documents",
)
LANGUAGES = ("sv", "en")
LOOKS = ((390, "light"), (1920, "dark"))
#: When the promise is proved: every page there is, in each language, at each size in each theme.
EVERY_PAGE = (*PAGES, *(each.path for each in OFFICE_PAGES if each.path not in {*PAGES, SETUP_PATH}), DASHBOARD_PATH)
EVERY_LOOK = tuple(product((390, 820, 1366, 1920), ("light", "dark")))
GROUPS = {"sv": ("Försäljning", "Varor", "Butiken"), "en": ("Sales", "Goods", "Shop")}


def shop_with_deliveries(store: Store) -> Store:
    """The small shop with six orders that came, one of them late, a draft, and a gift card that has paid."""
    now = datetime.now(UTC)
    before = [past(30 - 3 * number, int(number == 3), now=now) for number in range(6)]
    make_crates(small_shop(store))
    draft_past_orders(store, OFFICE_ACTOR, [past(0, 0, now=now).order], at=now, before=before)
    sell_and_spend_card(Operator(store), at=now)
    give_some_points(store, join_and_look(store, at=now), at=now)
    return store


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("pages"), shop_with_deliveries)
    running.start()
    yield running
    running.stop()


def visits() -> Iterator[tuple[str, str, tuple[tuple[int, str], ...]]]:
    """Each page with a language to read it in and the looks to take, without opening it again.

    One language and one look in turns; every one of both when the promise is proved.
    """
    for number, path in enumerate(EVERY_PAGE if PROVES else PAGES):
        for language in LANGUAGES if PROVES else (LANGUAGES[number % len(LANGUAGES)],):
            yield path, language, EVERY_LOOK if PROVES else (LOOKS[number // 2 % len(LOOKS)],)


@pytest.mark.proof
def test_every_page_is_sound_at_each_size_in_both_themes(profile: BrowserContext) -> None:
    page, wrong = profile.new_page(), []
    for path, language, looks in visits():
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"/{path}{'&' if '?' in path else '?'}lang={language}")
        page.locator("h1").first.wait_for()
        settle(page)
        if path == "goods?sku=MILK":
            page.get_by_role("tab").nth(1).click()
            page.locator("[data-testid=stMetric]").first.wait_for()
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            settle(page)
            wrong += [(path, language, width, scheme, fault) for fault in grave_faults(page)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((path, language, width, scheme, "wider than the screen"))
    assert wrong == []
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_has_its_groups_and_room_at_the_size_of_a_laptop(profile: BrowserContext, language: str) -> None:
    page = profile.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/categories?lang={language}")
    page.locator("h1").first.wait_for()
    settle(page)
    header = page.locator("[data-testid=stHeader]")
    for group in GROUPS[language]:
        expect(header.get_by_text(group, exact=True)).to_be_visible()
    header.get_by_text(GROUPS[language][1], exact=True).click()
    labels = "Etiketter" if language == "sv" else "Labels"
    page.locator("[data-testid=stTopNavDropdownLink]", has_text=labels).click()
    page.wait_for_url("**/labels*")
    page.close()
