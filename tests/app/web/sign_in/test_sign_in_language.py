"""The language that somebody asks for in an address holds on the whole way through signing in, and after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.web.page_shell import asked_language
from models.access.permission import BuiltInRole
from operations.access.secrets import set_password
from store.database.engine import Store
from tests.app.office_sessions import person_of
from tests.app.web.sign_in.conftest import PASSWORD, Browser
from tests.builders import AT, OFFICE_ACTOR, small_shop

SWEDISH = {"accept": "text/html", "accept-language": "sv", "origin": "http://testserver"}


@pytest.fixture
def visitor(sqlite_store: Store, tmp_path: Path) -> Browser:
    owner = person_of(small_shop(sqlite_store), BuiltInRole.OWNER)
    set_password(sqlite_store, OFFICE_ACTOR, owner.code, PASSWORD, at=AT)
    return Browser(sqlite_store, tmp_path / "keys")


@pytest.mark.parametrize("address", ["/dashboard?lang=en", "/dashboard?day=2026-11-26&lang=en"])
def test_a_page_that_is_asked_for_in_english_is_signed_in_to_in_english(visitor: Browser, address: str) -> None:
    there = visitor.http.get(address, headers=SWEDISH)
    assert there.status_code == 303
    page = visitor.http.get(there.headers["location"], headers=SWEDISH)
    assert "Sign in" in page.text
    assert "Logga in" not in page.text
    assert f'name="next" value="{address.replace("&", "&amp;")}"' in page.text
    # The form is sent without a language; what was wrong with it is explained in the same one.
    token = visitor.http.cookies["kassa_form"]
    form = {"token": token, "next": address, "name": "nobody", "password": "wrong password!"}
    wrong = visitor.http.post("/sign-in", data=form, headers=SWEDISH)
    assert wrong.status_code >= 400
    assert "Sign in" in wrong.text
    assert "Logga in" not in wrong.text


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ({"lang": "en"}, "en"),
        ({"next": "/till?lang=en"}, "en"),
        ({"next": "/till?a=1&lang=sv#x"}, "sv"),
        ({"next": "/till?lang=en", "lang": "sv"}, "sv"),
        ({"next": "/till?lang=xx"}, "xx"),
        ({"next": "/till"}, None),
        ({"next": "/till?lang="}, None),
        ({"next": "//[?lang=en"}, None),
        ({"next": "/" + "x" * 5000 + "?lang=en"}, None),
        ({}, None),
    ],
)
def test_the_language_is_that_of_the_address_or_of_where_it_leads(query: dict[str, str], language: str | None) -> None:
    assert asked_language(query) == language


def test_without_a_wish_no_language_is_remembered(visitor: Browser) -> None:
    page = visitor.http.get("/sign-in?next=/dashboard%3Flang%3Dxx", headers=SWEDISH)
    assert "Logga in" in page.text
    assert "kassa_language" not in page.headers.get("set-cookie", "")
    chosen = visitor.http.get("/sign-in?lang=en", headers=SWEDISH)
    assert "kassa_language=en" in chosen.headers["set-cookie"]
