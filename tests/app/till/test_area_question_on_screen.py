"""The question for the postcode below the change: answered, declined or scanned past, without contact too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.async_api import expect

from models.analytics.customers.area_survey import AreaOutcome
from models.member_settings import POSTCODE_EVERY
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from store import area_rows
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.conftest import emptied
from tests.app.served import Served
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose, wait_for
from tests.app.till.test_look import SCREENS, violations, violations_by_theme
from tests.builders import OFFICE_ACTOR

pytestmark = pytest.mark.needs_chromium

QUESTION = ".area:not([hidden])"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop that asks after each sale."""
    server = Served(tmp_path_factory.mktemp("areas"), stocked(5))
    server.fill(
        lambda store: change_setting(store, OFFICE_ACTOR, POSTCODE_EVERY, "1", at=datetime(2026, 1, 1, tzinfo=UTC))
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def till(served: Served) -> Served:
    """Its till, empty."""
    return emptied(served)


def counts(store: Store) -> Counter[tuple[AreaOutcome, str]]:
    with store.view() as view:
        counted = area_rows.counts_between(view, date.min, date.max)
    return Counter({(each.outcome, each.area): each.count for each in counted})


async def sell(hands: Hands) -> None:
    await hands.scan(code_of(5))
    await hands.wait_until_sent()
    await hands.press("Control+Enter")
    await hands.page.locator(".paid:not([hidden])").wait_for()


def test_a_customer_answers_declines_or_goes_and_the_next_scan_never_waits(
    at_the_till: AtTheTill, till: Served
) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))

    earlier = counts(store)

    async def steps(hands: Hands) -> None:
        page = hands.page
        await sell(hands)
        await page.locator(QUESTION).wait_for()
        found = await violations_by_theme(hands)
        await page.set_viewport_size(SCREENS["phone"])
        found += await violations(hands)
        await page.set_viewport_size({"width": 1366, "height": 657})
        for part in (".area-decline", ".change"):
            await expect(page.locator(part)).to_be_in_viewport(ratio=1)
        assert found == []
        before = hands.count
        for digit in "0118":  # no postcode begins with 0, so that key does nothing
            await hands.touch(f".area-key:text-is('{digit}')")
        assert hands.count - before == 4
        await expect(page.locator(QUESTION)).to_have_count(0)
        assert await page.locator(".paid:not([hidden])").count() == 1, "the change is still there"
        await wait_for(lambda: (AreaOutcome.ANSWERED, "118") in counts(store), "the answer is counted")
        await sell(hands)
        await hands.touch(".area-decline")
        await wait_for(
            lambda: (AreaOutcome.DECLINED, "") in counts(store) - earlier, "that there is no answer is counted"
        )
        await sell(hands)
        await page.locator(QUESTION).wait_for()
        await hands.touch(".area-key:text-is('7')")
        await hands.scan(code_of(5))  # the next customer: nothing has to be closed first
        await page.locator(".line[data-sku='G00005']").wait_for()
        await expect(page.locator(".paid:not([hidden])")).to_have_count(0)
        await hands.wait_until_sent()

    at_the_till(steps, reduced_motion="reduce")
    assert counts(store) - earlier == {
        (AreaOutcome.ASKED, ""): 3,
        (AreaOutcome.ANSWERED, "118"): 1,
        (AreaOutcome.DECLINED, ""): 1,
    }
    store.close()


def test_an_answer_without_contact_is_sent_after_the_next_sale(at_the_till: AtTheTill, till: Served) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))

    async def steps(hands: Hands) -> None:
        page = hands.page
        await sell(hands)
        await page.locator(QUESTION).wait_for()
        await intercept(page, "**/api/v1/till/1/area", lose)
        for digit in "753":
            await hands.touch(f".area-key:text-is('{digit}')")
        await expect(page.locator(QUESTION)).to_have_count(0)
        assert (AreaOutcome.ANSWERED, "753") not in counts(store)
        await page.unroute("**/api/v1/till/1/area")
        await page.reload()
        await hands.wait_until_ready()
        await sell(hands)
        await wait_for(lambda: counts(store).get((AreaOutcome.ANSWERED, "753")) == 1, "the answer came after all")
        await page.locator(QUESTION).wait_for()

    at_the_till(steps, reduced_motion="reduce")
    store.close()


def test_a_shop_that_asks_nobody_is_asked_once_by_a_page_and_shows_nothing(
    at_the_till: AtTheTill, till: Served
) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    change_setting(store, OFFICE_ACTOR, POSTCODE_EVERY, "0", at=datetime(2026, 1, 2, tzinfo=UTC))
    asked: list[str] = []

    async def steps(hands: Hands) -> None:
        hands.page.on("request", lambda request: asked.append(request.url) if "/area" in request.url else None)
        for _ in range(2):
            async with hands.page.expect_response("**/pay"):
                await sell(hands)
        await expect(hands.page.locator(QUESTION)).to_have_count(0)

    at_the_till(steps, reduced_motion="reduce")
    assert len(asked) == 1
    change_setting(store, OFFICE_ACTOR, POSTCODE_EVERY, "1", at=datetime(2026, 1, 3, tzinfo=UTC))
    store.close()
