"""A demo shop is marked on its pages, and a shop of one's own is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.web.setup_key import setup_key
from operations.installation.opening import NewShop, open_store, register_shop
from tests.builders import AT, COMPANY, DEVICES, LOCATIONS, OFFICE_ACTOR
from tests.waiting import LIMIT_S

_MARK = """
from app.office.demo_mark import show_demo_mark
from app.words import words_of
show_demo_mark(words_of({language!r}))
"""
_SETUP = f"""
from datetime import datetime
from app.office.pages.setup import show
show(lambda: datetime.fromisoformat({AT.isoformat()!r}))
"""


def draw(script: str, **query: str) -> AppTest:
    page = AppTest.from_string(script, default_timeout=LIMIT_S)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


@pytest.fixture(params=[True, False], ids=["demo", "real"])
def is_demo(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> bool:
    """The shop of this installation, a demo or a real one."""
    monkeypatch.setenv("KASSA_STORE", sqlite_url)
    store = open_store(sqlite_url)
    register_shop(store, OFFICE_ACTOR, NewShop(replace(COMPANY, is_demo=request.param), LOCATIONS, DEVICES), at=AT)
    store.close()
    st.cache_resource.clear()
    return bool(request.param)


@pytest.mark.parametrize(("language", "mark"), [("sv", "ÖVNING/DEMO"), ("en", "TRAINING/DEMO")])
def test_only_a_demo_shop_is_marked(*, is_demo: bool, language: str, mark: str) -> None:
    shown = [str(element.proto) for element in draw(_MARK.format(language=language)).get("html")]
    assert ["kassa-demo" in each and mark.split("/")[1] in each for each in shown] == ([True] if is_demo else [])


def test_only_a_real_shop_is_set_up_on_the_page(*, is_demo: bool) -> None:
    page = draw(_SETUP, key=setup_key())  # in process there is no address that could be this machine's
    fields = [] if is_demo else ["Företagets namn", "Organisationsnummer"]
    assert (len(page.warning), [each.label for each in page.text_input]) == (int(is_demo), fields)


def test_through_a_proxy_the_page_asks_for_the_key(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    monkeypatch.setenv("KASSA_STORE", sqlite_url)
    monkeypatch.setenv("KASSA_PUBLIC_URL", "https://kassa.example")
    st.cache_resource.clear()
    page = draw(_SETUP)
    assert [each.key for each in page.text_input] == ["setup_key"]
    page.text_input(key="setup_key").set_value("not the key").run()
    assert [each.key for each in page.text_input] == ["setup_key"]
    page.text_input(key="setup_key").set_value(setup_key()).run()
    assert [each.label for each in page.text_input] == ["Företagets namn", "Organisationsnummer"]
