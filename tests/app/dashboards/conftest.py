"""The dashboard's settings, and caches that no other test has filled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st


@pytest.fixture
def fresh_page(monkeypatch: pytest.MonkeyPatch, store_url: str) -> Iterator[None]:
    """The page shows the shop in ``store_url``, in Swedish."""
    monkeypatch.setenv("KASSA_STORE", store_url)
    monkeypatch.setenv("KASSA_LANGUAGE", "sv")
    st.cache_data.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()
