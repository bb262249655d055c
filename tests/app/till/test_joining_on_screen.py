"""A customer joins on the own phone, with four interactions there and none at the till, and opens the receipt there."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Locator, Page, expect

from models.members.member import MemberDetails
from models.shop_settings import RECEIPT_ON_PHONE
from operations.installation.change_settings import change_setting
from operations.members.finding import find_members
from store.database.engine import Store
from tests.app.served import Served
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_customer_display import OtherBrowser, pair, see
from tests.app.till.test_look import violations
from tests.builders import OFFICE_ACTOR, anna_at, gtin, small_shop
from tests.operations.members.joined import join, open_joining

pytestmark = pytest.mark.needs_chromium

#: A phone, and the narrowest one that there is.
WIDTHS = (390, 320)


def shop_with_joining(store: Store) -> None:
    """A shop to try whose customers join on their own phones; one is a member already."""
    now = datetime.now(UTC)
    small_shop(store, is_demo=True)
    open_joining(store, at=now)
    change_setting(store, OFFICE_ACTOR, RECEIPT_ON_PHONE, "yes", at=now)
    join(store, MemberDetails("Ali Åberg", "070-174 06 06"), at=now)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("joining"), shop_with_joining)
    running.start()
    yield running
    running.stop()


async def scanned(picture: Locator) -> str:
    """The text that a camera reads on the screen."""
    image = Image.open(io.BytesIO(await picture.screenshot()))
    return "".join(each.text for each in zxingcpp.read_barcodes(image))


async def faults(phone: Hands) -> list[str]:
    """What axe finds, and what is wider than the screen, in light and dark."""
    found = []
    for width in WIDTHS:
        await phone.page.set_viewport_size({"width": width, "height": 844})
        if await phone.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than {width}")
        for scheme in ("dark", "light"):
            await phone.page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {each}" for each in await violations(phone)]
    return found


async def fill_by_keyboard(page: Page) -> int:
    """Enter a name and a number and send them, without a pointer; gives how many interactions that took."""
    await page.get_by_label("Namn").focus()
    await page.keyboard.type("Bo Berg")
    await page.keyboard.press("Tab")
    await page.keyboard.type("070-174 06 07")
    await page.keyboard.press("Enter")
    return 3


def test_a_customer_joins_on_the_own_phone_and_nobody_types_at_the_till(at_the_till: AtTheTill, served: Served) -> None:
    async def steps(till: Hands) -> None:
        other, found = OtherBrowser(served), {}
        display = await Hands.open(till.page.context, f"{served.url}/display", ready=False)
        await pair(till, display.page)
        picture = display.page.locator(".join .picture")
        await expect(picture).to_be_visible()
        await till.scan(gtin(1)[1:])
        await see(display.page, "basket")
        await expect(picture).to_be_visible()
        found["display"] = await violations(display)

        address, interactions = await scanned(picture), 1
        phone = await Hands.open(till.page.context, address, ready=False)
        found["form"] = await faults(phone)
        interactions += await fill_by_keyboard(phone.page)
        await expect(phone.page.get_by_role("heading")).to_have_text("Ditt medlemskort")
        assert interactions <= 4
        found["card"] = await faults(phone)
        card = await scanned(phone.page.locator(".code-picture"))
        await expect(picture).to_be_hidden()
        await expect(till.page.locator("#till")).to_contain_text("Bo Berg")
        state = await other.scan("PAPER")
        assert state["member"]["name"] == "Bo Berg"
        with_store: list[str] = []

        def look(store: Store) -> None:
            with_store.extend(each.id for each in find_members(store, anna_at(1), card))

        await asyncio.to_thread(served.fill, look)
        assert with_store == [state["member"]["id"]], "the card on the phone is read by a scanner"
        assert {place: each for place, each in found.items() if each} == {}
        assert phone.errors == display.errors == []

    at_the_till(steps)


def test_a_customer_opens_the_receipt_with_one_scan(at_the_till: AtTheTill, served: Served) -> None:
    async def steps(till: Hands) -> None:
        other = OtherBrowser(served)
        display = await Hands.open(till.page.context, f"{served.url}/display", ready=False)
        await pair(till, display.page)
        state = await other.scan("MILK")
        await other.pay(state, state["basket"]["cash_due_minor"])
        await see(display.page, "thanks")
        picture, found = display.page.locator(".join .picture"), {}
        await expect(picture).to_be_visible()
        found["display"] = await violations(display)
        phone = await Hands.open(till.page.context, await scanned(picture), ready=False)
        await expect(phone.page.get_by_role("heading")).to_have_text("Ditt kvitto")
        found["receipt"] = await faults(phone)
        receipt = phone.page.locator(".receipt-picture img")
        assert await receipt.evaluate("image => image.complete && image.naturalWidth > 0")
        assert {place: each for place, each in found.items() if each} == {}
        assert phone.errors == display.errors == []
        await other.scan("PAPER")  # the next customer: nobody waits half a minute for the end of these thanks

    at_the_till(steps)
