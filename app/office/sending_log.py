"""What was sent to a program of others, with a button that sends again what it did not take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from models.dispatch.sending_rules import Dispatch, DispatchState
from operations.dispatch.sending import resend_dispatch

#: So many documents are listed.
LISTED = 100


def draw_sending_log(
    visit: OfficeVisit, documents: Sequence[Dispatch], key: str, name_of: Callable[[Dispatch], str] | None = None
) -> None:
    """Draw the newest of ``documents``; ``name_of`` gives what each is, where they are of several kinds."""
    translate = visit.words.translate
    st.subheader(translate("accounting.log"))
    newest = sorted(documents, key=lambda each: each.id, reverse=True)[:LISTED]
    for each in newest:
        if each.state is DispatchState.FAILED:
            _draw_failed(visit, each, name_of)
    if not newest:
        st.caption(translate("accounting.log_empty"))
        return
    rows = [_row(visit, each, name_of) for each in newest]
    st.dataframe(rows, hide_index=True, alt=translate("accounting.log"), key=key)
    st.button(translate("mail.refresh"), key="refresh", icon=":material/refresh:")


def _row(visit: OfficeVisit, each: Dispatch, name_of: Callable[[Dispatch], str] | None) -> dict[str, object]:
    translate = visit.words.translate
    return {
        translate("mail.column.made"): visit.time(each.made_at),
        **({translate("mail.column.kind"): name_of(each)} if name_of else {}),
        translate("mail.column.state"): translate(f"mail.{each.state.value}"),
        translate("mail.column.attempts"): each.attempts,
        translate("mail.column.settled"): visit.time(each.settled_at) if each.settled_at else "",
        translate("accounting.column.answer"): each.reason,
    }


def _draw_failed(visit: OfficeVisit, failure: Dispatch, name_of: Callable[[Dispatch], str] | None) -> None:
    parts = (name_of(failure) if name_of else "", failure.reason)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(plain(part) for part in parts if part))
        st.button(
            visit.words.translate("mail.resend"),
            key=f"resend_{failure.id}",
            on_click=visit.press,
            args=(lambda actor, at: resend_dispatch(visit.store, actor, failure.id, "", at=at), "mail.resending"),
        )
