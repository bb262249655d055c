"""Goods come back at the till's screen: few touches, in the basket beside new goods, on every kind of screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.async_api import expect

from models.access.operator import Operator
from models.catalogue.product import Product, TaxCategory
from models.own_code import OwnCodeKind, code_of_number
from models.pricing.price_list import Price
from models.quantity import Unit
from models.selling.till_event import Scan
from operations.installation.opening import Range, open_store, register_range
from operations.selling.gift_card_office import make_blanks
from operations.selling.till_events import apply_events
from store import invariants
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling import sales
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.stock import HOSTILE_NAMES, code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_card_payments import use_terminal
from tests.app.till.test_look import violations_by_screen
from tests.app.till.test_questions import as_read
from tests.builders import OFFICE_ACTOR, kr
from tests.builders import Operator as Seller
from tests.hostile_texts import HOSTILE_TEXTS

pytestmark = pytest.mark.needs_chromium

#: A return of one line, without a PIN.
TOUCHES_MAX = 4
EXCHANGE_MAX = 6
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
HOSTILE = "<b>&{0}%s"
NAMES = sorted({*HOSTILE_NAMES[::5], *(each for each in HOSTILE_NAMES if each.startswith("<"))})
#: What a hostile text would have made of itself, had it been read as anything but text.
MADE = "script, style, iframe, img, a, b, [onload], [onerror], [onmouseover]"
#: Every so many of the texts is typed into a field; every fifth and all the markup are names of goods.
STEP, TEXT_MAX = 12, 60


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop to try: only there a terminal may be simulated."""
    server = Served(tmp_path_factory.mktemp("returns"), stocked(20, is_demo=True))
    server.fill(lambda store: add_person(store, server.home / "keys", Operator("maria", "Maria", "manager")))
    server.fill(sell_hostile)
    server.start()
    yield server
    server.stop()


def sell_hostile(store: Store) -> None:
    """Sell goods of hostile names, twice: a search by such a name finds two receipts."""
    goods = [Product(f"H{n}", name, Unit.PIECE, "household", TaxCategory.STANDARD) for n, name in enumerate(NAMES)]
    prices = [Price(each.sku, kr(100), date(2020, 1, 1)) for each in goods]
    now = datetime.now(UTC)
    register_range(store, OFFICE_ACTOR, Range(products=tuple(goods), prices=tuple(prices)), at=now)
    anna = Seller(store)
    for _ in range(2):
        scans = [anna.event(Scan, code=each.sku) for each in goods]
        apply_events(store, anna.actor, anna.client, scans, at=now)
        anna.pay_cash(at=now)


def last_receipt(till: Served) -> str:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        code = code_of_number(OwnCodeKind.RECEIPT, sales.latest_sales(view, 1, 1)[0].id).text
    store.close()
    return code


def check(till: Served) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
    store.close()


async def sell(hands: Hands, till: Served, *numbers: int) -> str:
    """Sell goods for cash, and return the code of the receipt."""
    for number in numbers:
        await hands.scan(code_of(number))
    await hands.press("Control+Enter")
    await hands.page.locator(".paid:not([hidden])").wait_for()
    hands.count = 0
    return last_receipt(till)


async def given(hands: Hands) -> str:
    await hands.page.locator(".paid-title", has_text="Returen är klar").wait_for()
    return await hands.text(".change")


def test_one_line_comes_back_in_four_touches_and_is_exchanged_in_six(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        code = await sell(hands, till, 1, 2, 3)
        await hands.scan(code)
        await hands.touch("dialog .return-choice:nth-child(2) .choice")
        await hands.touch("dialog [data-reason=changed_mind]")
        await page.locator(".line.is-return").wait_for()
        assert "−2,50" in await hands.text(".line.is-return .line-amount")
        await hands.touch(".pay")
        assert await given(hands) == "3,00 kr"
        assert hands.count <= TOUCHES_MAX
        hands.count = 0
        await hands.scan(code)
        await hands.touch("dialog .return-choice:nth-child(3) .choice")
        await hands.touch("dialog [data-reason=wrong_item]")
        await page.locator(".line.is-return").wait_for()
        await hands.scan(code_of(9))
        await page.locator(".total", has_text="6,00").wait_for()
        await hands.press("Control+Enter")
        await page.locator(".paid-title", has_text="Betalt").wait_for()
        assert hands.count <= EXCHANGE_MAX
        assert await hands.text(".change") == "0,00 kr"
        await hands.scan(code)
        await page.locator("dialog .choice:disabled").nth(1).wait_for()
        await hands.press("Escape")
        await sell(hands, till, 5)
        await hands.press("F10")
        await hands.touch("dialog .choices li:first-child .choice")
        await page.locator("dialog button", has_text="Ångra köpet").click()
        await page.locator("dialog .danger").wait_for()
        assert await violations_by_screen(hands) == []
        await page.locator("dialog .danger").click()
        assert await given(hands) == "6,00 kr"

    at_the_till(steps, reduced_motion="reduce")
    check(till)


def test_the_wrong_means_of_payment_is_corrected_with_the_keyboard_alone(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await sell(hands, till, 4)
        await hands.press("F10")
        await expect(page.locator("dialog .choices li:first-child .choice")).to_be_focused()
        await hands.press("Enter")
        await page.locator("dialog .paper").wait_for()
        await page.locator("dialog button", has_text="Fel betalsätt").focus()
        await hands.press("Enter")
        await expect(page.locator("dialog #right-slip")).to_be_focused()
        assert await violations_by_screen(hands) == []
        await hands.type_slowly(HOSTILE)
        await hands.press("Enter")
        await expect(page.locator(".bar.is-note")).to_contain_text("Betalsättet är rättat")
        await page.locator("dialog").wait_for(state="detached")

    at_the_till(steps, reduced_motion="reduce")
    check(till)


def test_goods_without_a_receipt_come_back_with_the_keyboard_and_another_person(
    at_the_till: AtTheTill, till: Served
) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.press("Insert")
        await expect(page.locator("dialog #return-text")).to_be_focused()
        await page.locator("dialog [data-blind]").focus()
        await hands.press("Enter")
        await expect(page.locator("dialog #blind-code")).to_be_focused()
        released = await hands.hold("**/returns/blind/quote")
        await hands.scan(code_of(3))
        await hands.scan(code_of(4))
        released.set()
        await expect(page.locator("dialog .return-choices .fact")).to_have_count(
            2
        )  # none is lost while the first is asked
        await page.unroute("**/returns/blind/quote")
        for left in (1, 0):
            await page.locator("dialog button", has_text="Ta bort den senaste").click()
            await expect(page.locator("dialog .return-choices .fact")).to_have_count(left)
        for text in (*HOSTILE_TEXTS[::STEP], HOSTILE):
            await page.locator("dialog #blind-code").fill(text)
            async with page.expect_response("**/returns/blind/quote"):
                await hands.press("Enter")
            assert await page.locator(f"dialog .dialog-body :is({MADE})").count() == 0
        await expect(page.locator("dialog .problem")).to_contain_text(HOSTILE)
        await hands.type_slowly(f"3*{code_of(2)}", delay_ms=60)
        await hands.press("Enter")
        await expect(page.locator("dialog .return-choices .fact")).to_contain_text("3 × ")
        assert await violations_by_screen(hands) == []
        await hands.press("Enter")
        await expect(page.locator("dialog [data-reason=changed_mind]")).to_be_focused()
        await hands.press("Enter")
        await page.locator("dialog.approval").wait_for()
        await hands.type_slowly(PIN)
        await hands.press("Enter")
        assert await given(hands) == "8,00 kr"

    at_the_till(steps, reduced_motion="reduce")
    check(till)


def test_a_card_gets_its_money_back_and_a_receipt_is_found_without_its_code(
    at_the_till: AtTheTill, till: Served
) -> None:
    use_terminal(till, "approve")

    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(code_of(7))
        await hands.touch(".basket-footer .method-key[data-method=card]")
        await page.locator(".paid:not([hidden])").wait_for()
        await hands.press("Insert")
        await page.keyboard.type("7,50")
        await hands.press("Enter")
        await hands.touch("dialog [data-reason=faulty]")
        await page.locator(".line.is-return").wait_for()
        assert "Visa" in await hands.text(".pay")
        await hands.press("F9")
        assert await given(hands) == "7,50 kr"

    at_the_till(steps)
    check(till)


async def search_for_hostile_texts(hands: Hands) -> None:
    """Type what nobody should type into the search for a receipt: it is found or not, and is text."""
    page = hands.page
    for text in (*HOSTILE_TEXTS[::STEP], "<b>fet</b>"):
        await page.locator("dialog #return-text").fill(text[:TEXT_MAX])
        async with page.expect_response("**/returns/receipts?text=*"):
            await hands.press("Enter")
        await expect(page.locator("dialog [role=status]")).to_contain_text("pass")
        assert await page.locator(f"dialog .dialog-body :is({MADE})").count() == 0
    await expect(page.locator("dialog .choices .choice")).to_have_count(2)


async def look_at_hostile_lines(hands: Hands) -> None:
    """The hostile names in the lines of a receipt, and three of them in the basket; then none of them comes back."""
    page = hands.page
    await page.locator("dialog .choices .choice").first.click()
    lines = page.locator("dialog .return-choice .choice-main")
    await expect(lines).to_have_count(len(NAMES))
    assert [as_read(each) for each in await lines.all_text_contents()] == [as_read(name) for name in NAMES]
    assert await page.locator(f"dialog .dialog-body :is({MADE})").count() == 0
    markup = [name for name in NAMES if name.startswith("<")][:3]
    for name in markup:
        await page.locator("dialog .return-choice .choice").nth(NAMES.index(name)).click()
    await page.locator("dialog [data-reason=changed_mind]").click()
    await expect(page.locator(".line.is-return")).to_have_count(len(markup))
    shown = await page.locator(".line.is-return .line-name").all_text_contents()
    assert [as_read(each) for each in shown] == [as_read(f"1 × {name}") for name in markup]
    assert await page.locator(f".basket-pane :is({MADE.replace(' b,', '')})").count() == 0
    for left in range(len(markup), 0, -1):
        await page.locator(".line.is-return button").first.click()
        await expect(page.locator(".line.is-return")).to_have_count(left - 1)
    await hands.press("Insert")


def test_returns_look_right_to_everybody(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        found: dict[str, list[str]] = {}
        code = await sell(hands, till, 4, 5, 5)
        await hands.press("Insert")
        await page.locator("dialog #return-text").wait_for()
        found["search"] = await violations_by_screen(hands)
        await search_for_hostile_texts(hands)
        await look_at_hostile_lines(hands)
        await page.locator("dialog #return-text").fill(HOSTILE)
        await hands.press("Enter")
        await expect(page.locator("dialog [role=status]")).to_contain_text("Inget kvitto passar. Ing")
        await expect(page.locator("dialog #return-text")).to_have_value(HOSTILE)
        await hands.scan(code)
        await page.locator("dialog .return-choice").nth(1).wait_for()
        found["lines"] = await violations_by_screen(hands)
        await page.locator("dialog .return-all").click()
        await page.locator("dialog [data-reason=faulty]").click()
        await page.locator(".line.is-return").nth(1).wait_for(state="attached")
        found["basket"] = await violations_by_screen(hands)
        await page.locator(".line.is-return button").first.click()
        await page.locator(".line.is-return").nth(1).wait_for(state="detached")
        await hands.press("Escape")
        await page.locator("dialog .danger").click()
        await page.locator(".line.is-return").wait_for(state="detached")
        assert {part: problems for part, problems in found.items() if problems} == {}

    at_the_till(steps, reduced_motion="reduce")
    check(till)


def test_store_credit_is_put_on_a_new_card_or_on_one_that_is_scanned(at_the_till: AtTheTill, till: Served) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    (own,) = make_blanks(store, OFFICE_ACTOR, InstallationSecret(till.home / "keys"), 1, at=BEFORE)
    store.close()

    async def steps(hands: Hands) -> None:
        page = hands.page
        code = await sell(hands, till, 5, 7, 8)
        await take_back(hands, code, 1)
        await hands.touch("[data-method=store_credit]")
        await page.locator("dialog button", has_text="Skriv ut tillgodokvitto").wait_for()
        assert await violations_by_screen(hands) == []
        await hands.press("Enter")
        assert "5,50 kr" in await given(hands)
        await take_back(hands, code, 2)
        await hands.touch("[data-method=store_credit]")
        await page.locator("#credit-code").wait_for()
        await hands.scan(own)
        await given(hands)
        await hands.scan(own)
        await page.locator("dialog .hint", has_text="Kvar på kortet").wait_for()

    at_the_till(steps, reduced_motion="reduce")
    check(till)


async def take_back(hands: Hands, code: str, place: int) -> None:
    await hands.scan(code)
    await hands.touch(f"dialog .return-choice:nth-child({place}) .choice")
    await hands.touch("dialog [data-reason=changed_mind]")
    await hands.page.locator(".line.is-return").wait_for()
