"""Every question of the till is easy to read in both languages and themes, and whatever anybody writes stays text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Literal

import pytest

from hardware.printer.code_page import PRINTABLE
from models.access.actor import Actor
from models.access.operator import Operator
from models.access.permission import PERMISSIONS, BuiltInRole
from models.catalogue.new_at_till import ProductAtTill
from models.catalogue.product import NAME_LENGTH_MAX, clean_text
from models.errors import Refused
from models.selling.till_event import AddNote, Scan
from operations.catalogue.product_at_till import create_product_at_till
from operations.installation.opening import open_store
from operations.selling.till_events import apply_events, till_state
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_kinds_on_screen import BANANAS, MILK, SNUS, with_kinds
from tests.app.till.test_look import violations
from tests.builders import AT, CLIENT, TILL, gtin, kr
from tests.hostile_texts import HOSTILE_TEXTS
from tests.waiting import wait_until

pytestmark = pytest.mark.needs_chromium

FIRST_CODE = 3000
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: Ways to each question with a basket of milk, and what shows that it is there.
QUESTIONS = {
    "weight": ("scan", BANANAS, "dialog #quantity"),
    "price": ("touch", '[data-sku="REPAIR"]', "dialog #quantity"),
    "age": ("scan", SNUS, "dialog .age-goods"),
    "note": ("press", "F8", "dialog #note"),
    "approval": ("press", "F7", "dialog .approvers"),
    "receipts": ("press", "F10", "dialog"),
    "menu": ("touch", ".place", "dialog .toggles"),
}


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop for each test: hundreds of hostile goods would push the others off the first page."""
    server = Served(tmp_path_factory.mktemp("questions"), with_kinds)
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def shop(served: Served) -> Iterator[Store]:
    keys = served.home / "keys"
    store = open_store(served.store_url, keys=KeyRing(keys))
    add_person(store, keys, Operator("anna", "Anna", "cashier"))
    yield store
    store.close()


async def ask(hands: Hands, question: str) -> None:
    how, what, there = QUESTIONS[question]
    await getattr(hands, how)(what)
    await hands.page.locator(there).first.wait_for()


async def close(hands: Hands) -> None:
    await hands.press("Escape")
    await hands.page.locator("dialog").wait_for(state="detached")


def test_every_question_is_easy_to_read_in_both_languages_and_themes(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        found: dict[tuple[str, ...], Any] = {}
        await hands.press("F12")
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            await page.locator(".person", has_text="Anna").wait_for()
            found["names", theme] = await violations(hands)
        await page.locator(".person", has_text="Anna").click()
        found["pin", "dark"] = await violations(hands)
        await hands.type_slowly(PIN)
        await hands.press("Enter")
        await page.locator(".strip-operator", has_text="Anna").wait_for()
        await hands.scan(MILK)
        await page.locator(".line[data-sku=MILK]").wait_for()
        for language, theme in zip(("Svenska", "English"), THEMES, strict=True):
            await page.emulate_media(color_scheme=theme)
            await ask(hands, "menu")
            await page.locator("dialog .toggle", has_text=language).click()
            await page.locator("dialog").wait_for(state="detached")
            for question in QUESTIONS:
                await ask(hands, question)
                found[question, theme, language] = await violations(hands)
                await close(hands)
            await page.locator(".line[data-sku=SNUS] [data-do=less]").click()
            await page.locator(".line[data-sku=SNUS]").wait_for(state="detached")
        assert {state: problems for state, problems in found.items() if problems} == {}
        assert len(found) == 3 + 2 * len(QUESTIONS)

    at_the_till(steps, reduced_motion="reduce")


def sell_hostile(store: Store) -> tuple[list[str], int]:
    """Make a product of each text that may be a name, and put them all and some notes into the till's basket."""
    manager = Actor("kim", TILL, PERMISSIONS[BuiltInRole.MANAGER])
    names, codes = [], []
    for number, text in enumerate(HOSTILE_TEXTS, start=FIRST_CODE):
        new = ProductAtTill(gtin(number)[1:], text, kr(100), "dairy")
        with suppress(Refused):
            names.append(create_product_at_till(store, manager, new, at=AT).name)
            codes.append(new.code)
    before = till_state(store, TILL, CLIENT, at=AT).acked_seq
    scans = [Scan(before + i, code) for i, code in enumerate(codes, start=1)]
    notes = [AddNote(scans[-1].seq + i, text) for i, text in enumerate(HOSTILE_TEXTS, start=1)]
    refused = apply_events(store, manager, CLIENT, [*scans, *notes], at=AT).problems
    return names, len(refused)


def test_whatever_a_product_or_a_note_is_called_stays_text_on_screen_and_paper(
    at_the_till: AtTheTill, shop: Store, served: Served
) -> None:
    names, refused = sell_hostile(shop)
    assert names == [clean_text(text) for text in HOSTILE_TEXTS if 0 < len(clean_text(text)) <= NAME_LENGTH_MAX]
    assert len(names) > 150, "the control: most of them may be names"
    assert refused > 100, "the control: a receipt has twenty notes at most"

    async def steps(hands: Hands) -> None:
        page = hands.page
        await page.locator(".line").nth(len(names)).wait_for(state="attached")
        shown = await page.locator(".line .line-name").evaluate_all("(all) => all.map((each) => each.textContent)")
        assert {as_read(name) for name in names} <= {as_read(text) for text in shown}
        made = "script, style, iframe, img, a, b, [onload], [onerror], [onmouseover]"
        assert await page.locator(f".line :is({made}), .tile :is(script, img, iframe, a)").count() == 0
        await hands.press("Control+Enter")
        await page.locator(".paid dd").last.wait_for()
        await hands.press("F10")
        await page.locator("dialog .choice").first.click()
        await page.locator("dialog .paper").wait_for()
        assert await page.locator("dialog .paper").evaluate("(paper) => paper.decode().then(() => paper.naturalWidth)")
        assert await page.evaluate("document.title") != "taken"

    at_the_till(steps)
    papers = served.home / "receipts"
    wait_until(lambda: any(papers.rglob("*.txt")), "the receipt is printed")
    (paper,) = (path.read_text(encoding="utf-8") for path in papers.rglob("*.txt"))
    assert set(paper) <= PRINTABLE | {"\n"}
    assert "<script>" in paper, "the control: they are on it"


def as_read(text: str) -> str:
    """A text without the signs that only tell where it may be broken."""
    return " ".join("".join(" " if sign == "\xa0" else sign for sign in text if sign not in "\xad\u200b\u2060").split())
