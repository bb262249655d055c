"""Who is signed in now, at the tills and in the back office; each can be signed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.web.plain_markdown import plain
from app.web.visitor import signed_in_visitor
from models.access.permission import Permission
from models.access.session import SessionKind, SignedIn
from operations.access import sessions
from store import shop


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("sessions.title", Permission.END_SESSIONS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    open_now = sorted(
        sessions.open_sessions(visit.store, at=visit.clock()), key=lambda each: (each.operator.name, each.operator.code)
    )
    with visit.store.view() as view:
        devices = {device.id: device.name for device in shop.all_devices(view)}
    own = signed_in_visitor(visit.store)
    own_id = own.session.id if own else ""
    st.caption(visit.words.translate("sessions.count", count=len(open_now)))
    for _, of_person in groupby(open_now, key=lambda each: each.operator.code):
        _draw_person(visit, list(of_person), devices, own_id)


def _draw_person(visit: OfficeVisit, of_person: list[SignedIn], devices: dict[int, str], own_id: str) -> None:
    translate, code = visit.words.translate, of_person[0].operator.code
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.markdown(f"**{plain(of_person[0].operator.name)}**", width="stretch")
        if len(of_person) > 1:
            head.button(
                translate("sessions.end_all"),
                key=f"end_all_{code}",
                on_click=visit.press,
                args=(
                    lambda actor, at: sessions.end_sessions_of(visit.store, actor, code, at=at),
                    "sessions.ended_all",
                ),
            )
        for each in of_person:
            _draw_session(visit, each, devices, is_own=each.session.id == own_id)


def _draw_session(visit: OfficeVisit, signed_in: SignedIn, devices: dict[int, str], *, is_own: bool) -> None:
    translate, session = visit.words.translate, signed_in.session
    device = devices.get(session.device_id, "")
    where = device if session.kind is SessionKind.TILL else translate("sessions.office")
    parts = [where, session.browser, translate("sessions.since", time=visit.time(session.started_at))]
    if is_own:
        parts.append(translate("sessions.own"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(plain(part) for part in parts if part), width="stretch")
        st.button(
            translate("sessions.end"),
            key=f"end_{session.id}",
            on_click=visit.press,
            args=(lambda actor, at: sessions.end_session(visit.store, actor, session.id, at=at), "sessions.ended"),
        )


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
