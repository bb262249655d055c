"""A code of Kassa's own does at the till what it is for, scanned or typed, and nothing else can be taken for one."""

from __future__ import annotations

import pytest

from models.own_code import OwnCode, OwnCodeKind, code_of_number
from tests.app.conftest import request
from tests.app.served import Served
from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands

pytestmark = pytest.mark.needs_chromium

#: In place of the banner's whole text: the words that tell one refusal from another.
REFUSED = {
    OwnCode(OwnCodeKind.GIFT_CARD, "7QX2M").text: "presentkort",
    "KXR400000526": "lästes fel",
    code_of_number(OwnCodeKind.PARKED_BASKET, 99).text: "parkerat här",
}


def test_own_codes_do_what_they_are_for(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(code_of(1))
        await hands.press("F4")
        await page.locator(".line").wait_for(state="detached")
        await hands.wait_until_sent()
        (parked,) = request(till, "/till/1?client=00000000-0000-4000-8000-00000000000a")["parked"]
        await hands.scan(code_of(2))
        for code, words in REFUSED.items():
            await hands.scan(code)
            await page.locator(".banner", has_text=words).wait_for()
            await hands.press("Escape")
            await page.locator(".banner", has_text=words).wait_for(state="hidden")
        slip = code_of_number(OwnCodeKind.PARKED_BASKET, parked["basket_id"]).text
        await hands.scan(slip)
        await hands.wait_until_sent()
        assert await hands.lines() == {sku_of(1): "1"}
        state = request(till, "/till/1?client=00000000-0000-4000-8000-00000000000a")
        assert state["basket"]["id"] == parked["basket_id"], "the basket that was open was parked instead"
        (other,) = state["parked"]
        await page.locator(".box-input").focus()
        await hands.type_slowly(code_of_number(OwnCodeKind.PARKED_BASKET, other["basket_id"]).text.lower())
        await hands.press("Enter")
        await hands.wait_until_sent()
        assert (
            request(till, "/till/1?client=00000000-0000-4000-8000-00000000000a")["basket"]["id"] == other["basket_id"]
        )
        await hands.scan(OwnCode(OwnCodeKind.OPERATOR_BADGE, "0" * 16).text)
        await page.locator(".sign-in .pin-pad").wait_for()

    at_the_till(steps)
