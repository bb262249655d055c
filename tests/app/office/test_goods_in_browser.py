"""The page of goods as it is served, in a real browser: at every size, by keyboard, and with text that stays text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, Request, expect

from app.web.access import UPLOAD_MAX_BYTES
from app.web.upload_room import UploadLimits
from operations.installation.opening import open_store
from store import catalogue
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import look, settle
from tests.app.served import Served
from tests.app.stock import HOSTILE_NAMES, stock_hostile

pytestmark = pytest.mark.needs_chromium


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("goods"), stock_hostile)
    running.start()
    yield running
    running.stop()


def settle_list(page: Page) -> None:
    """Wait until the list has been drawn whole, down to the pages below it."""
    page.locator("[data-testid=stPagination]").wait_for()
    settle(page)


def test_names_of_goods_are_text_whatever_they_hold(profile: BrowserContext) -> None:
    page = look(profile, "/goods?lang=sv")
    title = page.title()
    shown: list[str] = []
    while True:
        rows = page.locator("[class*=st-key-goods_open_] button")
        settle_list(page)
        texts = rows.all_inner_texts()
        shown += texts
        forward = page.locator("[data-testid=stPagination] button").last
        if not forward.is_enabled():
            break
        forward.click()
        expect(rows.first).not_to_have_text(texts[0])
    as_read = {" ".join(text.replace("\u2060", "").split()) for text in shown}
    assert {" ".join(name.split()) for name in HOSTILE_NAMES} - as_read == set()
    assert page.title() == title
    assert page.locator("[data-testid=stMain] script, [data-testid=stMain] iframe").count() == 0
    page.close()


@pytest.mark.parametrize("name", ["http://x.example/?a=b&c=d", "www.x.example"])
def test_an_address_in_a_name_leads_nowhere(profile: BrowserContext, name: str) -> None:
    page = look(profile, f"/goods?sku=H{HOSTILE_NAMES.index(name)}&lang=en")
    shown = page.get_by_role("heading", level=1).inner_text()
    assert shown.replace("\u2060", "").strip() == name
    assert page.locator("[data-testid=stMain] a[href*='x.example']").count() == 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_list_and_product_are_whole_and_sound_at_every_size(
    profile: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    page = look(profile, "/goods?sku=MILK&lang=sv" if scheme == "light" else "/goods?sku=MILK&lang=en")
    page.emulate_media(color_scheme=scheme)
    for name in ("Historik", "Inköp", "Priser", "Uppgifter") if scheme == "light" else ("History", "Details"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        assert grave_faults(page) == [], name
    for width in (390, 820, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    back = page.get_by_role("button", name="Till alla varor" if scheme == "light" else "Back to all goods")
    back.click()
    page.locator("[class*=st-key-goods_open_] button").first.wait_for()
    expect(back).to_have_count(0)
    settle_list(page)
    assert grave_faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_a_file_is_imported_and_taken_back_and_one_too_large_is_refused(
    profile: BrowserContext, served: Served, tmp_path: Path
) -> None:
    large = tmp_path / "stor.csv"
    large.write_bytes(b"x" * (UPLOAD_MAX_BYTES + 1))
    page = look(profile, "/goods?sku=%2B%2B&lang=sv")
    field = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    field.set_input_files(large)
    expect(page.get_by_text("Filen får vara högst 20.0MB.")).to_be_visible()
    rows = "SKU;Name;Category;Price;Tax\nSOAP;<img src=x onerror=alert(1)>;Städ;29,90;standard\n"
    with page.expect_request(lambda request: request.method == "PUT") as uploading:
        field.set_input_files({"name": "<b>varor</b>.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.get_by_role("button", name="Importera 1 vara").wait_for()
    fill_with_files(uploading.value)
    settle(page)
    for scheme, width in (("light", 1920), ("dark", 390)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        assert grave_faults(page) == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Importera 1 vara").click()
    page.get_by_text("Varorna är importerade.").wait_for()
    assert soap_is_sold(served)
    page.get_by_role("button", name="Ta tillbaka").click()
    page.get_by_text("Importen är tillbakatagen.").wait_for()
    assert not soap_is_sold(served)
    page.close()


def fill_with_files(first: Request) -> None:
    """Upload beside a file that a page has until there is no room for more, as no person does."""
    place, headers = first.url.rpartition("/")[0], first.all_headers()
    file: FilePayload = {"name": "x", "mimeType": "text/csv", "buffer": b"x"}
    ours = {name: headers[name] for name in ("x-xsrftoken",) if name in headers}
    most = UploadLimits().page_files
    replies = [
        first.frame.page.context.request.put(f"{place}/{number}", multipart={"file": file}, headers=ours)
        for number in range(most)
    ]
    assert [each.status for each in replies] == [204] * (most - 1) + [413]
    assert replies[-1].json()["code"] == "uploads_full"


def soap_is_sold(served: Served) -> bool:
    store = open_store(served.store_url)
    with store.view() as view:
        sold = catalogue.get_product(view, "SOAP").active
    store.close()
    return sold


def test_a_product_is_found_opened_and_renamed_by_keyboard_alone(profile: BrowserContext, served: Served) -> None:
    page = look(profile, "/goods?lang=sv")
    reach(page, "[aria-label='Sök vara']")
    page.keyboard.type("bananer")
    page.keyboard.press("Enter")
    expect(page.locator("[class*=st-key-goods_open_] button")).to_have_text(["Bananer"])  # not the first of the others
    reach(page, "[class*=st-key-goods_open_BANANAS] button")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Uppgifter").wait_for()
    reach(page, "[aria-label='Namn på skärm och kvitto']")
    page.keyboard.press("Control+a")
    page.keyboard.type("Ekobananer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ekobananer")
    page.close()
    store = open_store(served.store_url)
    with store.view() as view:
        assert catalogue.get_product(view, "BANANAS").name == "Ekobananer"
    store.close()


def reach(page: Page, selector: str) -> None:
    """Press Tab until what is looked for has the focus, once the page has it."""
    page.locator(selector).first.wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")
