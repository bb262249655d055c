"""Operators at the till's screen: names, PIN and badge, leaving the till, approving; by touch and by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import APIResponse, Page, Route

from models.access.operator import Operator
from operations.access.actors import office_actor
from operations.access.enrolments import make_enrolment_code, revoke_till
from operations.access.secrets import set_badge
from operations.installation.opening import open_store
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose, pause
from tests.app.till.test_look import SCREENS, violations, violations_by_theme

pytestmark = pytest.mark.needs_chromium

ANNA, BO = Operator("anna", "Anna", "cashier"), Operator("bo", "Bo", "senior_cashier")
HOSTILE = Operator("mark", "<img src=x onerror=alert(1)> =1+1 \N{ARABIC LETTER ALEF}"[:60].strip(), "cashier")
BADGE, WRONG = "BADGE-0001-BO", "1379"


@pytest.fixture(scope="module", autouse=True)
def people(served: Served) -> Iterator[Store]:
    """Anna, who needs approval for the drawer, Bo, who may approve it, and a name that would like to be code."""
    keys = served.home / "keys"
    store = open_store(served.store_url, keys=KeyRing(keys))
    for each in (ANNA, BO, HOSTILE):
        add_person(store, keys, each)
    set_badge(store, office_actor(store), "bo", BADGE, InstallationSecret(keys), at=datetime.now(UTC))
    yield store
    store.close()


async def type_pin(hands: Hands, pin: str = PIN) -> None:
    await hands.type_slowly(pin)
    await hands.press("Enter")


async def wait_for_name(page: Page, name: str) -> None:
    await page.locator(".strip-operator", has_text=name).wait_for()


async def change_to(hands: Hands, name: str) -> None:
    await hands.press("F12")
    await hands.page.locator(".person", has_text=name).click()
    await type_pin(hands)
    await wait_for_name(hands.page, name)


async def operator_of_last_sale(store: Store) -> str:
    def ask() -> str:
        with store.view() as view:
            return str(view.exec_driver_sql("SELECT operator FROM sale ORDER BY at DESC LIMIT 1").scalar())

    return await asyncio.to_thread(ask)


def test_operators_change_with_the_basket_kept_and_each_sale_names_who_took_it(
    at_the_till: AtTheTill, people: Store
) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await wait_for_name(page, "Kim")
        await page.evaluate("window.sameDocument = true")
        await hands.scan(code_of(1))
        await hands.touch(".lock-key")
        await page.locator(".sign-in .person").first.wait_for()
        assert not await page.locator(".floor").is_visible()
        names = await page.locator(".person-name").all_inner_texts()
        assert HOSTILE.name in names, "a name is text"
        await page.locator(".person", has_text="Anna").click()
        for digit in WRONG:
            await hands.touch(f".key[data-key='{digit}']")
        await hands.touch(".key-enter")
        await page.locator(".sign-in-message:visible").wait_for()
        await hands.press("Escape")
        await page.locator(".person", has_text="Anna").click()
        await type_pin(hands)
        await wait_for_name(page, "Anna")
        assert await hands.lines() == {"G00001": "1"}
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        assert await operator_of_last_sale(people) == "anna"
        await hands.press("F12")
        await hands.scan(BADGE)
        await type_pin(hands)
        await wait_for_name(page, "Bo")
        assert await page.evaluate("window.sameDocument"), "nobody had to load the page again"

    at_the_till(steps)


def test_what_was_scanned_without_contact_is_stored_after_the_next_sign_in(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page, lost = hands.page, asyncio.Event()

        async def lose_this(route: Route) -> None:
            await lose(route)
            lost.set()

        await intercept(page, "**/events", lose_this)
        await hands.scan(code_of(2))
        await lost.wait()
        await hands.press("F12")
        await page.locator(".sign-in-waiting", has_text="1 händelse").wait_for()
        await page.unroute("**/events")
        await page.locator(".person", has_text="Anna").click()
        await type_pin(hands)
        await wait_for_name(page, "Anna")
        await hands.wait_until_sent()
        await page.locator(".line[data-sku=G00002]").wait_for()
        assert await hands.lines() == {"G00002": "1"}

    at_the_till(steps)


def test_a_slow_sign_out_does_not_end_the_next_sign_in(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await wait_for_name(page, "Kim")
        released, asked_before = await hands.hold("**/sign-out"), asyncio.Event()

        async def answer_late(route: Route) -> None:
            """Who is signed in is asked when the one before is out, and answered when the next one is in."""
            reply = await route.fetch()
            await asked_before.wait()
            await route.fulfill(response=reply)

        await intercept(page, "**/operators", answer_late)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        async with page.expect_request("**/sign-out"):
            await hands.press("F12")
        await page.locator(".person", has_text="Anna").click()
        await type_pin(hands)
        await page.evaluate("new Promise((resolve) => setTimeout(resolve))")
        assert "sign-in" not in asked, "it waits until the one before is out"
        released.set()
        await wait_for_name(page, "Anna")
        async with page.expect_response("**/operators"):
            asked_before.set()
        await hands.scan(code_of(2))
        await hands.wait_until_sent()
        await page.locator(".line[data-sku=G00002]").wait_for()
        assert not await page.locator(".sign-in").is_visible()

    at_the_till(steps)


def test_the_till_locks_itself_when_nobody_touches_it(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await wait_for_name(hands.page, "Kim")
        await hands.scan(code_of(3))
        await hands.wait_until_sent()
        await hands.put_clock_forward(60)
        assert not await hands.page.locator(".sign-in").is_visible(), "a minute is not too long"
        await hands.put_clock_forward(70)
        await hands.page.locator(".sign-in .person").first.wait_for()
        await hands.page.locator(".person", has_text="Kim").click()
        await type_pin(hands)
        await hands.page.locator(".line[data-sku=G00003]").wait_for()

    at_the_till(steps, clock=True)


def test_somebody_else_approves_on_the_same_screen(at_the_till: AtTheTill, people: Store) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await change_to(hands, "Anna")
        await hands.press("F7")
        await page.locator("dialog .approvers").wait_for()
        approvers = await page.locator(".approvers button").all_inner_texts()
        assert (approvers.count("Bo"), approvers.count("Anna")) == (1, 0), "nobody approves what they do themselves"
        assert await violations(hands) == []
        await page.locator(".approvers button", has_text="Bo").click()
        await type_pin(hands, WRONG)
        await page.locator(".banner", has_text="Fel pinkod").wait_for()
        assert not await page.locator(".bar.is-note").is_visible(), "nothing was opened"
        await hands.press("Escape")
        await hands.press("F7")
        await page.locator(".reasons button", has_text="Räkna").click()
        await hands.scan(BADGE)
        await page.locator(".bar.is-note").wait_for()
        payload = await asyncio.to_thread(last_opening, people)
        assert '"approved_by":"bo"' in payload
        assert '"approval_reason":"cash_count"' in payload
        assert '"operator":"anna"' in payload

    at_the_till(steps)


def last_opening(store: Store) -> str:
    with store.view() as view:
        query = "SELECT payload FROM journal WHERE kind = 'drawer_opened' ORDER BY seq DESC LIMIT 1"
        return str(view.exec_driver_sql(query).scalar())


def test_too_many_wrong_pins_count_down_and_somebody_unlocks(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.press("F12")
        await page.locator(".person", has_text="Anna").click()
        while not await page.locator(".sign-in-message:visible", has_text="sekund").count():
            await type_pin(hands, WRONG)
            await page.locator(".key:not(:disabled), .sign-in-others .button:nth-child(2)").first.wait_for()
        await page.locator(".sign-in-others .button", has_text="Lås upp").click()
        assert "Anna" not in await page.locator(".person-name").all_inner_texts(), "Anna may not unlock"
        await page.locator(".person", has_text="Kim").click()
        await type_pin(hands)
        await page.locator(".sign-in-message", has_text="upplåst").wait_for()
        await type_pin(hands)
        await wait_for_name(page, "Anna")

    at_the_till(steps)


def test_a_revoked_till_asks_for_a_code_and_goes_on_with_its_basket(
    at_the_till: AtTheTill, people: Store, till: Served
) -> None:
    def new_code() -> str:
        return make_enrolment_code(people, office_actor(people), 1, at=datetime.now(UTC)).code

    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(code_of(4))
        await hands.wait_until_sent()
        revoke_till(people, office_actor(people), 1, at=datetime.now(UTC))
        till.cookies = None
        while not await page.locator(".code-field").count():
            await hands.scan(code_of(4))  # the server looks again within seconds
            await pause(0.5)
        assert await violations(hands) == []
        await page.locator(".code-field").fill("AAAA-AAAA")
        await hands.press("Enter")
        await page.locator(".sign-in-message:visible", has_text="Ingen kassa väntar").wait_for()
        await page.locator(".code-field").fill((await asyncio.to_thread(new_code)).lower())
        await hands.press("Enter")
        await page.locator(".person", has_text="Kim").click()
        await type_pin(hands)
        await page.locator(".line[data-sku=G00004]").wait_for()
        await hands.wait_until_sent()

    at_the_till(steps)


class LateRefusal:
    """What the server answers passes, until the refusal of before the code comes again, and nothing else meanwhile."""

    def __init__(self) -> None:
        self.refusals: list[APIResponse] = []
        self.is_late, self.seen = False, asyncio.Event()
        self._on_the_way = 0

    async def answer(self, route: Route) -> None:
        is_event = route.request.url.endswith("/events")
        if not self.is_late:
            self._on_the_way += 1
            reply = await route.fetch()
            if reply.status == 401 and is_event:
                self.refusals.append(reply)
            await route.fulfill(response=reply)
            self._on_the_way -= 1
        elif is_event and not self.seen.is_set():
            while self._on_the_way:
                await pause(0.05)
            await route.fulfill(response=self.refusals[0])
        else:
            await self.seen.wait()
            await route.continue_()


def test_an_answer_of_before_the_code_does_not_ask_for_another_one(
    at_the_till: AtTheTill, people: Store, till: Served
) -> None:
    """A refusal may come late, when the browser is a till again: the next answer shows the people once more."""
    late = LateRefusal()

    async def steps(hands: Hands) -> None:
        page = hands.page
        revoke_till(people, office_actor(people), 1, at=datetime.now(UTC))
        till.cookies = None
        while (await page.context.request.get(f"{till.url}/api/v1/till/1/operators")).status != 401:
            await pause(0.5)  # the server looks again within seconds
        await intercept(page, "**/till/1/**", late.answer)
        await hands.scan(code_of(4))
        await page.locator(".code-field").wait_for()
        code = make_enrolment_code(people, office_actor(people), 1, at=datetime.now(UTC)).code
        await page.locator(".code-field").fill(code)
        await hands.press("Enter")
        await page.locator(".person", has_text="Kim").wait_for()
        late.is_late = True
        await page.locator(".code-field").wait_for()
        late.seen.set()
        await page.locator(".person", has_text="Kim").click()
        await type_pin(hands)
        await page.locator(".line[data-sku=G00004]").wait_for()
        await hands.wait_until_sent()

    at_the_till(steps)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_signing_in_is_easy_to_read_and_needs_only_a_keyboard(at_the_till: AtTheTill, screen: str) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await wait_for_name(page, "Kim")
        await hands.press("F12")
        await page.locator(".person").first.wait_for()
        found: dict[str, Any] = {"names": await violations_by_theme(hands)}
        await hands.press("Tab")
        await hands.press("Enter")
        await page.locator(".pin-pad").wait_for()
        found["pin"] = await violations_by_theme(hands)
        await type_pin(hands)
        await page.locator(".sign-in").wait_for(state="hidden")
        assert {part: problems for part, problems in found.items() if problems} == {}
        assert await page.evaluate("document.documentElement.scrollWidth") <= SCREENS[screen]["width"]

    at_the_till(steps, viewport=SCREENS[screen], reduced_motion="reduce")
