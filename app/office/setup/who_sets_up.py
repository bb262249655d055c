"""Whether a visitor may set up the shop: until it has an owner, only from this machine or with the server's key."""

from __future__ import annotations

import streamlit as st

from app.office.setup.setup_view import SetupView
from app.web.setup_key import is_setup_key

#: In the session of a visitor who has named the key.
HAS_KEY = "setup_has_key"


def may_set_up(view: SetupView) -> bool:
    """Whether the visitor may; asks for the key where the visitor may be somebody elsewhere.

    Behind a proxy everybody seems to sit at this machine, so the key is key there.
    """
    if is_at_this_machine(view.settings.public_url) or st.session_state.get(HAS_KEY):
        return True
    key = st.query_params.get("key", "") or st.text_input(view.text("key"), key="setup_key", type="password")
    if is_setup_key(key):
        st.query_params.pop("key", None)
        st.session_state[HAS_KEY] = True
        st.rerun()
    st.info(view.text("key.wrong" if key else "key.text"), icon=":material/key:")
    return False


def is_at_this_machine(public_url: str) -> bool:
    """Whether the visitor's connection comes from this machine itself; Streamlit then names no address."""
    return not public_url and st.context.ip_address is None
