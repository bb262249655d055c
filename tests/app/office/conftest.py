"""A small shop that the pages of the office show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from operations.installation.opening import open_store
from store import invariants
from store.database.engine import Store
from tests.builders import small_shop


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[Store]:
    """The shop of this installation; it is sound afterwards."""
    monkeypatch.setenv("KASSA_STORE", sqlite_url)
    store = open_store(sqlite_url)
    small_shop(store)
    st.cache_resource.clear()
    yield store
    st.cache_resource.clear()
    with store.view() as view:
        assert invariants.check_all(view) == []
    store.close()
