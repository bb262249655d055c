"""The form about the owner, who signs in from then on."""

from __future__ import annotations

import streamlit as st

from app.office.setup.setup_view import SetupView
from models.access.permission import BuiltInRole
from operations.installation.first_owner import NewOwner, add_owner
from store.access import operators
from store.access.secrets import InstallationSecret


def owner_form(view: SetupView) -> None:
    """Ask for the owner's name, password and PIN."""
    with view.store.view() as connection:
        people = operators.all_operators(connection)
    for each in people:
        if each.active and each.role == BuiltInRole.OWNER:
            st.info(view.text("owner.there", name=each.name), icon=":material/person:")
    with st.form("owner", border=False):
        name = st.text_input(view.text("owner.name"))
        code = st.text_input(view.text("owner.code"))
        st.caption(view.text("owner.code.help"))
        password = st.text_input(view.text("owner.password"), type="password")
        again = st.text_input(view.text("owner.again"), type="password")
        st.caption(view.text("owner.password.help"))
        pin = st.text_input(view.text("owner.pin"), type="password")
        st.caption(view.text("owner.pin.help"))
        pressed = st.form_submit_button(view.text("save"), type="primary")
    if not pressed:
        return
    if password != again:
        view.explain(view.text("owner.differ"))
    else:
        view.answer(lambda: _save(view, NewOwner(code, name, password, pin)))


def _save(view: SetupView, owner: NewOwner) -> str:
    secret = InstallationSecret(view.settings.keys)
    operator = add_owner(view.store, view.actor, owner, secret, at=view.clock())
    return view.text("owner.made", name=operator.name, code=operator.code)
