"""A small shop that the pages of the office show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import BrowserContext, sync_playwright

from models.access.permission import BuiltInRole
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from store import invariants
from store.database.engine import Store
from tests.app.office_sessions import visit_as, visitor_of_pages
from tests.app.served import Served
from tests.builders import small_shop
from tests.waiting import LIMIT_S


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> Iterator[Store]:
    """The shop of this installation, visited by its manager; it is sound afterwards."""
    monkeypatch.setenv("KASSA_STORE", sqlite_url)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url, keys=load_settings().key_ring)
    small_shop(store)
    st.cache_resource.clear()
    with visitor_of_pages(monkeypatch):
        visit_as(store, BuiltInRole.MANAGER)
        yield store
    st.cache_resource.clear()
    with store.view() as view:
        assert invariants.check_all(view) == []
    store.close()


@pytest.fixture(scope="module")
def profile(chromium: str, served: Served) -> Iterator[BrowserContext]:
    """A browser in which the owner is signed in to the back office of a module's server."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        opened = launched.new_context(locale="sv-SE", base_url=served.url)
        opened.add_cookies(served.office_cookies)
        opened.set_default_timeout(LIMIT_S * 1000)
        yield opened
        launched.close()
