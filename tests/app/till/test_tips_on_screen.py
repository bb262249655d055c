"""A tip by card goes back with the goods of its sale: by itself when the sale is undone, else by a key of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hardware.terminal.simulated_terminal import BANK_FILE
from tests.app.served import Served
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_card_payments import CARD, check, until_paid, use_terminal
from tests.app.till.test_look import violations
from tests.operations.selling.tip_trade import offer_tips

pytestmark = pytest.mark.needs_chromium

WITH_TIP = ".basket-footer .method-key[data-method=with_tip]"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop to try, whose customers may give tips."""
    server = Served(tmp_path_factory.mktemp("tips"), stocked(20, is_demo=True))
    server.fill(lambda store: offer_tips(store, "shared", at=datetime.now(UTC)))
    server.start()
    yield server
    server.stop()


def given_back(till: Served) -> list[int]:
    """What the simulated bank gave back, in öre."""
    rows = [json.loads(line) for line in (till.home / BANK_FILE).read_text().splitlines()]
    return [row["amount"] for row in rows if (row["what"], row["kind"]) == ("begun", "refund")]


async def sell(hands: Hands) -> None:
    for number in (1, 2, 3):
        await hands.scan(code_of(number))
    await hands.touch(CARD)
    assert await until_paid(hands) == "7,50 kr"


async def choose_all(hands: Hands) -> None:
    await hands.press("Insert")
    await hands.page.keyboard.type("7,50")
    await hands.press("Enter")
    await hands.touch("dialog .choices li:first-child .choice")
    await hands.page.locator("dialog button", has_text="Allt").click()
    await hands.touch("dialog [data-reason=changed_mind]")
    await hands.page.locator(".line.is-return").nth(2).wait_for()


async def given(hands: Hands) -> None:
    await hands.page.locator(".paid-title", has_text="Returen är klar").wait_for()


def test_a_tip_goes_back_with_its_sale_or_stays(at_the_till: AtTheTill, till: Served) -> None:
    use_terminal(till, "tip")

    async def steps(hands: Hands) -> None:
        page = hands.page
        await sell(hands)
        await hands.press("F10")
        await hands.touch("dialog .choices li:first-child .choice")
        await page.locator("dialog button", has_text="Ångra köpet").click()
        await page.locator("dialog .danger").click()
        await given(hands)
        assert given_back(till) == [825]
        await sell(hands)
        await choose_all(hands)
        assert "Med dricks: 8,25 kr" in await hands.text(WITH_TIP)
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme)
            assert await violations(hands) == []
        await hands.touch(WITH_TIP)
        await given(hands)
        await sell(hands)
        await choose_all(hands)
        await hands.press("F9")
        await given(hands)
        assert given_back(till) == [825, 825, 750]

    at_the_till(steps, reduced_motion="reduce")
    check(till)
