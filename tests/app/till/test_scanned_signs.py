"""A scan is a scan wherever it lands: its signs are no keys and no amount, and what is refused leaves no trace."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.cards import NUMBERS, TRACK_1, TRACK_2

pytestmark = pytest.mark.needs_chromium

UNKNOWN = "7310865004703"
CARDS = (NUMBERS[1], NUMBERS[7], TRACK_2, TRACK_1 + TRACK_2)


async def told(hands: Hands, title: str) -> None:
    """The banner says so, and somebody has seen it."""
    await hands.page.locator(".banner").filter(has_text=title).wait_for()
    await hands.touch(".banner-button:not(.banner-offer)")


def test_the_signs_of_a_scan_are_neither_keys_nor_an_amount(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        for code in ("+A123BJC5D6E71G", "-42-A", "+12"):
            await hands.scan(code)
            await told(hands, "Okänd streckkod")
            assert await hands.lines() == {sku_of(1): "1"}
        await hands.press("+")
        assert await hands.lines() == {sku_of(1): "2"}, "a key alone does what it does"
        await hands.press("F9")
        for code in ("150", "1500"):
            await hands.scan(code)
            await told(hands, "Okänd streckkod")
            assert await hands.page.locator(".amount").input_value() == ""
        assert await hands.page.locator(".paid:not([hidden])").count() == 0
        await hands.type_slowly("150")
        assert await hands.page.locator(".amount").input_value() == "150", "a person's digits are an amount"

    at_the_till(steps)


def test_a_slow_scanner_that_ends_with_tab_and_a_weight_that_is_asked_for(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.page.locator(".box-input").click()
        await hands.type_slowly(code_of(3), delay_ms=75)
        await hands.press("Tab")
        assert await hands.lines() == {sku_of(3): "1"}
        assert await hands.page.locator(".box-input").input_value() == ""
        await hands.touch('.tile[data-sku="BANANAS"]')
        await hands.page.locator("#quantity").wait_for()
        await hands.press("Enter")
        assert "mer än 0" in await hands.text("#quantity-problem"), "nothing is taken for a kilogram"
        await hands.type_slowly("0,456")
        await hands.press("Enter")
        assert await hands.lines() == {sku_of(3): "1", "BANANAS": "0,456"}
        unit = "(e) => getComputedStyle(e, '::after').content"
        row = hands.page.locator('.line[data-sku="BANANAS"] .step-count')
        assert await row.evaluate(unit) == '"kg"'

    at_the_till(steps)


def test_what_adds_nothing_leaves_the_change_on_the_screen(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        await hands.press("Control+Enter")
        paid = hands.page.locator(".paid:not([hidden])")
        await paid.wait_for()
        await hands.scan(UNKNOWN)
        await told(hands, "Okänd streckkod")
        assert await paid.is_visible()
        await hands.press("F7")
        await hands.touch(".choice")
        await hands.page.locator(".bar.is-note").wait_for()
        assert await paid.is_visible()
        await hands.scan(code_of(2))
        await paid.wait_for(state="hidden")

    at_the_till(steps)


def test_a_scan_that_begins_with_the_sign_of_discounts_opens_none(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        discounting = hands.page.locator("dialog.discounting")
        await hands.scan(code_of(1))
        answer = await hands.hold("**/discount-rules")
        await hands.scan(TRACK_1)
        await hands.page.locator(".banner").wait_for()
        async with hands.page.expect_response("**/discount-rules"):
            answer.set()
        await told(hands, "Kortnummer skrivs aldrig in här")
        await hands.scan(TRACK_1, stalls_after=1, stall_s=1)
        await told(hands, "Kortnummer skrivs aldrig in här")
        assert await discounting.count() == 0, "nor one that was open already while the rest of the scan came"
        await hands.press("%")
        await discounting.wait_for()

    at_the_till(steps)


async def everything(hands: Hands) -> str:
    """All that the page shows and the browser keeps."""
    script = """async () => {
        const kept = [{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), document.cookie];
        return JSON.stringify([...kept, location.href, history.state]);
    }"""
    shown = await hands.page.locator("#till").inner_text()
    typed = await hands.page.locator("#till input").evaluate_all("(all) => all.map((each) => each.value)")
    return json.dumps([shown, typed, await hands.page.evaluate(script)], ensure_ascii=False).replace(" ", "")


def digits_of(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def test_card_data_is_neither_shown_nor_kept_nor_sent(at_the_till: AtTheTill) -> None:
    sent: list[str] = []

    def note(request: Any) -> None:
        sent.append(f"{request.url} {request.post_data or ''}")

    async def steps(hands: Hands) -> None:
        hands.page.on("request", note)
        await hands.scan(code_of(1))
        for card in CARDS:
            await hands.scan(card)
            await told(hands, "Kortnummer skrivs aldrig in här")
        await hands.page.locator(".box-input").click()
        await hands.type_slowly("4111 1111 1111 1111", delay_ms=60)
        await told(hands, "Kortnummer skrivs aldrig in här")
        assert await hands.page.locator(".box-input").input_value() == ""
        await hands.press("F7")
        await hands.page.locator("#drawer-reason").fill(f"retur {NUMBERS[4]}")
        await told(hands, "Kortnummer skrivs aldrig in här")
        assert await hands.lines() == {sku_of(1): "1"}
        kept = await everything(hands) + "\n".join(sent)
        assert [digits_of(card)[:13] for card in (*CARDS, NUMBERS[4]) if digits_of(card)[:13] in kept] == []
        await hands.scan(UNKNOWN)
        await hands.page.locator(".banner").wait_for()
        await hands.wait_until_sent()
        assert UNKNOWN in await everything(hands), "control: another code is shown"
        assert any(UNKNOWN in each for each in sent), "control: and sent"
        await hands.touch(".banner-button:not(.banner-offer)")

    at_the_till(steps)
