"""Pictures of goods as they are served, in a real browser: uploaded in the office, and shown to nobody outside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Literal
from zipfile import ZipFile

import httpx2
import pytest
from playwright.sync_api import BrowserContext, FilePayload

from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import look, settle, wait_until
from tests.app.served import Served
from tests.builders import small_shop, stock_up
from tests.operations.catalogue.picture_files import picture, picture_bytes, show_goods

pytestmark = pytest.mark.needs_chromium
#: All pictures of a page that are in sight have come.
LOADED = (
    "[...document.querySelectorAll('img[src^=\"/pictures/\"]')].every((each) => each.complete && each.naturalWidth)"
)


def fill(store: Store) -> None:
    small_shop(store)
    stock_up(store)
    show_goods(store, "BANANAS", "gold", "olive")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("pictures"), fill)
    running.start()
    yield running
    running.stop()


def test_a_picture_is_uploaded_and_shown_in_page_and_list(profile: BrowserContext) -> None:
    page = look(profile, "/goods?sku=MILK&lang=sv")
    page.get_by_role("tab", name="Bilder").click()
    field = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    field.set_input_files({"name": "mjölk.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes("teal", kind="JPEG")})
    page.get_by_text("mjölk.jpg").wait_for()
    page.get_by_role("button", name="Lägg till bilden").click()
    page.get_by_text("Bilden är sparad.").wait_for()
    page.get_by_role("tab", name="Bilder").click()
    shown = page.get_by_role("img", name="Mellanmjölk 1,5 l")
    shown.wait_for()
    wait_until(page, LOADED)
    page.goto("/goods?lang=sv")
    page.locator("[class*=st-key-goods_open_MILK]").wait_for()
    page.locator("img[src^='/pictures/'][src$='list.webp']").nth(1).wait_for()
    wait_until(page, LOADED)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_pictures_is_whole_and_sound_at_every_size(
    profile: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    language, tab = ("sv", "Bilder") if scheme == "light" else ("en", "Pictures")
    page = look(profile, f"/goods?sku=BANANAS&lang={language}")
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("tab", name=tab).click()
    page.locator("img[src^='/pictures/']").nth(1).wait_for()
    wait_until(page, LOADED)
    settle(page)
    assert grave_faults(page) == []
    for width in (390, 820, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_a_zip_are_looked_at_at_every_size_and_imported(
    profile: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    language, choice = ("sv", "Bilder") if scheme == "light" else ("en", "Pictures")
    page = look(profile, f"/goods?sku=%2B%2B&lang={language}")
    page.emulate_media(color_scheme=scheme)
    page.get_by_text(choice, exact=True).click()
    page.locator("[class*=st-key-picture_import_files]").wait_for()
    settle(page)
    content = io.BytesIO()
    with ZipFile(content, "w") as packed:
        packed.writestr("BANANAS_3.png", picture_bytes("navy" if scheme == "light" else "pink"))
        packed.writestr("<b>GHOST</b>.png", picture_bytes("teal"))
    upload: FilePayload = {"name": "bilder.zip", "mimeType": "application/zip", "buffer": content.getvalue()}
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(upload)
    page.locator("[class*=st-key-picture_import_apply] button").wait_for()
    settle(page)
    assert grave_faults(page) == []
    for width in (390, 820, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("[class*=st-key-picture_import_apply] button").click()
    page.locator("[class*=st-key-picture_import_undo_] button").first.wait_for()
    page.close()


def test_whoever_is_not_signed_in_sees_no_picture(served: Served) -> None:
    address = f"{served.url}/pictures/{picture('gold').digest}/page.webp"
    assert httpx2.get(address, timeout=30).status_code in {401, 403}


def test_a_place_for_files_speaks_swedish_where_streamlit_does(profile: BrowserContext) -> None:
    page = look(profile, "/goods?sku=MILK&lang=sv")
    page.get_by_role("tab", name="Bilder").click()
    place = page.get_by_test_id("stFileUploader")
    place.get_by_role("button", name="Välj fil", exact=True).last.wait_for()
    place.get_by_text("Högst 10MB per fil").wait_for()
    field = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    field.set_input_files(
        {"name": "Upload.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes("teal", kind="JPEG")}
    )
    place.get_by_role("button", name="Ta bort Upload.jpg").wait_for()
    field.set_input_files({"name": "x.txt", "mimeType": "text/plain", "buffer": b"x"})
    place.get_by_text("Filer av typen text/plain går inte att välja.").wait_for()
    page.close()
    english = look(profile, "/goods?sku=MILK&lang=en")
    english.get_by_role("tab", name="Pictures").click()
    english.get_by_test_id("stFileUploader").get_by_role("button", name="Upload", exact=True).wait_for()
    english.close()
