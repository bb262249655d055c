"""The shop as the pages read it: opened once for this process."""

from __future__ import annotations

import streamlit as st

from operations.analytics import OpenShop, connect
from operations.installation.configuration import load_settings


@st.cache_resource(show_spinner=False, max_entries=8, on_release=OpenShop.close)
def open_shop(url: str) -> OpenShop:
    """The shop at ``url``, opened once for this process, with the keys that sign what its pages do."""
    return connect(url, load_settings().key_ring)


def this_shop() -> OpenShop:
    """The shop of this installation; raises what :func:`operations.analytics.connect` raises."""
    return open_shop(load_settings().store_url)
