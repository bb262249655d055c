"""The CRM of others that gets the contacts of members who agreed to offers: connect it, see what happens, and do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.counter.crm_connection import TOKEN_LENGTH_MAX, connect_crm, end_crm, try_crm
from app.office.office_visit import OfficeVisit, draw_page
from app.office.sending_log import draw_sending_log
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.sending_rules import DispatchKind
from models.errors import KassaError
from operations.dispatch.crm_queue import crm_system, queue_contacts
from operations.dispatch.day_documents import SYSTEM_NAMES
from operations.installation.configuration import load_settings
from operations.members.crm_contacts import planned_contacts
from store.access.secrets import InstallationSecret
from store.dispatch import dispatches_of_kind


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("crm.title", Permission.CHANGE_SHOP, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        system = crm_system(view)
    st.caption(translate("crm.about"))
    if not system:
        st.info(translate("crm.none"), icon=":material/link_off:")
        _draw_connecting(visit, is_open=True)
        return
    st.markdown(f":material/link: {plain(translate('crm.connected', service=SYSTEM_NAMES[system]))}")
    _draw_buttons(visit)
    _draw_connecting(visit, is_open=False)
    _draw_plan(visit)
    _draw_log(visit)


def _draw_connecting(visit: OfficeVisit, *, is_open: bool) -> None:
    translate = visit.words.translate

    def connect(actor: Actor, at: datetime) -> None:
        connect_crm(visit.store, actor, str(st.session_state.pop("crm_token", "")), at=at)

    label = translate("crm.connect" if is_open else "crm.connect_again")
    with st.expander(label, expanded=is_open), st.form("form_crm", border=False):
        st.caption(translate("crm.connect_about"))
        st.text_input(translate("crm.token"), key="crm_token", type="password", max_chars=TOKEN_LENGTH_MAX)
        st.form_submit_button(label, type="primary", on_click=visit.press, args=(connect, "crm.done"))


def _draw_buttons(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with st.container(horizontal=True):
        if st.button(translate("accounting.test"), key="crm_test", icon=":material/network_check:"):
            try:
                try_crm(visit.store)
                st.success(translate("crm.answers"), icon=":material/check_circle:")
            except KassaError as error:
                st.warning(visit.words.explain(error), icon=":material/info:")
        st.button(
            translate("accounting.end"),
            key="crm_end",
            icon=":material/link_off:",
            on_click=visit.press,
            args=(lambda actor, at: end_crm(visit.store, actor, at=at), "crm.ended"),
        )


def _draw_plan(visit: OfficeVisit) -> None:
    """What the next exchange does, in counts: who it is about is nobody's business here."""
    translate, count = visit.words.translate, visit.words.count
    st.subheader(translate("crm.next"))
    with visit.store.view() as view:
        plan = planned_contacts(view, InstallationSecret(load_settings().keys))
    counts = {
        "send": len(plan.send),
        "stop": len(plan.stop),
        "remove": len(plan.remove) + len(plan.archive),
        "silent": len(plan.silent),
    }
    with st.container(horizontal=True):
        for name, value in counts.items():
            st.metric(translate(f"crm.{name}"), count(value), border=True)
    if plan.silent:
        st.caption(translate("crm.silent_about"))

    def ask(actor: Actor, at: datetime) -> None:
        queue_contacts(visit.store, actor, at=at)

    st.button(
        translate("crm.exchange"),
        key="crm_exchange",
        icon=":material/sync_alt:",
        on_click=visit.press,
        args=(ask, "crm.exchanging"),
    )


def _draw_log(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        exchanges = dispatches_of_kind(view, DispatchKind.CRM_CONTACTS)
    draw_sending_log(visit, exchanges, "crm_log")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
