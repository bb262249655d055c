"""Orders of the web shop at the till's screen: listed, picked by scan with one missing, handed over by code, paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models.online.pickup_times import pickup_slots
from operations.installation.opening import open_store
from operations.online.web_shop_rules import read_rules
from store import invariants
from store.database.engine import Store
from store.online import order_rows
from store.signing.key_ring import KeyRing
from tests.app.conftest import emptied
from tests.app.served import Served
from tests.app.stock import stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import SCREENS, violations
from tests.builders import gtin
from tests.operations.online.web_customers import Customer, open_web_shop

pytestmark = pytest.mark.needs_chromium

CODES: list[str] = []
#: Left, top, right and bottom of what is drawn.
Edges = list[float]
EDGES_OF = "node => (({ left, top, right, bottom }) => [left, top, right, bottom])(node.getBoundingClientRect())"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop with one order in its web shop."""
    server = Served(tmp_path_factory.mktemp("web-orders"), stocked(20))
    server.fill(prepare)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def till(served: Served) -> Served:
    """Its till, empty."""
    return emptied(served)


def prepare(store: Store) -> None:
    now = datetime.now(UTC)
    with open_web_shop(store).view() as view:
        slot = pickup_slots(read_rules(view, now).pickup, now)[0]
    CODES[:] = [Customer(store).order(("MILK", 2), ("PAPER", 1), at=now, pickup=slot.begins).code]


def lies_in(inner: Edges, outer: Edges) -> bool:
    return all(outer[i] <= inner[i] and inner[i + 2] <= outer[i + 2] for i in (0, 1))


def overlap(one: Edges, other: Edges) -> bool:
    return all(one[i] < other[i + 2] and other[i] < one[i + 2] for i in (0, 1))


def test_an_order_is_picked_by_scan_and_handed_over_by_its_code(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page, (code,) = hands.page, CODES
        await page.locator(".orders-badge", has_text="1").wait_for()
        await hands.touch(".place")
        await page.locator("dialog button", has_text="Webbeställningar").click()
        await page.locator("dialog.web-orders .choice", has_text=code).wait_for()
        problems = {"list": await violations(hands)}
        await page.locator("dialog.web-orders .choice", has_text=code).click()
        await page.locator("dialog.web-order").wait_for()
        for digits in (gtin(1)[1:], gtin(5)[1:], gtin(5)[1:]):
            await hands.scan(digits)
        await page.locator("dialog [role=status]", has_text="inte med").wait_for()
        await page.locator(".pick-row.is-whole", has_text="Morgontidning").wait_for()
        assert await page.locator(".pick-row .picked").all_inner_texts() == ["1 / 2", "1 / 1"]
        await page.set_viewport_size(SCREENS["phone"])
        problems["order"] = await violations(hands)
        parts = (".place", ".orders-badge", ".place .dot")
        key, badge, dot = [await page.locator(part).evaluate(EDGES_OF) for part in parts]
        assert lies_in(badge, key)
        assert lies_in(dot, key)
        assert not overlap(badge, dot)
        await page.set_viewport_size(SCREENS["desktop"])
        await page.locator("dialog button", has_text="Klar").click()
        await page.locator("dialog.web-orders .choice.is-ready").wait_for()
        await page.locator("#pickup-code").fill(code)
        await page.locator("#pickup-code").press("Enter")
        await page.locator(".total", has_text="54,90").wait_for()
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        assert {part: found for part, found in problems.items() if found} == {}

    at_the_till(steps, reduced_motion="reduce")
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        (order,) = order_rows.all_orders(view)
        broken = [str(each) for each in invariants.check_all(view)]
    store.close()
    assert order.state == "collected"
    assert not broken, broken
