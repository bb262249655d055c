"""The page to join on: a form without a script, then the card in the browser that sent it, and in no other."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.web.join_page import JoinPage
from app.web.page_shell import ShellMiddleware
from operations.members.finding import find_members
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.stock import HOSTILE_NAMES
from tests.builders import anna_at, small_shop
from tests.operations.members.joined import ASA, join, open_joining, shown_code

BO = {"name": "Bo Berg", "phone": "070-174 06 07"}


class Phones:
    """Phones in front of a shop whose first till shows codes."""

    def __init__(self, store: Store, keys: Path) -> None:
        self.store, self.installation, self.signals = store, InstallationSecret(keys), list[int]()
        page = JoinPage(lambda: store, self.installation, "sv", self.signals.append)
        self.app = ShellMiddleware(Starlette(routes=page.routes()))
        open_joining(store, at=datetime.now(UTC))

    def address(self, code: str | None = None) -> str:
        shown = shown_code(self.store, self.installation, at=datetime.now(UTC)) if code is None else code
        return f"/join?c={shown}"

    def phone(self) -> TestClient:
        return TestClient(self.app, headers={"accept-language": "en"})

    def send(self, phone: TestClient, address: str, fields: dict[str, str]) -> tuple[int, str]:
        reply = phone.post(address, data=fields | {"token": phone.cookies.get("kassa_form", "")})
        return reply.status_code, reply.text


@pytest.fixture
def phones(sqlite_store: Store, tmp_path: Path) -> Phones:
    return Phones(small_shop(sqlite_store), tmp_path / "keys")


def card_of(text: str) -> str:
    """The page without what is different on every card."""
    return re.sub(r'<path d="[^"]*"|viewBox="[^"]*"|(width|height)="\d+"|member \w{4}', "", text)


def test_a_form_sent_twice_is_one_member_and_the_card_is_shown_there_alone(phones: Phones) -> None:
    phone, address = phones.phone(), phones.address()
    form = phone.get(address)
    assert form.status_code == 200
    assert "Become a member" in form.text
    assert "checked" not in form.text, "nothing is agreed to beforehand"
    assert "<script" not in form.text
    assert "default-src 'none'" in form.headers["content-security-policy"]
    answers = [phones.send(phone, address, BO | {"offers": "yes"}) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert "Your member card" in answers[0][1]
    assert phones.signals == [1, 1]
    assert phone.get(address).text == answers[0][1], "the page opened again is the card"
    assert len(find_members(phones.store, anna_at(1), "Bo Berg")) == 1
    other = phones.phone().get(address)
    assert (other.status_code, "used already" in other.text, "Bo Berg" in other.text) == (403, True, False)


def test_a_known_number_gets_the_same_page_as_an_unknown_one(phones: Phones) -> None:
    asa = join(phones.store)
    pages = []
    for number in (ASA.phone, "070-174 06 55"):
        phone, address = phones.phone(), phones.address()
        phone.get(address)
        pages.append(phones.send(phone, address, {"name": "Bo Berg", "phone": number}))
    assert (pages[0][0], card_of(pages[0][1])) == (pages[1][0], card_of(pages[1][1]))
    assert asa.details.name not in pages[0][1]
    assert asa.number not in pages[0][1]


@pytest.mark.parametrize("code", ["", "x", "1-2-3-4-" + "0" * 32, "<script>alert(1)</script>", "9" * 5000])
def test_a_code_of_nobody_is_refused_with_what_to_do(phones: Phones, code: str) -> None:
    reply = phones.phone().get(phones.address(code))
    assert reply.status_code == 403
    assert "Scan the code on the customer" in reply.text
    assert "<script" not in reply.text


def test_a_form_from_elsewhere_makes_nobody_a_member(phones: Phones) -> None:
    phone, address = phones.phone(), phones.address()
    assert "Welcome" not in phone.post(address, data=BO).text, "without the cookie of our form"
    phone.get(address)
    assert "Welcome" not in phone.post(address, data=BO | {"token": "x" * 43}).text
    assert find_members(phones.store, anna_at(1), "Bo Berg") == []
    assert "Welcome" in phones.send(phone, address, BO)[1], "control: the form of the page"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": " ", "phone": "070-174 06 07"}, "the name is empty"),
        ({"name": "Bo", "phone": "12"}, "the phone number is none"),
        ({"name": "Bo"}, "needs a phone number or an e-mail address"),
        ({"name": "Bo 4111 1111 1111 1111", "phone": "070-174 06 07"}, "card"),
    ],
)
def test_what_was_wrong_is_shown_in_the_form_and_the_code_still_holds(
    phones: Phones, fields: dict[str, str], problem: str
) -> None:
    phone, address = phones.phone(), phones.address()
    phone.get(address)
    status, text = phones.send(phone, address, fields)
    assert status == 422
    assert problem in html.unescape(text)
    assert 'role="alert"' in text
    assert "4111 1111" not in text
    assert "Welcome" in phones.send(phone, address, BO)[1]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_text(phones: Phones, name: str) -> None:
    phone, address = phones.phone(), phones.address()
    phone.get(address)
    for fields in ({"name": name[:80], "phone": "1"}, {"name": name[:80], "phone": "070-174 06 07"}):
        text = phones.send(phone, address, fields)[1]
        assert "<script" not in text
        assert "<img src=x" not in text
        assert "onerror=alert" not in re.sub(r'value="[^"]*"|<strong>[^<]*</strong>', "", text)


def test_the_page_is_in_the_language_that_somebody_chose(phones: Phones) -> None:
    phone, address = phones.phone(), phones.address()
    assert "Bli medlem" in phone.get(f"{address}&lang=sv").text
    assert "In English" in phone.get(f"{address}&lang=sv").text
    assert "Välkommen" in phones.send(phone, f"{address}&lang=sv", BO)[1]
