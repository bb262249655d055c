"""Deposits, weights, ages, open prices and notes at the till's screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.async_api import expect

from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from store.database.engine import Store
from tests.app.served import Served
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import violations
from tests.builders import AT, OFFICE_ACTOR, gtin, kr, small_shop

pytestmark = pytest.mark.needs_chromium

COLA, SNUS, BANANAS, MILK, NAPKINS = (gtin(number)[1:] for number in (101, 102, 2, 1, 3))
HOSTILE = '<img src=x onerror="document.title=1"> {{7*7}} =1+1'


def with_kinds(store: Store) -> None:
    small_shop(store)
    change_setting(store, OFFICE_ACTOR, "eat_in.offered", "yes", at=AT)
    goods = (
        Product("COLA", "Cola 33 cl", Unit.PIECE, "cafe", TaxCategory.FOOD, (gtin(101),), deposit="small"),
        Product("SNUS", "Snus", Unit.PIECE, "press", TaxCategory.STANDARD, (gtin(102),), age_limit=18),
        Product("REPAIR", "Lagning", Unit.PIECE, "press", TaxCategory.STANDARD, open_price=True),
    )
    prices = tuple(Price(sku, kr(minor), date(2020, 1, 1)) for sku, minor in (("COLA", 1500), ("SNUS", 5500)))
    register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=AT)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("kinds"), with_kinds)
    server.start()
    yield server
    server.stop()


async def total(hands: Hands, amount: str) -> None:
    """Wait until the basket costs so much."""
    await hands.page.locator(".total", has_text=amount).wait_for()


def test_food_is_eaten_here_with_one_key_and_says_so(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        supply = page.locator(".basket-header .supply")
        await hands.scan(NAPKINS)
        await total(hands, "24,95")
        await expect(supply).to_be_hidden()
        await hands.scan(MILK)
        await hands.scan(COLA)
        await expect(page.locator(".fine")).to_contain_text("7,08")
        await hands.press("Home")
        eaten_here = page.locator(".line-supply[aria-pressed=true]")
        await expect(eaten_here).to_have_count(2)
        await expect(page.locator(".fine")).to_contain_text("8,94")
        await expect(supply).to_have_attribute("aria-pressed", "true")
        await total(hands, "61,85")
        assert await violations(hands) == []
        await page.locator('.line[data-sku="COLA"] .line-supply').click()
        await expect(eaten_here).to_have_count(1)
        await expect(supply).to_have_attribute("aria-pressed", "false")
        await hands.press("Escape")
        await page.locator("dialog .danger").click()

    at_the_till(steps, reduced_motion="reduce")


def test_a_sale_of_every_kind(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(COLA)
        await total(hands, "17,00")
        assert "pant 2,00" in await hands.text('.line[data-sku="COLA"] .line-deposit')
        await hands.scan(BANANAS)  # the barcode of the goods, not a label of the scale
        await page.wait_for_selector("dialog #quantity")
        await hands.scan(MILK)  # goes on meanwhile
        await page.wait_for_selector('.line[data-sku="MILK"]')
        assert await hands.lines() == {"COLA": "1", "MILK": "1"}
        await page.locator("dialog #quantity").fill("0,4")
        await hands.press("Enter")
        await total(hands, "46,88")
        await hands.touch('[data-sku="REPAIR"]')
        await page.locator("dialog #quantity").fill("0")
        await hands.press("Enter")
        assert "över 0" in await hands.text("#quantity-problem")
        await page.locator("dialog #quantity").fill("125")
        await hands.press("Enter")
        await total(hands, "171,88")
        await hands.press("F8")
        await page.locator("dialog #note").fill(HOSTILE)
        await hands.press("Enter")
        assert await hands.text(".line.is-note .line-text") == HOSTILE
        await hands.scan(SNUS)
        await page.locator("dialog h2", has_text="18").wait_for()
        await page.locator("dialog .primary").click()
        await page.wait_for_selector(".line-age.is-confirmed")
        await total(hands, "226,88")
        assert await page.title() != "1"
        await hands.touch(".quick-key >> nth=0")
        await page.wait_for_selector(".paid:not([hidden])")

    at_the_till(steps)


def test_a_question_of_age_comes_back_before_the_payment_and_a_refusal_removes_the_goods(
    at_the_till: AtTheTill,
) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(MILK)
        await hands.scan(SNUS)
        await page.wait_for_selector("dialog .age-goods")
        await hands.press("Escape")
        await page.wait_for_selector("dialog", state="detached")
        await hands.press("F9")
        assert await hands.text("dialog .age-goods") == "Snus"
        assert not await page.locator(".pay-pane .amount").is_visible()
        await page.locator("dialog .danger, dialog .wide:not(.primary)").click()
        await page.wait_for_selector('.line[data-sku="SNUS"]', state="detached")
        await total(hands, "19,90")
        await hands.press("F9")
        await page.wait_for_selector("#till.is-paying, .is-paying")

    at_the_till(steps)
