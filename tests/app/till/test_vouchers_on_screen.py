"""Deposit vouchers at the till's screen: scanned, typed, approved, removed, and refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models.access.operator import Operator
from models.shop_settings import VOUCHER_AMOUNT_MAX, VOUCHER_LAYOUT
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from store import invariants
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.conftest import emptied
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person, sign_in
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose
from tests.app.till.test_look import SCREENS, violations
from tests.builders import OFFICE_ACTOR
from tests.operations.selling.test_deposit_vouchers import code_of as voucher_of

pytestmark = pytest.mark.needs_chromium

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
FIVE, SIX = voucher_of(1, 500), voucher_of(2, 600)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop whose vouchers have a layout, with an assistant at the till and a manager who approves above 10 kr."""
    server = Served(tmp_path_factory.mktemp("vouchers"), stocked(20))
    server.fill(lambda store: prepare(store, server))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def till(served: Served) -> Served:
    """Anna stands there, who approves nothing."""
    emptied(served)
    served.fill(lambda store: sign_anna_in(store, served))
    return served


def prepare(store: Store, server: Served) -> None:
    keys = server.home / "keys"
    change_setting(store, OFFICE_ACTOR, VOUCHER_LAYOUT, "980NNNNVVVVVC", at=BEFORE)
    change_setting(store, OFFICE_ACTOR, VOUCHER_AMOUNT_MAX, "10", at=BEFORE)
    add_person(store, keys, Operator("maria", "Maria", "manager"))


def sign_anna_in(store: Store, server: Served) -> None:
    server.cookies = sign_in(store, server.home / "keys", person=Operator("anna", "Anna", "cashier"))


async def sees(hands: Hands, selector: str, text: str) -> None:
    await hands.page.locator(selector, has_text=text).first.wait_for()


async def pay_a_part_and_all(hands: Hands) -> None:
    """Pay the rest in cash, then all of another purchase with a voucher: neither looks as if it was paid before."""
    await hands.press("Control+Enter")
    await sees(hands, ".paid:not(.is-old)", "Mottaget19,00")
    await hands.scan(SIX)
    await sees(hands, ".banner", "har redan tagits emot")
    await hands.press("Escape")
    await hands.scan(code_of(9))
    await hands.scan(voucher_of(3, 950))
    await sees(hands, ".total", "0,00")
    await hands.press("Control+Enter")
    await sees(hands, ".paid:not(.is-old)", "Kvitto nr2")


def test_vouchers_are_scanned_typed_approved_and_refused_without_contact(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(FIVE)
        await sees(hands, ".line.is-code", f"Pantkvitto {FIVE}−5,00")
        for number in (9, 19):
            await hands.scan(code_of(number))
        await sees(hands, ".total", "24,00")
        await hands.touch(".line.is-code .step")
        await sees(hands, ".total", "29,00")
        await hands.touch("[aria-label$='Meny']")
        await page.locator("dialog.menu").get_by_text("Pantkvitto", exact=True).click()
        await page.locator("#voucher-amount").wait_for()
        await page.set_viewport_size(SCREENS["phone"])
        found = {"typed": await violations(hands)}
        await page.set_viewport_size(SCREENS["desktop"])
        await page.get_by_text("Trasigt eller blött").click()
        await sees(hands, "dialog [role=alert]", "Skriv beloppet")
        await page.locator("#voucher-amount").fill("4,50")
        await page.get_by_text("Trasigt eller blött").click()
        await sees(hands, ".line.is-code", "Pantkvitto Trasigt eller blött−4,50")
        await sees(hands, ".total", "24,50")
        await hands.scan(SIX)
        await hands.touch(".banner-offer")
        await page.locator("dialog.approval").wait_for()
        await page.keyboard.type(PIN)
        await hands.press("Enter")
        await sees(hands, ".line.is-code", f"Pantkvitto {SIX}−6,00")
        await sees(hands, ".total", "18,50")
        found["basket"] = await violations(hands)
        assert {part: problems for part, problems in found.items() if problems} == {}
        await pay_a_part_and_all(hands)
        await intercept(page, "**/api/v1/**", lose)
        await hands.scan(code_of(9))
        await page.locator(".bar.is-offline").wait_for()
        await hands.scan(FIVE)
        await sees(hands, ".banner", "Pantkvitton kräver kontakt med servern")
        await page.unroute("**/api/v1/**")  # else what was scanned waits for a server that never answers

    at_the_till(steps, reduced_motion="reduce")
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
    store.close()
