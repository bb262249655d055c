"""Paying while something else happens: slow answers, reloads, other amounts, and what the server says of itself."""

from __future__ import annotations

import pytest

from tests.app.served import Served
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_faults import sales_made
from tests.builders import gtin

pytestmark = [pytest.mark.needs_chromium, pytest.mark.xdist_group("browser")]

MILK = gtin(1)[1:]
PHONE = {"width": 390, "height": 844}


def test_a_barcode_in_the_amount_sells_nothing_and_is_told_at_once(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await hands.press("F9")
        await hands.type_slowly("73513537")
        assert await hands.text(".confirm .button-text") == "Kontrollera beloppet"
        await hands.press("Enter")
        assert "För mycket kontanter" in await hands.text(".banner")
        assert "73 513 517,00 kr" in await hands.text(".banner")
        await hands.press("Escape")
        await hands.type_slowly("1019")  # written over the wrong amount, which is chosen
        assert await hands.text(".back") == "999,00 kr"
        assert await hands.text(".confirm .button-text") == "Ta emot 1 019,00 kr"

    at_the_till(steps)
    assert sales_made(till) == before


@pytest.mark.parametrize("screen", [None, PHONE], ids=["desktop", "phone"])
def test_an_amount_is_never_cut_off(at_the_till: AtTheTill, screen: dict[str, int] | None) -> None:
    cut = "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1 || e.offsetLeft < 0).map((e) => e.textContent)"

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await hands.press("F9")
        await hands.type_slowly("999999999,99")
        assert await hands.text(".back") == "999 999 979,99 kr"
        boxes = hands.page.locator(".amount, .back-box, .due-box")
        assert await boxes.evaluate_all(cut) == []

    at_the_till(steps, **({"viewport": screen} if screen else {}))


def test_an_amount_that_cannot_be_read_asks_for_one(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("F9")
        for wrong in ("12,505", "abc"):
            await hands.page.locator(".amount").fill(wrong)
            assert await hands.text(".confirm .button-text") == "Skriv ett belopp"
            await hands.press("Enter")
        await hands.page.locator(".amount").fill("12")
        assert await hands.text(".confirm .button-text") == "Beloppet räcker inte"

    at_the_till(steps)
    assert sales_made(till) == before


def test_the_pay_panel_closes_when_the_last_line_goes(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("F9")
        await hands.touch('.line [data-do="less"]')
        assert await hands.page.locator(".pay-panel").is_hidden()
        assert await hands.page.locator(".shelf").is_visible()

    at_the_till(steps)
