"""The last receipts at the till's screen: listed, shown, and copied once, with approval where it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models.access.operator import Operator
from models.access.own_role import OwnRole
from models.access.permission import Permission
from models.shop_settings import MAIL_HOST
from operations.access.actors import office_actor
from operations.access.operators import save_own_role
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import violations

pytestmark = pytest.mark.needs_chromium


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop that has sold nothing yet: what a till lists is of this test alone."""
    server = Served(tmp_path_factory.mktemp("unsold"), stocked(5))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module", autouse=True)
def people(served: Served) -> Iterator[Store]:
    """Ann, whose role may sell and nothing else, beside Kim, who may do everything at a till."""
    keys = served.home / "keys"
    store = open_store(served.store_url, keys=KeyRing(keys))
    role = OwnRole("seller", "Only sells", frozenset({Permission.SELL, Permission.SIGN_IN}))
    change_setting(store, office_actor(store), MAIL_HOST, "127.0.0.1", at=datetime.now(UTC))
    save_own_role(store, office_actor(store), role, at=datetime.now(UTC))
    add_person(store, keys, Operator("ann", "Ann", "seller"))
    yield store
    store.close()


async def give_and_mail(hands: Hands, found: dict[str, list[str]]) -> None:
    """From the receipt that is open: a gift receipt of its goods; then the other receipt by e-mail, approved by Kim."""
    page = hands.page
    await page.locator("dialog .button", has_text="Bytesbevis").click()
    await page.locator("dialog [data-gift]").first.wait_for()
    found["gift"] = await violations(hands)
    await page.locator("dialog [data-gift]").first.click()
    assert await page.locator("dialog .primary").is_disabled(), "nothing is chosen any more"
    await page.locator("dialog [data-gift]").first.click()
    await page.locator("dialog .button", has_text="Visa bytesbevis").click()
    shown_gift = await page.locator("dialog .paper").get_attribute("alt")
    assert shown_gift is not None
    assert "Bytesbevis" in shown_gift
    await hands.press("Escape")
    await hands.press("F10")
    await page.locator("dialog .choice").first.click()
    await page.locator("dialog .button", has_text="Bytesbevis").click()
    await page.locator("dialog .primary").click()
    await page.locator(".bar.is-note", has_text="Bytesbevis").wait_for()
    await hands.press("F10")
    await page.locator("dialog .choice").first.click()
    await page.locator("dialog .button", has_text="e-post").click()
    await page.locator("#mail-address").wait_for()
    found["mail"] = await violations(hands)
    await page.locator("#mail-address").fill("anna@example.com")
    await page.locator("#mail-address").press("Enter")
    await page.locator("dialog .approvers button", has_text="Kim").click()
    await hands.type_slowly(PIN)
    await hands.press("Enter")
    await page.locator(".bar.is-note", has_text="e-post").wait_for()


def test_a_copy_is_approved_and_printed_once_from_the_list(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.press("F10")
        await page.locator("dialog .hint", has_text="inte sålt").wait_for()
        await hands.press("Escape")
        await hands.press("F12")
        await page.locator(".person", has_text="Ann").click()
        await hands.type_slowly(PIN)
        await hands.press("Enter")
        await page.locator(".strip-operator", has_text="Ann").wait_for()
        for number in (1, 2):
            await hands.scan(code_of(number))
            await hands.press("Control+Enter")
            await page.locator(".paid dd", has_text=str(number)).last.wait_for()
        await hands.touch(".place")
        assert "Kim" in await hands.text("dialog .button .who-may"), "the drawer: whom to ask is on its button"
        await page.locator("dialog .button", has_text="Senaste kvitton").click()
        await page.locator("dialog .choice").nth(1).wait_for()
        assert await page.locator(".choice-main").all_inner_texts() == ["Kvitto nr 2", "Kvitto nr 1"]
        found = {"list": await violations(hands)}
        await hands.press("Tab")
        await page.locator("dialog .choice").nth(1).focus()
        await hands.press("Enter")
        await page.locator("dialog .paper").wait_for()
        found["receipt"] = await violations(hands)
        assert "Kim" in await hands.text("dialog .who-may")
        for message in ("bar.is-note", "banner strong"):
            await page.locator("dialog .button", has_text="kopia").click()
            await page.locator("dialog .approvers button", has_text="Kim").click()
            await hands.type_slowly(PIN)
            await hands.press("Enter")
            await page.locator(f".{message}", has_text="opia").wait_for()
            await hands.press("F10")
            await page.locator("dialog .choice").nth(1).click()
        assert "redan gjord" in await hands.text(".banner strong")
        await give_and_mail(hands, found)
        assert {part: problems for part, problems in found.items() if problems} == {}

    at_the_till(steps, reduced_motion="reduce")
