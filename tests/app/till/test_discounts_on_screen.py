"""Discounts at the till's screen: few touches, by keys alone, approved by somebody else, and right on every screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.access.operator import Operator
from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from operations.catalogue.coupon_making import make_coupons
from operations.catalogue.promotion_changes import create_promotion
from operations.installation.opening import open_store
from store import invariants
from store.database.engine import Store
from store.selling.coupons import all_coupons
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import SCREENS, violations
from tests.builders import OFFICE_ACTOR

pytestmark = pytest.mark.needs_chromium

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
#: Ten per cent off the basket.
TOUCHES_MAX = 3


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop of its own, with a manager who approves."""
    server = Served(tmp_path_factory.mktemp("discounts"), stocked(20))
    server.fill(lambda store: add_person(store, server.home / "keys", Operator("maria", "Maria", "manager")))
    server.fill(add_promotions)
    server.start()
    yield server
    server.stop()


def add_promotions(store: Store) -> None:
    draft = Promotion(
        0, "Höst", PromotionKind.AMOUNT, (Slot(),), PromotionTime(date(2020, 1, 1)), amount_minor=100, coupon="HOST26"
    )
    create_promotion(store, OFFICE_ACTOR, draft, at=BEFORE)
    create_promotion(store, OFFICE_ACTOR, replace(draft, name="Kupong", coupon=ONE_TIME, amount_minor=300), at=BEFORE)
    club = replace(draft, name="Klubbpris", coupon=None, customer_group="Klubben", amount_minor=200)
    create_promotion(store, OFFICE_ACTOR, club, at=BEFORE)
    make_coupons(store, OFFICE_ACTOR, 2, 1, at=BEFORE)


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


def test_a_code_a_coupon_and_a_group_are_scanned_typed_and_chosen(at_the_till: AtTheTill, till: Served) -> None:
    """Without contact no code is taken, and the till shows why; removing a code is one touch."""
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        (coupon,) = all_coupons(view)
    store.close()

    async def steps(hands: Hands) -> None:
        page = hands.page
        for number in (9, 19):
            await hands.scan(code_of(number))
        await sees(hands, ".total", "29,00")
        await hands.scan(coupon.code)
        await sees(hands, ".line.is-code", "−6,00")
        await sees(hands, ".total", "23,00")
        await hands.scan("host26")
        await sees(hands, ".line.is-code", "Kod HOST26gäller inte än")  # the coupon gives more
        await hands.touch(".line.is-code:has-text('Kupong') .step")
        await sees(hands, ".total", "27,00")
        await hands.press("%")
        await hands.touch("dialog .codes")
        await hands.touch("dialog .groups button:last-child")
        await sees(hands, ".line.is-code", "Pris för Klubben")
        await sees(hands, ".total", "25,00")
        await hands.press("%")
        await hands.touch("dialog .codes")
        await page.locator("#customer-code").wait_for()
        assert await violations(hands) == []
        await page.locator("#customer-code").fill("SOMMAR")
        await hands.press("Enter")
        await sees(hands, ".banner", "Ingen kampanj i dag har koden SOMMAR")
        await hands.press("Escape")
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps, reduced_motion="reduce")
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
