"""An unknown barcode becomes a product at the till's screen: by keyboard and touch, with approval, sold at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from models.access.operator import Operator
from operations.installation.opening import open_store
from store import catalogue
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import SCREENS, violations
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

UNKNOWN, SECOND, CARD = gtin(901)[1:], gtin(902)[1:], "4111 1111 1111 1111"
HOSTILE = '<img src=x onerror="document.title=1"> {{7*7}} =1+1'


@pytest.fixture(scope="module", autouse=True)
def people(served: Served) -> Iterator[Store]:
    """Anna, who needs approval for a new product, beside Kim, who needs none."""
    keys = served.home / "keys"
    store = open_store(served.store_url, keys=KeyRing(keys))
    add_person(store, keys, Operator("anna", "Anna", "cashier"))
    yield store
    store.close()


async def scan_unknown(hands: Hands, code: str) -> None:
    await hands.scan(code)
    await hands.page.locator(".banner-offer").wait_for()


def test_the_product_is_made_in_one_dialog_by_keyboard_and_lies_in_the_basket(
    at_the_till: AtTheTill, people: Store
) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await scan_unknown(hands, UNKNOWN)
        await hands.press("F3")
        await page.locator("#new-product-name").wait_for()
        assert not await page.locator(".banner").is_visible(), "that is being seen to"
        await page.locator("#new-product-name").fill(CARD)
        await page.locator(".banner strong", has_text="kort").wait_for()
        await hands.press("Escape")
        await scan_unknown(hands, UNKNOWN)
        await hands.press("F3")
        await page.locator("#new-product-name").wait_for()
        assert await page.locator("#new-product-name").input_value() == "", "no card number stays in a field"
        await page.locator("#new-product-name").fill(HOSTILE)
        await hands.press("Enter")
        assert "pris" in await hands.text("#new-product-problem")
        for key in ("1", "2", "decimal", "5"):
            await hands.touch(f'dialog [data-key="{key}"]')
        await hands.press("Enter")
        await hands.press("Escape")
        await page.locator("dialog").wait_for(state="detached")
        await scan_unknown(hands, UNKNOWN)
        await hands.touch(".banner-offer")
        assert await page.locator("#new-product-name").input_value() == HOSTILE, "nothing is written twice"
        await page.locator("dialog .primary").click()
        assert "varugrupp" in await hands.text("#new-product-problem")
        assert await page.locator(".toggle-list .toggle:focus").count() == 1, "the focus is where something is missing"
        await hands.press("Space")
        assert "Moms" in await hands.text("dialog .part .hint")
        assert await violations(hands) == []
        await page.locator("#new-product-price").focus()
        await hands.press("Enter")
        await page.locator(".line", has_text="{{7*7}}").wait_for()
        await hands.wait_until_sent()
        assert await hands.lines() == {UNKNOWN: "1"}
        await hands.scan(UNKNOWN)
        await page.locator(".step-count", has_text="2").wait_for()
        assert await page.title() != "1"

    at_the_till(steps, reduced_motion="reduce")
    with people.view() as view:
        assert catalogue.get_product(view, UNKNOWN).name == HOSTILE


def test_somebody_else_approves_it_and_a_wrong_pin_loses_nothing(at_the_till: AtTheTill, people: Store) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.press("F12")
        await page.locator(".person", has_text="Anna").click()
        await hands.type_slowly(PIN)
        await hands.press("Enter")
        await page.locator(".strip-operator", has_text="Anna").wait_for()
        await scan_unknown(hands, SECOND)
        await hands.touch(".banner-offer")
        assert "Kim" in await hands.text("dialog .who-may"), "whom to ask is shown before"
        await page.locator("#new-product-name").fill("Sylt")
        await page.locator("#new-product-price").fill("45,90")
        await page.locator(".toggle-list .toggle").last.click()
        found = {}
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme)
            found[theme] = await violations(hands)
        for pin in ("1379", PIN):
            await page.locator("dialog .primary").click()
            await page.locator("dialog .approvers button", has_text="Kim").click()
            await hands.type_slowly(pin)
            await hands.press("Enter")
            if pin != PIN:
                await page.locator("#new-product-problem", has_text="stämmer inte").wait_for()
                assert await page.locator("#new-product-price").input_value() == "45,90"
        await page.locator(f".line[data-sku='{SECOND}']").wait_for(state="attached")
        assert {theme: problems for theme, problems in found.items() if problems} == {}
        payload = await asyncio.to_thread(last_product, people)
        assert '"approved_by":"kim"' in payload
        assert '"operator":"anna"' in payload

    at_the_till(steps, viewport=SCREENS["phone"], reduced_motion="reduce")


def last_product(store: Store) -> str:
    with store.view() as view:
        query = "SELECT payload FROM journal WHERE kind = 'products_changed' ORDER BY at DESC LIMIT 1"
        return str(view.exec_driver_sql(query).scalar())
