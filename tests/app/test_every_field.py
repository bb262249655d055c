"""Every place beside the office where somebody types a text is known: a new one fails here until it is tested.

Fields of the till and of customer displays are written as text by rule (nothing of theirs becomes HTML, see
``tests/architecture/rules_of_browser_code.py``); those of forms that the server writes are sent the hostile texts here.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.words import LANGUAGES
from tests.app.storefront.conftest import WebShop
from tests.app.storefront.conftest import sqlite_web_shop as sqlite_web_shop  # noqa: PLC0414 - a fixture
from tests.app.storefront.test_web_orders import Visitor
from tests.app.test_hostile_fields import STEP
from tests.app.web.sign_in.conftest import Browser
from tests.app.web.sign_in.conftest import browser as browser  # noqa: PLC0414 - a fixture
from tests.hostile_texts import HOSTILE_TEXTS

APP = Path(__file__).parents[2] / "app"
#: Fields of forms that the server writes, by file and name: how they are tried, or why nothing is shown of them.
FORMS = {
    "storefront/templates/basket.html": {
        "code": "tests/app/storefront/test_web_gift_cards.py",
        "pin": "tests/app/storefront/test_web_gift_cards.py",
        "pieces": "a number",
        "sku": "hidden, looked up",
    },
    "storefront/templates/card_order.html": {"secret": "hidden, looked up"},
    "storefront/templates/checkout.html": {
        "card": "hidden, a number",
        "name": "checkout",
        "email": "checkout",
        "phone": "checkout",
        "terms": "a choice",
        "pay": "a choice",
        "points": "a choice",
        "total": "hidden, a number",
    },
    "storefront/templates/frame.html": {"q": "search"},
    "storefront/templates/gift_card.html": {
        "amount": "a number",
        "email": "tests/app/storefront/test_web_card_pages.py",
        "form": "tests/app/storefront/test_web_card_pages.py",
        "greeting": "tests/app/storefront/test_web_card_pages.py",
        "name": "tests/app/storefront/test_web_card_pages.py",
        "recipient": "tests/app/storefront/test_web_card_pages.py",
        "terms": "a choice",
    },
    "storefront/templates/member_ask.html": {"email": "tests/app/storefront/test_member_pages.py"},
    "storefront/templates/member_link.html": {"link": "hidden, looked up"},
    "storefront/templates/order.html": {"secret": "hidden, looked up"},
    "storefront/templates/pay.html": {"press": "hidden, looked up", "secret": "hidden, looked up"},
    "storefront/templates/product.html": {"pieces": "a number", "adds": "hidden", "sku": "hidden, looked up"},
    "storefront/templates/tiles.html": {"adds": "hidden", "sku": "hidden, looked up"},
    "web/forms/form_page.py": {"{TOKEN_FIELD}": "hidden, a token"},
    "web/join_page.py": {"{name}": "tests/app/web/test_join_page.py", "{each.value}": "a choice"},
    "web/sign_in/account_bodies.py": {"code": "a secret", "new": "a secret", "password": "a secret", "key": "hidden"},
    "web/sign_in/sign_in_bodies.py": {
        "code": "enrol",
        "name": "sign in",
        "password": "a secret",
        "{name}": "hidden, the way back: sign in",
    },
}
_FORM_FIELD = re.compile(r"<(?:input|textarea)\b[^>]*?\bname=\"([A-Za-z_.{}]+)\"")
_MADE_FIELD = re.compile(r"\bh\('(?:input|textarea)'")


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the texts between them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = Counter[str]()
        self.handlers = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def elements_of(page: str) -> Counter[str]:
    """The elements of a page, none of which does anything by itself."""
    found = Elements()
    found.feed(page)
    assert found.handlers == []
    return found.elements


def form_fields(path: Path) -> set[str]:
    return set(_FORM_FIELD.findall(path.read_text(encoding="utf-8").replace("\n", " ")))


def test_every_field_of_a_form_is_on_the_list() -> None:
    files = [each for kind in ("*.py", "*.html") for each in APP.rglob(kind)]
    fields = {str(each.relative_to(APP)): form_fields(each) for each in files if form_fields(each)}
    assert fields == {file: set(names) for file, names in FORMS.items()}


def test_fields_beside_the_office_are_made_in_three_places_alone() -> None:
    """By templates and bodies (above), by the till's client and by Streamlit in the office: nowhere else."""
    streamlit = re.compile(r"\.(?:text_input|text_area|data_editor|chat_input)\(")
    others = [
        str(each.relative_to(APP))
        for each in APP.rglob("*.py")
        if streamlit.search(each.read_text(encoding="utf-8")) and not each.is_relative_to(APP / "office")
    ]
    assert others == []
    scripts = [each for each in APP.rglob("*.js") if _MADE_FIELD.search(each.read_text(encoding="utf-8"))]
    assert {each.relative_to(APP).parts[:2] for each in scripts} == {("till", "client")}


def test_signing_in_and_enrolling_show_hostile_texts_as_text(browser: Browser) -> None:
    pages = [[f"{path}?lang={language}" for path in PATHS] for language in LANGUAGES]
    plain = {page: browser.send(page, name="a", code="a", password="b").text for each in pages for page in each}
    assert len(set(plain.values())) == len(plain), "each language has its own page"
    for number, text in enumerate(HOSTILE_TEXTS[::STEP]):
        for path in pages[number % len(pages)]:
            expected = elements_of(plain[path])
            reply = browser.send(path, name=text, code=text, password="b", next=text)
            assert reply.status_code in {400, 401, 403, 422}
            assert elements_of(reply.text) == expected, (path, text)


PATHS = ("/sign-in", "/enrol")


def test_the_web_shop_shows_hostile_texts_as_text(sqlite_web_shop: WebShop) -> None:
    """In what was sought, in a form that is shown again, and on the page of an order that was taken."""
    visitor, http = Visitor(sqlite_web_shop), sqlite_web_shop.http
    visitor.put("MILK")
    nothing = elements_of(http.get("/search", params={"q": "qqqqqq"}).text)
    refused = elements_of(visitor.send("/checkout", **visitor.details(email="a")).text)
    order = elements_of(sqlite_web_shop.text(visitor.order()))
    texts = HOSTILE_TEXTS[::STEP]
    for number, text in enumerate(texts):
        sought = http.get("/search", params={"q": text, "lang": LANGUAGES[number % len(LANGUAGES)]})
        assert sought.status_code in {200, 400}
        assert set(elements_of(sought.text)) <= set(nothing) | TILES, text
        if number % (len(texts) // 12):  # as many orders as the shelf has milk for
            continue
        visitor.put("MILK")
        again = visitor.send("/checkout", **visitor.details(name=text, email="a", phone=text))
        assert set(elements_of(again.text)) == set(refused), text
        reply = visitor.send("/checkout", **visitor.details(name=text, email=f"a{number}@example.com"))
        if reply.status_code == 303:
            page = sqlite_web_shop.text(reply.headers["location"].removeprefix("http://localhost"))
            assert set(elements_of(page)) == set(order), text
        else:
            assert set(elements_of(reply.text)) <= set(refused) | {"p"}, text


TILES = {"img", "ul", "ol", "li", "article", "strong", "small", "em", "picture", "h2", "h3", "span", "p", "a", "div"}


def test_control_a_text_that_became_an_element_is_seen() -> None:
    assert elements_of("<p><b>x</b></p>") != elements_of("<p>&lt;b&gt;x&lt;/b&gt;</p>")
    with pytest.raises(AssertionError):
        elements_of('<p onclick="x">')


def test_control_a_new_field_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<input\n type="text" name="nick">')
    assert form_fields(page) == {"nick"}
