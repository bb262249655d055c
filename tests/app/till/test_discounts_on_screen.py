"""Discounts at the till's screen: few touches, by keys alone, approved by somebody else, and right on every screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.access.operator import Operator
from operations.installation.opening import open_store
from store import invariants
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import SCREENS, violations

pytestmark = pytest.mark.needs_chromium

#: Ten per cent off the basket.
TOUCHES_MAX = 3


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop of its own, with a manager who approves."""
    server = Served(tmp_path_factory.mktemp("discounts"), stocked(20))
    server.fill(lambda store: add_person(store, server.home / "keys", Operator("maria", "Maria", "manager")))
    server.start()
    yield server
    server.stop()


def check(till: Served) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
    store.close()


async def sees(hands: Hands, selector: str, text: str) -> None:
    await hands.page.locator(selector, has_text=text).first.wait_for()


def test_ten_per_cent_in_three_touches_and_a_lower_price_by_keys_alone(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        for number in (9, 19):
            await hands.scan(code_of(number))
        await sees(hands, ".total", "29,00")
        hands.count = 0
        await hands.touch(".basket-header .icon-percent")
        await hands.touch("dialog [data-share='10']")
        await hands.touch("dialog .reasons button")
        await sees(hands, ".line.is-discount", "Rabatt på köpet 10 %, Skadad vara")
        await sees(hands, ".total", "26,10")
        assert hands.count <= TOUCHES_MAX
        await hands.touch(".line.is-discount .step")
        await sees(hands, ".total", "29,00")
        # A lower price for the marked line, without a mouse.
        await hands.press("%")
        await page.locator("dialog [data-way=price]").focus()
        await hands.press("Enter")
        await hands.type_slowly("19,00")
        await hands.press("Enter")
        await hands.press("Enter")
        await sees(hands, ".line-discount", "Ändrat pris, Skadad vara −0,50")
        await sees(hands, ".total", "28,50")
        await hands.press("%")
        await hands.touch("dialog [data-share='50']")
        await hands.touch("dialog .reasons button:nth-child(3)")
        await sees(hands, ".line.is-discount", "Rabatt på köpet 50 %, Stamkund")
        await sees(hands, ".total", "14,25")
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps)
    check(till)


def test_discounts_look_right_to_everybody_and_staff_ask_somebody_else(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page, found = hands.page, {}
        for number in (5, 6):
            await hands.scan(code_of(number))
        await hands.press("%")
        await page.locator("dialog.discounting").wait_for()
        for name, size in SCREENS.items():
            await page.set_viewport_size(size)
            found[name] = await violations(hands)
            reach = await page.locator("dialog.discounting").evaluate("(it) => [it.scrollWidth, it.clientWidth]")
            assert reach[0] <= reach[1], name
        await page.locator("dialog .stack .wide").click()
        await page.locator("dialog.approval").wait_for()
        await page.keyboard.type(PIN)
        await hands.press("Enter")
        await page.locator(".line.is-discount", has_text="Personalköp 20 %").wait_for(state="attached")
        found["basket"] = await violations(hands)
        assert {part: problems for part, problems in found.items() if problems} == {}

    at_the_till(steps, reduced_motion="reduce")
    check(till)
