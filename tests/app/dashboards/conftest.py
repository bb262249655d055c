"""The dashboard's settings, and caches that no other test has filled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from tests.app.office_sessions import visitor_of_pages


@pytest.fixture
def fresh_page(monkeypatch: pytest.MonkeyPatch, store_url: str) -> Iterator[None]:
    """The page shows the shop in ``store_url``, in Swedish; see :func:`tests.app.dashboards.pages.open_page`."""
    monkeypatch.setenv("KASSA_STORE", store_url)
    monkeypatch.setenv("KASSA_LANGUAGE", "sv")
    st.cache_data.clear()
    with visitor_of_pages(monkeypatch):
        yield
    st.cache_data.clear()
    st.cache_resource.clear()
