"""What a typed text means: the best product first, a quantity before it, and nothing where nothing is meant."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.app.served import Served

pytestmark = pytest.mark.needs_chromium

MODULES = "/_stcore/bidi-components/kassa.till"
#: SKU, name, price, unit, category, codes: in the order of the screen.
GOODS = [
    ["C1", "Iste citron", 1990, "piece", 0, ["07310865000019"]],
    ["C2", "Te", 2990, "piece", 0, ["07310865000026"]],
    ["C3", "Kaffebröd", 1500, "piece", 0, []],
    ["C4", "Iskaffe", 2500, "piece", 0, []],
    ["C5", "Mörkrost kaffe 450 g", 6990, "piece", 0, []],
    ["C6", "Bryggkaffe", 2200, "piece", 0, []],
    ["C7", "Kaffe", 2000, "piece", 0, ["07310865004703"]],
    ["C8", "Ekologiskt kaffe", 7990, "piece", 0, []],
    ["40", "Fyrtio", 4000, "piece", 1, []],
    ["S1", "Skruv 4x40 100-p", 9900, "piece", 1, ["07310865000071"]],
    ["MUGG-7", "Mugg röd", 9900, "piece", 1, ["MUGG-7"]],
    ["B1", "Bananer", 2495, "kilogram", 2, []],
]
FAVOURITES = ["C8", "C6", "C7", "S1"]


@pytest.fixture(scope="module")
def page(browser: Browser, runner: asyncio.Runner, served: Served) -> Page:
    """A page of the server, without the till: it only imports modules."""

    async def open_page() -> Page:
        page = await browser.new_page()
        await page.context.add_cookies(served.office_cookies)
        await page.goto(f"{served.url}/kassa/quiet.js")
        return page

    return runner.run(open_page())


def run(runner: asyncio.Runner, page: Page, module: str, body: str, argument: object) -> Any:
    """The value of ``body``, a function of the module ``m``, a catalogue and ``a``."""
    script = f"""async ([goods, favourites, a]) => {{
        const {{ Catalogue }} = await import('{MODULES}/model/catalogue.js');
        const shop = {{ currency: 'SEK', cash_step_minor: 100, categories: [], products: goods, favourites }};
        const catalogue = new Catalogue(shop);
        return ({body})(await import('{MODULES}/{module}'), catalogue, a);
    }}"""
    return runner.run(page.evaluate(script, [GOODS, FAVOURITES, argument]))


def test_what_a_search_finds_has_its_comparison_price(page: Page, runner: asyncio.Runner) -> None:
    body = """(m, catalogue, a) => {
        const tiles = new m.ProductTiles({ onTap() {}, onLeave() {} });
        const translate = (key, values) => values ? `${values.price} per ${values.unit}` : key;
        tiles.fill({ translate, format: { money: (minor) => `${minor} öre` }, goodsLanguage: 'sv', catalogue });
        catalogue.add([['D1', 'Saft 1,5 l', 3000, 'piece', 0, [], { compared: [2000, 'l'] }]]);
        tiles.show(catalogue.search('sa', null), { nothing: '', marksFirst: true });
        return [...tiles.element.querySelectorAll('.tile')].map((tile) => tile.innerText || tile.textContent);
    }"""
    found = run(runner, page, "view/product_tiles.js", body, None)
    assert found == ["Saft 1,5\N{NO-BREAK SPACE}l2000 öre per till.compared_l3000 öre"]


def test_the_best_fit_comes_first_and_among_equals_what_sells(page: Page, runner: asyncio.Runner) -> None:
    wanted = {
        "te": ["C2", "C1"],  # the whole name before a part of a word
        "TE": ["C2", "C1"],
        "kaffe": ["C7", "C3", "C8", "C5", "C6", "C4"],
        "kaffe mörk": ["C5"],
        "röd": ["MUGG-7", "C3"],  # a word before a part of one
        "mugg-7": ["MUGG-7"],
        "4x40": ["S1"],
        "40": ["40", "S1"],
        "4703": ["C7"],  # the last digits of a barcode
        "7310865004703": ["C7"],
        "saknas": [],
        "": ["C8", "C6", "C7", "S1", "C1", "C2", "C3", "C4", "C5", "40", "MUGG-7", "B1"],
    }
    body = "(m, c, texts) => texts.map((text) => c.search(text, null).map((each) => each.sku))"
    found = run(runner, page, "model/catalogue.js", body, list(wanted))
    assert dict(zip(wanted, found, strict=True)) == wanted
    in_category = run(runner, page, "model/catalogue.js", "(m, c) => c.search('', 1).map((each) => each.sku)", None)
    assert in_category == ["40", "S1", "MUGG-7"], "a category keeps its order"


ENTER = """(m, catalogue, texts) => texts.map((text) => {
    const done = [];
    const pane = new m.ProductPane({
        onAdd: (code, milli) => done.push([code, milli]), onNothing: () => done.push('nothing'),
        onMenu() {}, onKeypad() {}, onWrongMultiplier: () => done.push('wrong'),
        stopCard: () => false, takeOwnCode: () => false, isGtin: () => false,
        askWeight: (product) => done.push(['weigh', product.sku]),
    });
    const format = { decimal: ',', quantity: String, money: String };
    pane.fill({ catalogue, translate: (key) => key, format, language: 'sv', goodsLanguage: 'sv', loaded: true });
    pane.searchBox.setText('');
    for (const sign of text) pane.searchBox.type(sign);
    pane.enter();
    pane.stop();
    return done;
})"""


def test_enter_takes_what_is_meant(page: Page, runner: asyncio.Runner) -> None:
    wanted = {
        "te": [["C2", 1000]],
        "4x40": [["S1", 1000]],  # a product is called so
        "4*40": [["40", 4000]],
        "4×40": [["40", 4000]],
        "5x40": [["40", 5000]],  # nothing is called so
        "5X te": [["C2", 5000]],
        "3*kaffe": [["C7", 3000]],
        "40": [["40", 1000]],
        "4703": [["C7", 1000]],
        "mugg-7": [["MUGG-7", 1000]],
        "bananer": [["weigh", "B1"]],
        "0,45*bananer": [["B1", 450]],
        "0*te": ["wrong", ["C2", 1000]],
        "saknas": ["nothing"],
        "12345678": [["12345678", 1000]],  # digits that the server may know
        "": [],
    }
    assert dict(zip(wanted, run(runner, page, "view/product_pane.js", ENTER, list(wanted)), strict=True)) == wanted
