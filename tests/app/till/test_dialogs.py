"""Dialogs by keyboard: Enter does what the dialog says, once, and closes it."""

from __future__ import annotations

import pytest

from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, look_on, pause

pytestmark = pytest.mark.needs_chromium

QUANTITY = '.line [data-do="quantity"]'
KEYPAD = ".top .square"


async def dialogs(hands: Hands) -> int:
    await look_on(0.15)
    return await hands.page.locator("dialog").count()


def test_enter_sets_the_quantity_and_the_next_key_is_the_tills(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        await hands.touch(QUANTITY)
        await hands.type_slowly("12")
        await hands.press("Enter")
        assert await dialogs(hands) == 0
        assert await hands.lines() == {sku_of(1): "12"}
        await hands.press("F9")
        assert await hands.page.locator(".pay-pane").is_visible()

    at_the_till(steps)


def test_a_quantity_may_be_touched_and_typed_in_turns(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        await hands.touch(QUANTITY)
        await hands.touch('dialog [data-key="2"]')
        await hands.press("5")
        await hands.press("Enter")
        assert await dialogs(hands) == 0
        assert await hands.lines() == {sku_of(1): "25"}

    at_the_till(steps)


def test_a_quantity_that_cannot_be_is_told_in_the_dialog(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        await hands.touch(QUANTITY)
        await hands.type_slowly("10000")
        await hands.press("Enter")
        assert "Kan inte använda 10000 som antal" in await hands.text("dialog .problem")
        await hands.press("Escape")
        assert await hands.lines() == {sku_of(1): "1"}

    at_the_till(steps)


def test_enter_gives_the_reason_and_the_drawer_dialog_stays_closed(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch(".place")
        await hands.page.locator("dialog .button", has_text="F7").click()
        await hands.page.locator("#drawer-reason").click()
        await hands.type_slowly("Byte av rulle")
        await hands.press("Enter")
        assert await dialogs(hands) == 0
        await hands.page.locator(".bar.is-note").wait_for()

    at_the_till(steps)


def test_enter_recalls_a_basket_and_the_dialog_stays_closed(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.touch(".park")
        await hands.wait_until_sent()
        await hands.touch(".recall")
        await hands.press("Enter")
        assert await dialogs(hands) == 0
        await hands.wait_until_sent()
        assert await hands.lines() == {sku_of(1): "1"}

    at_the_till(steps)


def test_the_number_keys_take_the_keyboard_as_well(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch(KEYPAD)
        await hands.touch('dialog [data-key="7"]')
        await hands.type_slowly("312", delay_ms=120)
        await hands.press("Backspace")
        await pause(0.12)
        assert await hands.text(".screen") == "731"
        await hands.touch('dialog [data-key="clear"]')
        await hands.type_slowly("3*", delay_ms=120)
        await pause(0.12)
        assert await hands.text(".screen") == "3 × "
        await hands.type_slowly(code_of(4), delay_ms=120)
        await hands.press("Enter")
        assert await dialogs(hands) == 0
        assert await hands.lines() == {sku_of(4): "3"}

    at_the_till(steps)


def test_a_scan_while_the_number_keys_are_open_is_no_typing(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch(KEYPAD)
        await hands.touch('dialog [data-key="2"]')
        await hands.touch('dialog [data-key="times"]')
        await hands.scan(code_of(5))
        assert await hands.lines() == {sku_of(5): "2"}
        await look_on(0.15)
        assert (await hands.text(".screen")).strip() == ""

    at_the_till(steps)


def test_what_is_too_much_is_told_over_the_number_keys(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch(KEYPAD)
        await hands.type_slowly("10000*", delay_ms=100)
        await hands.page.locator(".banner").wait_for()
        assert await dialogs(hands) == 0, "the notice can be read and answered"
        await hands.touch(".banner-button:not(.banner-offer)")
        assert await hands.page.locator(".box-input").input_value() == ""

    at_the_till(steps)


def test_a_key_that_is_held_down_is_pressed_once(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.page.locator('.tile[data-sku="MILK"]').focus()
        for _ in range(5):
            await hands.page.keyboard.down("Enter")
        await hands.page.keyboard.up("Enter")
        assert await hands.lines() == {"MILK": "1"}

    at_the_till(steps)
