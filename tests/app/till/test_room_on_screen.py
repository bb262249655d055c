"""What is told covers nothing that is needed to go on, and what is tapped has room around it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import ViewportSize

from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose
from tests.app.till.test_look import LOW_SCREENS, SCREENS
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

MILK, BANANAS, UNKNOWN = gtin(1)[1:], gtin(2)[1:], "7310865004703"
#: What somebody reads or touches next, whatever was refused.
NEEDED = ".box-input, .total, .due, .amount, .back, .confirm, .pay, .quick-key, .note, .bar, .bar-button"
LARGER: dict[str, ViewportSize] = {"large upright": {"width": 820, "height": 1180}}
#: Between a key that is a whole sale at one touch and the next key of another kind, at least.
ROOM_PX = 16
ONE_TOUCH, OTHER_KEYS = ".quick-key, .basket-footer .method-key", ".park, .recall"
COVERED = """(cover, needed) => {
    const over = cover.getBoundingClientRect();
    return [...cover.getRootNode().querySelectorAll(needed)].filter((e) => {
        const { left, right, top, bottom } = e.getBoundingClientRect();
        const apart = right <= over.left || left >= over.right || bottom <= over.top || top >= over.bottom;
        return e.checkVisibility() && right > left && !apart;
    }).map((e) => e.className);
}"""


async def things_under(hands: Hands, needed: str = NEEDED) -> list[str]:
    """What of ``needed`` lies under the refusal, by class."""
    found: list[str] = await hands.page.locator(".banner").evaluate(COVERED, needed)
    return found


@pytest.mark.parametrize("paying", [False, True], ids=["selling", "paying"])
def test_a_refusal_covers_nothing_that_is_needed_to_go_on(at_the_till: AtTheTill, *, paying: bool) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        if paying:
            await hands.press("F9")
        await hands.scan(UNKNOWN)
        await hands.page.locator(".banner").wait_for()
        if not paying:  # without contact nothing is paid, and the keys to pay with can be covered
            await intercept(hands.page, "**/api/v1/**", lose)
            await hands.page.locator(".bar.is-offline").wait_for()
        found = {}
        for screen, size in (SCREENS | LARGER).items():
            await hands.page.set_viewport_size(size)
            found[screen] = await things_under(hands)
        assert {screen: under for screen, under in found.items() if under} == {}
        await hands.page.locator(".banner").evaluate("(e) => Object.assign(e.style, { top: 0, bottom: 0, right: 0 })")
        assert await things_under(hands), "control: what is covered is noticed"

    at_the_till(steps, reduced_motion="reduce")


def test_a_refusal_in_a_second_window_leaves_the_key_that_it_needs(at_the_till: AtTheTill) -> None:
    async def steps(first: Hands) -> None:
        await first.scan(MILK)
        await first.wait_until_sent()
        second = await Hands.open(first.page.context, first.url)
        await second.scan(code_of(2))
        await second.page.locator(".banner").wait_for()
        for size in SCREENS.values():
            await second.page.set_viewport_size(size)
            assert await things_under(second, needed=".bar-button") == []
        await second.touch(".bar .bar-button")
        await first.page.locator(".bar.is-elsewhere").wait_for()

    at_the_till(steps)


def test_a_name_that_is_not_found_is_a_quiet_line(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.type_slowly("finnsinte")
        await hands.press("Enter")
        line = hands.page.locator(".nothing")
        await line.wait_for()
        assert "finnsinte" in await line.inner_text()
        assert not await hands.page.locator(".banner").is_visible()
        assert await hands.page.input_value(".box-input") == "finnsinte", "it can be corrected"
        await hands.scan(UNKNOWN)
        await hands.page.locator(".banner").wait_for()  # control: a barcode that nobody knows is no quiet matter

    at_the_till(steps)


def test_after_too_little_cash_the_next_amount_takes_the_place_of_the_old_one(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await hands.press("F9")
        await hands.type_slowly("10")
        await hands.press("Enter")
        await hands.page.locator(".banner").wait_for()
        assert await hands.page.input_value(".amount") == "10"
        await hands.press("Escape")
        await hands.type_slowly("30")
        assert await hands.page.input_value(".amount") == "30"
        assert await hands.text(".back") == "10,00 kr"

    at_the_till(steps)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768), *LOW_SCREENS])
def test_one_amount_is_to_pay_while_paying(at_the_till: AtTheTill, width: int, height: int) -> None:
    seen = "(all) => all.filter((e) => e.checkVisibility() && e.textContent === 'Att betala').length"

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        assert await hands.page.locator("#till span").evaluate_all(seen) == 1
        await hands.press("F9")
        assert await hands.page.locator("#till span").evaluate_all(seen) == 1

    at_the_till(steps, viewport={"width": width, "height": height})


def test_a_key_that_is_a_sale_at_one_touch_has_room_to_the_next_kind(at_the_till: AtTheTill) -> None:
    edges = "(all) => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().toJSON())"

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        near: dict[str, list[float]] = {}
        for screen, size in SCREENS.items():
            await hands.page.set_viewport_size(size)
            if screen == "phone":
                await hands.touch(".handle")
            cash: list[dict[str, float]] = await hands.page.locator(ONE_TOUCH).evaluate_all(edges)
            others: list[dict[str, float]] = await hands.page.locator(OTHER_KEYS).evaluate_all(edges)
            assert cash, screen
            rooms = [
                max(other["top"] - one["bottom"], one["top"] - other["bottom"], other["left"] - one["right"])
                for one in cash
                for other in others
            ]
            near[screen] = [room for room in rooms if room < ROOM_PX]
        assert {screen: rooms for screen, rooms in near.items() if rooms} == {}

    at_the_till(steps)


def test_a_badge_covers_neither_the_name_nor_the_price_of_its_tile(at_the_till: AtTheTill) -> None:
    script = """(badge) => {
        const [over, room] = [badge.getBoundingClientRect(), 2]; // a line has so much above its letters
        const texts = [...badge.closest('.tile').querySelectorAll('.tile-name, .tile-foot b, .tile-foot span')];
        return texts.flatMap((e) => {
            const range = document.createRange();
            range.selectNodeContents(e);
            return [...range.getClientRects()].map((box) => [e.textContent, box]);
        }).filter(([, box]) => box.right > over.left && box.left < over.right)
          .filter(([, box]) => box.bottom > over.top && box.top < over.bottom - room).map(([text]) => text);
    }"""

    async def steps(hands: Hands) -> None:
        await hands.scan(BANANAS)
        await hands.page.locator("#quantity").fill("12,345")
        await hands.press("Enter")
        await hands.scan(MILK)
        await hands.page.locator(".tile .badge").nth(1).wait_for()
        found = {}
        for screen, size in SCREENS.items():
            await hands.page.set_viewport_size(size)
            for badge in await hands.page.locator(".tile .badge").all():
                found[screen, await badge.inner_text()] = await badge.evaluate(script)
        assert {place: texts for place, texts in found.items() if texts} == {}
        await badge.evaluate("(e) => { e.style.inset = '0'; }")
        assert await badge.evaluate(script), "control: a text under it is noticed"

    at_the_till(steps)


def test_chips_that_go_on_behind_the_edge_fade_and_the_last_one_does_not(at_the_till: AtTheTill) -> None:
    script = """(chips) => {
        chips.scrollLeft = chips.scrollWidth;
        const fade = parseFloat(/calc\\(100% - (\\d+)px\\)|(\\d+)px/.exec(getComputedStyle(chips).maskImage)[1]);
        const last = [...chips.querySelectorAll('.chip')].at(-1).getBoundingClientRect();
        return [fade > 20, last.right <= chips.getBoundingClientRect().right - fade + 1];
    }"""

    async def steps(hands: Hands) -> None:
        await hands.page.locator(".chip").first.wait_for()
        for size in SCREENS.values():
            await hands.page.set_viewport_size(size)
            assert await hands.page.locator(".chips").evaluate(script) == [True, True]

    at_the_till(steps)


def test_the_keys_of_all_rows_stand_in_one_column_whatever_their_quantity(at_the_till: AtTheTill) -> None:
    script = "(all) => all.map((e) => { const box = e.getBoundingClientRect(); return [box.left, box.right]; })"

    async def steps(hands: Hands) -> None:
        await hands.scan(BANANAS)
        await hands.page.locator("#quantity").fill("0,456")
        await hands.press("Enter")
        for code in (MILK, code_of(1)):
            await hands.scan(code)
        await hands.wait_until_sent()
        for screen in ("desktop", "tablet", "upright"):
            await hands.page.set_viewport_size(SCREENS[screen])
            places: list[list[float]] = await hands.page.locator(".line .steps").evaluate_all(script)
            assert len(places) == 3
            assert len({tuple(round(edge) for edge in each) for each in places}) == 1, (screen, places)

    at_the_till(steps)


def test_a_parked_basket_is_named_and_its_time_stands_apart(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        name = await hands.text(f'.line[data-sku="{sku_of(1)}"] .line-name')
        await hands.press("F4")
        await hands.wait_until_sent()
        await hands.press("F6")
        choice = hands.page.locator("dialog .choice").first
        await choice.wait_for()
        main: str = await choice.locator(".choice-main").inner_text()
        assert main == name
        assert ":" in await choice.locator(".choice-sub").inner_text(), "the time"

    at_the_till(steps)


def test_without_contact_the_pay_pane_has_no_hole(at_the_till: AtTheTill) -> None:
    script = """(all) => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().toJSON())"""

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await hands.press("F9")
        holes: dict[str, Any] = {}
        for contact in (True, False):
            if not contact:
                await intercept(hands.page, "**/api/v1/**", lose)
                await hands.page.locator(".wait:visible").wait_for()
            boxes: list[dict[str, float]] = await hands.page.locator(".pay-body > *").evaluate_all(script)
            boxes.sort(key=lambda each: each["top"])
            gaps = [below["top"] - above["bottom"] for above, below in pairwise(boxes)]
            holes[str(contact)] = max(gaps)
        assert holes["False"] <= max(holes["True"], 24), holes

    at_the_till(steps)
