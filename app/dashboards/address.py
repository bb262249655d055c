"""A reader's choices in the page's address, by names that are the same in every language.

Streamlit's own binding of a list writes there what the list shows, which a reader of another language cannot open.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st


def take_choice(key: str, options: Collection[str], default: str) -> None:
    """Set the list ``key``, which is drawn next, to its choice in the address, or to ``default`` if there is none."""
    if key not in st.session_state:
        asked = st.query_params.get(key, default)
        st.session_state[key] = asked if asked in options else default


def save_choice(key: str, chosen: str, default: str) -> None:
    """Write into the address that ``chosen`` was taken from the list ``key``; the default is left out."""
    if chosen != default:
        st.query_params[key] = chosen
    elif key in st.query_params:
        del st.query_params[key]
