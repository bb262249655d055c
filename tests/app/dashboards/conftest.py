"""The dashboard's settings, and caches that no other test has filled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def _fresh_caches(monkeypatch: pytest.MonkeyPatch, store_url: str) -> Iterator[None]:
    monkeypatch.setenv("KASSA_STORE", store_url)
    monkeypatch.setenv("KASSA_LANGUAGE", "sv")
    st.cache_data.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()
