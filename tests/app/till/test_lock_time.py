"""The till locks after the time that the shop set."""

from __future__ import annotations

import pytest
import streamlit as st

from app.till.lock_time import lock_minutes
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from tests.builders import AT, OFFICE_ACTOR, small_shop


def test_the_time_is_the_usual_one_until_the_shop_sets_another(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    monkeypatch.setenv("KASSA_STORE", sqlite_url)
    st.cache_resource.clear()
    assert lock_minutes() == 2, "there is no shop yet"
    store = open_store(sqlite_url)
    small_shop(store)
    assert lock_minutes() == 2
    change_setting(store, OFFICE_ACTOR, "tills.lock_minutes", "7", at=AT)
    assert lock_minutes() == 7
    store.close()
    st.cache_resource.clear()
