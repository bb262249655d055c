"""Paying while something else happens: slow answers, reloads, other amounts, and what the server says of itself."""

from __future__ import annotations

import pytest
from playwright.async_api import Route

from operations.installation.opening import open_store
from tests.app.conftest import request
from tests.app.served import Served
from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose, lose_the_answer
from tests.app.till.test_faults import ANYBODY, kept, sales_made
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

MILK = gtin(1)[1:]
PHONE = {"width": 390, "height": 844}
AGE_THE_PAYMENT = """() => {
    const key = 'kassa.till.1.payment';
    const kept = JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - 61_000 }));
}"""


async def pay(hands: Hands, amount: str = "") -> None:
    await hands.press("F9")
    if amount:
        await hands.type_slowly(amount)
    await hands.press("Enter")


async def paid(hands: Hands) -> str:
    await hands.page.locator(".paid:not([hidden])").wait_for()
    return await hands.text(".change")


def test_a_reload_while_the_sale_is_being_made_ends_in_that_sale(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        store = open_store(till.store_url)
        with store.transaction():  # the payment waits behind us, and no longer than until the page has gone
            async with hands.page.expect_request("**/pay"):
                await pay(hands, "50")
            answered = await hands.hold("**/pay")  # the page that comes asks what became of it
            await hands.page.reload(wait_until="commit")
        store.close()
        await hands.wait_until_ready()
        await hands.page.locator(".wait:not([hidden])").wait_for()
        assert await hands.page.locator(".banner").is_hidden(), "nobody knows yet what becomes of it"
        assert await hands.text(".back") == "30,00 kr"
        await hands.scan(code_of(1))
        answered.set()
        await hands.page.locator(".owed:not([hidden])").wait_for()
        assert "30,00 kr" in await hands.text(".owed")
        assert await hands.lines() == {sku_of(1): "1"}, "what was scanned meanwhile is the next basket"

    at_the_till(steps)
    assert sales_made(till) == before + 1


def test_a_payment_that_never_arrived_is_sent_again_after_a_reload(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await intercept(hands.page, "**/pay", lose)
        await pay(hands, "50")
        await hands.page.locator(".wait:not([hidden])").wait_for()
        await hands.page.unroute("**/pay")
        await hands.page.reload()
        assert await paid(hands) == "30,00 kr"
        assert await hands.page.locator(".paid-title").inner_text() == "Betalt"

    at_the_till(steps)
    assert sales_made(till) == before + 1


@pytest.mark.parametrize("arrived", [True, False])
def test_after_a_minute_the_till_asks_what_became_of_a_payment(
    at_the_till: AtTheTill, till: Served, *, arrived: bool
) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await intercept(hands.page, "**/pay", lose_the_answer if arrived else lose)
        await pay(hands, "50")
        await hands.page.locator(".wait:not([hidden])").wait_for()
        await hands.page.goto(f"{till.url}/kassa/icon.svg")
        await hands.page.evaluate(AGE_THE_PAYMENT)
        await hands.page.goto(till.url)
        await hands.wait_until_ready()
        if arrived:
            assert await paid(hands) == "30,00 kr"
        else:
            assert "skickades inte igen. Inget såldes" in await hands.text(".banner")
            assert await hands.lines() == {"MILK": "1"}

    at_the_till(steps)
    assert sales_made(till) == before + arrived


def test_a_basket_that_was_paid_already_shows_what_was_received_then(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        basket = request(till, f"/till/1?client={ANYBODY}")["basket"]
        body = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"], "offers": [{"amount_minor": 5000}]}
        request(till, "/till/1/pay", body)
        await pay(hands, "20")
        assert await paid(hands) == "30,00 kr"
        assert await hands.page.locator(".paid-title").inner_text() == "Redan betalt"
        assert "mottaget 50,00 kr, växel 30,00 kr" in await hands.text(".banner")

    at_the_till(steps)


def test_a_payment_under_way_shows_no_earlier_sale_and_its_change_waits_to_be_seen(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.press("Control+Enter")
        await paid(hands)
        await hands.scan(MILK)
        await hands.wait_until_sent()
        answered = await hands.hold("**/pay")
        async with hands.page.expect_request("**/pay"):
            await pay(hands, "50")
        await hands.scan(code_of(2))
        await hands.touch('.line [data-do="less"]')  # the basket is empty while the payment is not answered
        assert await hands.page.locator(".paid").is_hidden()
        await hands.scan(code_of(3))
        answered.set()
        await hands.page.locator(".owed:not([hidden])").wait_for()
        await hands.scan(code_of(4))
        await hands.page.reload()
        await hands.wait_until_ready()
        assert await hands.lines() == {sku_of(3): "1", sku_of(4): "1"}
        assert "Växel 30,00 kr" in (await hands.text(".owed")).replace("\n", " ")
        assert "mottaget 50,00 kr" in await hands.text(".owed")
        await hands.press("Escape")
        assert await hands.page.locator(".owed").is_hidden()
        assert await hands.lines() == {sku_of(3): "1", sku_of(4): "1"}

    at_the_till(steps)


def test_what_is_scanned_right_after_paying_is_the_next_basket(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        answered = await hands.hold("**/events")
        await hands.scan(MILK)
        await pay(hands, "50")
        await hands.scan(code_of(2))  # the server has not even seen the milk
        assert await hands.lines() == {sku_of(2): "1"}
        answered.set()
        await hands.page.locator(".owed:not([hidden])").wait_for()
        assert "30,00 kr" in await hands.text(".owed")
        await hands.wait_until_sent()
        assert await hands.lines() == {sku_of(2): "1"}

    at_the_till(steps)
    assert sales_made(till) == before + 1
    assert kept(till) == {sku_of(2): "1"}


def test_a_payment_by_one_touch_is_waited_for_in_sight(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        answered = await hands.hold("**/pay")
        await hands.touch(".quick-key >> nth=1")
        await hands.page.locator(".wait:not([hidden])").wait_for()
        assert await hands.text(".due") == "20,00 kr"
        answered.set()
        await paid(hands)

    at_the_till(steps)


def test_the_key_for_the_exact_amount_says_why_it_has_to_wait(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await intercept(hands.page, "**/api/v1/**", lose)
        await hands.page.locator(".bar.is-offline").wait_for()
        await hands.press("Control+Enter")
        assert "Ingen kontakt med servern" in await hands.text(".wait:visible")
        await hands.type_slowly("100")
        await hands.press("Control+Enter")
        assert await hands.page.input_value(".amount") == "100", "what was typed stays"
        assert kept(till) == {"MILK": "1"}
        await hands.page.unroute("**/api/v1/**")
        await hands.page.locator(".bar.is-offline").wait_for(state="hidden")
        await hands.press("Control+Enter")
        assert await paid(hands) == "0,00 kr"

    at_the_till(steps)


def test_the_key_for_the_exact_amount_leaves_the_search_box_alone(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await hands.press("F2")
        await hands.type_slowly("100")
        await hands.press("Control+Enter")
        assert await paid(hands) == "0,00 kr"
        assert await hands.page.input_value(".box-input") == "100"

    at_the_till(steps)
    assert kept(till) == {}, "the next basket has not begun"


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


def test_the_pay_pane_closes_when_the_last_line_goes(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("F9")
        await hands.touch('.line [data-do="less"]')
        assert await hands.page.locator(".pay-pane").is_hidden()
        assert await hands.page.locator(".product-pane").is_visible()

    at_the_till(steps)


def test_what_the_server_says_of_itself_stands_in_the_bar_and_beside_the_payment(
    at_the_till: AtTheTill, till: Served
) -> None:
    said = "Disken med butikens databas är full."

    async def full(route: Route) -> None:
        await route.fulfill(status=503, json={"code": "disk_full", "message": said, "details": {}})

    async def steps(hands: Hands) -> None:
        await intercept(hands.page, "**/events", full)
        await hands.scan(MILK)
        await hands.page.locator(".bar.is-offline").wait_for()
        async with hands.page.expect_response("**/health*"):  # the pulse is answered, which keeps no event
            pass
        bar = await hands.text(".bar.is-offline")
        assert bar.startswith(said)
        assert "1 händelse har väntat i" in bar
        await hands.press("F9")
        assert (await hands.text(".wait")).startswith(said)
        await hands.press("Escape")
        await hands.page.unroute("**/events")
        await hands.wait_until_sent()
        await hands.page.locator(".bar.is-note").wait_for()
        await intercept(hands.page, "**/pay", full)
        await pay(hands)
        await hands.page.locator(".wait:not([hidden])").wait_for()
        assert (await hands.text(".wait")).startswith(said)
        await hands.page.unroute("**/pay")
        assert await paid(hands) == "0,00 kr"

    at_the_till(steps)
    assert kept(till) == {}
