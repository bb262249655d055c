"""An order that was paid on the web at the till's screen: picked, its money taken, handed over without paying again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.counter.web_payment_steps import settle_order
from hardware.terminal.simulated_page import SimulatedPage
from hardware.terminal.simulated_page_bank import PageBank, PagePress
from models.online.pickup_times import pickup_slots
from operations.installation.opening import open_store
from operations.online.web_shop_rules import read_rules
from store import invariants
from store.database.engine import Store
from store.online import order_rows
from store.selling import payment_attempts, sales
from store.signing.key_ring import KeyRing
from tests.app.conftest import emptied
from tests.app.served import Served
from tests.app.stock import stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, wait_for
from tests.app.till.test_look import SCREENS, violations
from tests.operations.online.web_payers import Payer, open_paying_shop

pytestmark = pytest.mark.needs_chromium

CODES: list[str] = []


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop with one order in its web shop whose customer paid by card."""
    home = tmp_path_factory.mktemp("prepaid")
    server = Served(home, stocked(20))

    def prepare(store: Store) -> None:
        now, page = datetime.now(UTC), SimulatedPage(home)
        with open_paying_shop(store).view() as view:
            slot = pickup_slots(read_rules(view, now).pickup, now)[0]
        order = Payer(store).order(("MILK", 2), ("PAPER", 1), at=now, pickup=slot.begins)
        charge = settle_order(store, page, order.id, at=now)
        assert charge is not None
        PageBank(home).press(charge.order.key, PagePress.CARD, at=now)
        settle_order(store, page, order.id, at=now)
        CODES[:] = [order.code]

    server.fill(prepare)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def till(served: Served) -> Served:
    """Its till, empty."""
    return emptied(served)


def test_a_paid_order_is_handed_over_without_paying_again(at_the_till: AtTheTill, till: Served) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))

    def is_taken() -> bool:
        with store.view() as view:
            return all(each.is_paid for each in payment_attempts.all_attempts(view))

    async def steps(hands: Hands) -> None:
        page, (code,) = hands.page, CODES
        await page.locator(".orders-badge", has_text="1").wait_for()
        await hands.touch(".place")
        await page.locator("dialog button", has_text="Webbeställningar").click()
        await page.locator("dialog.web-orders .choice", has_text="Betalt på nätet").wait_for()
        problems = {"list": await violations(hands)}
        await page.locator("dialog.web-orders .choice", has_text=code).click()
        await page.locator("dialog button", has_text="Allt finns").click()
        await page.locator("dialog button", has_text="Klar").click()
        await page.locator("dialog.web-orders .choice.is-ready").wait_for()
        await wait_for(is_taken, "the money is taken")
        await page.locator("#pickup-code").fill(code)
        await page.locator("#pickup-code").press("Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        await page.set_viewport_size(SCREENS["phone"])
        problems["sold"] = await violations(hands)
        assert {part: found for part, found in problems.items() if found} == {}

    at_the_till(steps, reduced_motion="reduce")
    with store.view() as view:
        (order,) = order_rows.all_orders(view)
        assert order.sale_id is not None
        sale = sales.get_sale(view, order.sale_id)
        broken = [str(each) for each in invariants.check_all(view)]
    store.close()
    assert [(each.kind.value, each.amount.minor) for each in sale.settlement.tenders] == [("web", 74_80)]
    assert not broken, broken
