"""The pages of the web shop: what they show, what they never show, in two languages, and nothing while it is closed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import app.storefront
from app.storefront.storefront_app import POLICY
from models.shop_settings import STOREFRONT_AGE_LIMIT, STOREFRONT_COLOUR, STOREFRONT_LEFT_OUT, STOREFRONT_OPEN
from operations.online.place_order import orderable_now
from operations.online.web_shop_rules import read_rules
from store.database.engine import Store
from tests.app.stock import HOSTILE_NAMES, stock_hostile, stocked
from tests.app.storefront.conftest import HIDDEN, KINDS, SHOWN, WebShop, open_storefront
from tests.builders import AT
from tests.operations.catalogue.own_crates import make_crates

TEMPLATES = Path(next(iter(app.storefront.__path__))) / "templates"
#: What the pages are made of; nothing else may come from a name.
TAGS = {
    *("html", "head", "meta", "title", "link", "body", "a", "header", "div", "img", "span", "nav", "form", "label"),
    *("input", "button", "main", "h1", "h2", "p", "ul", "li", "small", "footer", "strong", "article", "dl", "dt", "dd"),
}


class Read(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.texts = set[str](), dict[str, list[str]](), list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_closed_web_shop_shows_nothing_and_is_closed_until_somebody_opens_it(sqlite_web_shop: WebShop) -> None:
    addresses = ("/", "/category/dairy", "/product/MILK", "/search?q=milk")
    assert all("Milk" in page or "Mellanmjölk" in page for page in map(sqlite_web_shop.text, addresses[1:]))
    sqlite_web_shop.set(STOREFRONT_OPEN, "no")
    for address in addresses:
        page = sqlite_web_shop.text(address, 503)
        assert "The web shop is closed" in page
        assert "ellanmj" not in page
    assert "Disallow: /\n" in sqlite_web_shop.text("/robots.txt")
    sqlite_web_shop.text("/sitemap.xml", 404)


def test_a_product_has_what_a_customer_asks_for_and_what_search_engines_read(web_shop: WebShop) -> None:
    page = web_shop.text("/product/BAR")
    for part in (
        "Chokladkaka mörk",
        "24,90\N{NO-BREAK SPACE}kr",
        "124,50\N{NO-BREAK SPACE}kr/kg",
        "200 g",
        "Sweets",
        "in the price",
    ):
        assert part in page, part
    read = Read(page)
    assert {"https://schema.org/Product", "https://schema.org/Offer"} <= set(read.attributes["itemtype"])
    assert {"24.90", "SEK", "BAR"} <= set(read.attributes["content"])
    assert "In stock" in web_shop.text("/product/MILK")
    assert "Storgatan 1" in page
    assert "Only for those who are 15 or older" in web_shop.text("/product/BOOST")
    assert "+ deposit 2,00" in web_shop.text("/category/sweets")


def test_a_deposit_of_the_shops_own_is_shown_and_part_of_the_order(web_shop: WebShop) -> None:
    make_crates(web_shop.store)
    assert "+ Crate 25,00" in web_shop.text("/category/cafe")
    assert "<dt>Crate</dt><dd>25,00" in web_shop.text("/product/SODA")
    with web_shop.store.view() as view:
        goods = {each.sku: each for each in orderable_now(view, read_rules(view, AT), {"SODA": 3, "TWO": 1})}
    assert (goods["SODA"].deposit, goods["SODA"].deposit_minor, goods["SODA"].total_minor) == ("crate", 2500, 37_500)
    assert goods["TWO"].deposit_minor == 5000


def test_goods_that_may_not_be_sold_there_are_on_no_page_and_in_no_search(web_shop: WebShop) -> None:
    listed = web_shop.text("/category/sweets") + web_shop.text("/sitemap.xml") + web_shop.text("/")
    for sku in SHOWN:
        assert f"/product/{sku}" in listed
        web_shop.text(f"/product/{sku}")
    names = {each.sku: each.name for each in KINDS}
    for sku in HIDDEN:
        assert f"/product/{sku}" not in listed
        assert "Nothing is here" in web_shop.text(f"/product/{sku}", 404)
        assert f"/product/{sku}" not in web_shop.text(f"/search?q={quote(names[sku])}")
    web_shop.text("/category/tobacco", 404)
    web_shop.set(STOREFRONT_AGE_LIMIT, "18")
    web_shop.set(STOREFRONT_LEFT_OUT, "dairy")
    web_shop.text("/product/BEER")
    web_shop.text("/product/SNUS")
    web_shop.text("/product/MILK", 404)


def test_the_language_is_the_browsers_until_the_visitor_switches(sqlite_web_shop: WebShop) -> None:
    assert "Kategorier" in sqlite_web_shop.text("/", language="sv")
    assert "Categories" in sqlite_web_shop.text("/", language="en-GB,sv;q=0.5")
    switch = next(
        each for each in Read(sqlite_web_shop.text("/category/dairy")).attributes["href"] if "lang=sv" in each
    )
    assert "Mejeri" in sqlite_web_shop.text(switch)
    assert "Mejeri" in sqlite_web_shop.text("/category/dairy"), "the choice is remembered"


def test_a_search_finds_words_in_any_order_and_what_was_probably_meant(web_shop: WebShop) -> None:
    assert "/product/BAR" in web_shop.text("/search?q=m%C3%B6rk+chok")
    likely = web_shop.text("/search?q=melanmj%C3%B6lk")
    assert "/product/MILK" in likely
    assert "Here is what fits “mellanmjölk”" in likely
    nothing = web_shop.text("/search?q=xyzzy%00%22%3E%3Cb%3E")
    assert "Nothing is called “xyzzy&#34;&gt;&lt;b&gt;” here" in nothing


def test_every_address_of_the_sitemap_is_a_page_and_each_page_is_closed_to_scripts(sqlite_web_shop: WebShop) -> None:
    sitemap = ET.fromstring(sqlite_web_shop.text("/sitemap.xml"))
    addresses = [each.text or "" for each in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(addresses) > 10
    for address in (*addresses, "/search?q=a", "/robots.txt", "/storefront.css", "/icon.svg", "/nothing"):
        reply = sqlite_web_shop.http.get(address)
        assert reply.status_code == (404 if address == "/nothing" else 200)
        assert reply.headers["content-security-policy"] == POLICY
        assert reply.headers["x-content-type-options"] == "nosniff"
    for template in TEMPLATES.iterdir():
        text = template.read_text()
        assert not re.search(r"<script|<style|\bstyle=|\bon\w+=|\|safe|autoescape", text), template.name


def test_hostile_names_and_searches_stay_text(sqlite_store: Store) -> None:
    stock_hostile(sqlite_store)
    web_shop, texts = open_storefront(sqlite_store), list[str]()
    for number in range(1, 9):
        reply = web_shop.http.get(f"/category/household?page={number}")
        if reply.status_code == 404:
            break
        read = Read(reply.text)
        assert read.tags <= TAGS
        assert not any(name.startswith("on") or name == "style" for name in read.attributes)
        texts += read.texts
    assert set(HOSTILE_NAMES) <= set(texts)
    for text in HOSTILE_NAMES[::4]:
        read = Read(web_shop.text(f"/search?q={quote(text)}"))
        assert read.tags <= TAGS
        assert text[:80].strip() in read.attributes["value"], text


def test_whatever_is_asked_for_nothing_breaks(sqlite_web_shop: WebShop) -> None:
    control = [sqlite_web_shop.http.get(path).status_code for path in ("/", "/product/nothing")]
    assert control == [200, 404]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from(["/category/", "/product/", "/search?q=", "/category/dairy?page=", "/?lang=", "/"]),
        st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=90), st.integers().map(str)),
    )
    def ask(path: str, text: str) -> None:
        reply = sqlite_web_shop.http.get(path + quote(text, safe=""))
        assert reply.status_code in {200, 404}, (path, text, reply.status_code)

    ask()


def test_a_shops_colour_and_its_second_page(sqlite_store: Store) -> None:
    stocked(60)(sqlite_store)
    web_shop = open_storefront(sqlite_store)
    web_shop.set(STOREFRONT_COLOUR, "violet")
    first, second = (web_shop.text(f"/category/household?page={number}") for number in (1, 2))
    assert 'class="kassa-accent-6"' in first
    on_first, on_second = (re.findall(r"/product/(\w+)", page) for page in (first, second))
    assert (len(on_first), len(on_second)) == (48, 13), "60 goods and the napkins"
    assert not set(on_first) & set(on_second)
    for number in ("0", "3", "x", "1e9"):
        web_shop.text(f"/category/household?page={number}", 404)


@pytest.mark.parametrize("path", ["/logo.png", "/product/", "/category/"])
def test_what_there_is_not_is_not_found(sqlite_web_shop: WebShop, path: str) -> None:
    sqlite_web_shop.text(path, 404)
