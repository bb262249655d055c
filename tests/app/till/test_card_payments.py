"""Paying by card and by phone at the screen: few touches, one charge whatever happens, and nobody is stuck."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from hardware.terminal.simulated_terminal import BANK_FILE
from models.access.operator import Operator
from models.journal import JournalKind
from operations.access.actors import office_actor
from operations.installation.device_links import DeviceRole, set_device
from operations.installation.opening import open_store
from store import invariants, journal, schema
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.stock import code_of, sku_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, wait_for
from tests.app.till.test_faults import sales_made
from tests.app.till.test_look import SCREENS, lying_over_each_other, violations

pytestmark = pytest.mark.needs_chromium

CARD, SWISH = ".basket-footer .method-key[data-method=card]", ".basket-footer .method-key[data-method=swish]"
CARDS_MAX = 4


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop to try: only there a terminal may be simulated."""
    server = Served(tmp_path_factory.mktemp("demo"), stocked(20, is_demo=True))
    server.fill(lambda store: add_person(store, server.home / "keys", Operator("maria", "Maria", "manager")))
    server.start()
    yield server
    server.stop()


def use_terminal(till: Served, mode: str) -> None:
    def change(store: object) -> None:
        role, link = DeviceRole.PAYMENT_TERMINAL, f"simulated:{mode}"
        set_device(store, office_actor(store), 1, role, link, at=datetime.now(UTC))  # type: ignore[arg-type]

    till.fill(change)


def captures(till: Served) -> int:
    """How often the simulated bank took the money of a card."""
    file = till.home / BANK_FILE
    lines = file.read_text().splitlines() if file.exists() else []
    return sum(json.loads(line)["what"] == "captured" for line in lines)


def codes_printed(till: Served) -> int:
    with closing(open_store(till.store_url, migrate=False)) as store, store.view() as view:
        return sum(1 for _ in journal.read(view, 1, kinds=[JournalKind.PAYMENT_CODE_PRINTED]))


def attempts(till: Served) -> int:
    """How many payments were tried."""
    with closing(open_store(till.store_url)) as store, store.view() as view:
        return view.scalar(sa.select(sa.func.count()).select_from(schema.payment_attempt)) or 0


def check(till: Served) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
    store.close()


async def until_paid(hands: Hands) -> str:
    await hands.page.locator(".paid:not([hidden])").wait_for()
    return await hands.text(".change")


def test_a_card_and_a_phone_take_one_touch_beside_the_scans(at_the_till: AtTheTill, till: Served) -> None:
    use_terminal(till, "approve")
    before = captures(till)

    async def steps(hands: Hands) -> None:
        for number in (1, 2, 3):
            await hands.scan(code_of(number))
        await hands.touch(CARD)
        assert await until_paid(hands) == "7,50 kr"
        assert hands.count <= CARDS_MAX
        assert captures(till) == before + 1
        hands.count = 0
        for number in (1, 2, 3):
            await hands.scan(code_of(number))
        await hands.touch(SWISH)
        await hands.page.locator(".asking svg.qr").wait_for()
        assert await until_paid(hands) == "7,50 kr"
        assert hands.count <= CARDS_MAX
        assert hands.errors == []

    at_the_till(steps)
    check(till)


def test_two_touches_a_reload_and_a_dead_server_charge_once(at_the_till: AtTheTill, till: Served) -> None:
    use_terminal(till, "approve")
    charged, sold = captures(till), sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        tried = attempts(till)
        await hands.page.locator(CARD).dblclick()
        await hands.page.locator(".asking:not([hidden])").wait_for()
        await wait_for(lambda: attempts(till) > tried, "the server has stored the try")  # or nobody was asked
        till.kill()
        till.start()
        await hands.page.reload()
        await hands.wait_until_ready()
        await wait_for(lambda: sales_made(till) == sold + 1, "the payment that was under way is a sale")
        await hands.page.locator(".asking").wait_for(state="hidden")
        assert captures(till) == charged + 1
        assert await hands.lines() == {}

    at_the_till(steps)
    check(till)


def test_parts_and_a_refused_card_leave_the_rest_to_pay(at_the_till: AtTheTill, till: Served) -> None:
    use_terminal(till, "approve")

    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(9))  # 9.50
        await hands.wait_until_sent()
        await hands.press("F9")
        await hands.type_slowly("4")
        await hands.touch(".pay-pane .method-key[data-method=cash]")
        await hands.page.locator(".paid-parts li").wait_for()
        use_terminal(till, "decline")
        await hands.touch(".pay-pane .method-key[data-method=card]")
        await hands.page.locator(".banner:not([hidden])").wait_for()
        banner = await hands.text(".banner")
        assert "för lite pengar" in banner
        assert "Ingen har debiterats" in banner
        assert await hands.text(".pay-pane .due") == "6,00 kr"
        await hands.press("Escape")
        await hands.touch(".paid-parts button")
        await hands.page.locator(".paid-parts").wait_for(state="hidden")
        use_terminal(till, "approve")
        await hands.touch(".pay-pane .method-key[data-method=card]")
        assert await until_paid(hands) == "9,50 kr"

    at_the_till(steps)
    check(till)


def test_a_dead_terminal_stops_nobody_and_two_people_decide(at_the_till: AtTheTill, till: Served) -> None:
    use_terminal(till, "dead")

    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(5))
        await hands.wait_until_sent()
        await hands.touch(CARD)
        await hands.page.locator(".asking.is-unknown").wait_for()
        released = await hands.hold("**/till/1/payments/*")
        async with hands.page.expect_request("**/till/1/payments/*"):
            pass  # an answer about the payment is on its way when the basket is set aside
        await hands.touch(".asking-aside")
        await hands.page.locator(".recall.has-some").wait_for()
        async with hands.page.expect_response("**/till/1/payments/*"):
            released.set()
        await hands.scan(code_of(6))
        await hands.wait_until_sent()
        await hands.press("Control+Enter")
        assert await until_paid(hands) == "0,00 kr"  # the next customer has paid in cash
        await hands.press("F6")
        await hands.page.locator("dialog[open]").wait_for()
        await hands.press("Enter")
        await hands.page.locator(".asking.is-unknown").wait_for()
        await hands.touch(".asking-decide")
        await hands.page.locator("#evidence").fill("slip 12")
        await hands.touch("dialog .choices .primary")
        await hands.page.locator("dialog.approval .toggle[data-code=maria]").click()
        await hands.type_slowly(PIN)
        await hands.press("Enter")
        assert await until_paid(hands) == "5,50 kr"
        assert await hands.lines() == {}

    at_the_till(steps)
    check(till)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_nothing_of_a_payment_is_hard_to_read_or_reach(at_the_till: AtTheTill, till: Served, screen: str) -> None:
    use_terminal(till, "silent")
    printed = codes_printed(till)

    async def steps(hands: Hands) -> None:
        problems: dict[str, list[str]] = {}
        await hands.scan(code_of(9))
        await hands.page.locator(f'.line[data-sku="{sku_of(9)}"]').wait_for(state="attached")
        await hands.wait_until_sent()
        if screen == "phone":
            await hands.touch(".handle")
        problems["keys"] = await violations(hands)
        if screen == "desktop":
            await hands.page.set_viewport_size(SCREENS["upright"])
            assert await lying_over_each_other(hands) == [], "a tablet on end has room for every means of payment"
            await hands.page.set_viewport_size(SCREENS[screen])
        await hands.press("F9")
        await hands.type_slowly("4")
        await hands.touch(".pay-pane .method-key[data-method=cash]")
        await hands.page.locator(".paid-parts li").wait_for()
        problems["part"] = await violations(hands)
        await hands.touch(".pay-pane .method-key[data-method=own_terminal]")
        await hands.page.locator("#slip").wait_for()
        problems["slip"] = await violations(hands)
        await hands.press("Escape")
        for method in ("card", "swish"):
            await hands.touch(f".pay-pane .method-key[data-method={method}]")
            await hands.page.locator(".asking .asking-cancel:enabled").wait_for()
            for theme in ("light", "dark"):
                await hands.page.emulate_media(color_scheme=theme)
                problems[f"{method} {theme}"] = await violations(hands)
            if method == "card":
                assert not await hands.page.locator(".asking-print").is_visible()
            else:
                await hands.touch(".asking-print")
                await wait_for(lambda: codes_printed(till) == printed + 1, "the code is asked for on paper")
            await hands.touch(".asking-cancel")
            await hands.page.locator(".asking").wait_for(state="hidden")
            await hands.press("Escape")  # the note that nobody was charged
        await hands.touch(".paid-parts button")
        await hands.page.locator(".paid-parts").wait_for(state="hidden")
        assert {state: each for state, each in problems.items() if each} == {}

    at_the_till(steps, viewport=SCREENS[screen], reduced_motion="reduce")
