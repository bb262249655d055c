"""A small shop that the pages of the office show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from models.access.permission import BuiltInRole
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from store import invariants
from store.database.engine import Store
from tests.app.office_sessions import visit_as, visitor_of_pages
from tests.builders import small_shop


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
