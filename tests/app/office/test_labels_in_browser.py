"""The page of shelf labels as it is served, in a browser: at every size, light and dark, whatever goods are called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import BrowserContext

from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.installation.opening import Range, register_range
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.served import Served
from tests.builders import DAY, OFFICE_ACTOR, kr, small_shop

pytestmark = pytest.mark.needs_chromium

NAMES = ("<img src=x onerror=alert(1)>", "**fet** [länk](http://x) :red[röd] $x$", '#panic("stop") = Rubrik', "W" * 120)


def stock(store: Store) -> None:
    """The small shop, with goods of hostile names."""
    small_shop(store)
    goods = tuple(Product(f"H{i}", name, Unit.PIECE, "press", TaxCategory.STANDARD) for i, name in enumerate(NAMES))
    prices = tuple(Price(each.sku, kr(100), DAY) for each in goods)
    register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=datetime.now(UTC))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("labels"), stock)
    running.start()
    yield running
    running.stop()


def test_the_queue_is_sound_at_every_size_and_its_names_are_text_down_to_the_pdf(profile: BrowserContext) -> None:
    page = profile.new_page()
    page.goto("/labels?lang=sv")
    page.get_by_role("button", name="Skriv ut 10 etiketter").wait_for()
    settle(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert grave_faults(page) == [], scheme
    for width in (390, 820, 1366):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("combobox", name="Bara vissa varor").click()
    offered = page.get_by_role("option").all_inner_texts()
    assert set(NAMES) <= {text.strip() for text in offered}
    page.keyboard.press("Escape")
    page.get_by_text("Visa första arket").click()
    page.locator("[data-testid=stImage] img").wait_for()
    settle(page)
    page.get_by_role("button", name="Skriv ut 10 etiketter").focus()
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta PDF med 10 etiketter").click()
    sheet = pdfium.PdfDocument(str(download.value.path()))[0].get_textpage().get_text_range()
    assert "".join(NAMES[2].split()) in "".join(sheet.split())
    page.get_by_text("Alla etiketter stämmer").wait_for()
    settle(page)
    assert grave_faults(page) == []
    page.close()
