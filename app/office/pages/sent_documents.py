"""What left the shop by e-mail or to a folder, what failed and can be sent again, and a test of the mail server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import ADDRESS_LENGTH_MAX
from models.dispatch.sending_rules import (
    NOT_RESENT,
    ORDER_KINDS,
    WEB_ORDER_KINDS,
    Dispatch,
    DispatchKind,
    DispatchState,
)
from models.shop import fact_number
from models.shop_settings import MAIL_HOST
from operations.dispatch.sending import resend_dispatch, send_trial
from store.cash.office_closings import all_closings
from store.dispatch import latest_dispatches, numbers_of
from store.setting_rows import get_value

#: So many documents are listed, and so many of those that failed.
LISTED, FAILED_LISTED = 200, 20

#: The till and the number that documents are about.
#: The till (0: the office), and the number of the receipt, Z report or closing, that a document is about.
Numbers = dict[int, tuple[int, int]]

#: What goes to an address that is forgotten once it is sent.
TO_PEOPLE = (
    DispatchKind.RECEIPT_MAIL,
    DispatchKind.TRIAL_MAIL,
    DispatchKind.GIFT_CARD_MAIL,
    DispatchKind.STATEMENT_MAIL,
)


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("mail.title", Permission.SEND_DOCUMENTS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        latest = latest_dispatches(view, LISTED, frozenset(DispatchState))
        failed = latest_dispatches(view, FAILED_LISTED, frozenset({DispatchState.FAILED}))
        of_office = {each.closing: (0, each.number) for each in all_closings(view)}
        numbers = numbers_of(view, [*latest, *failed]) | of_office
        has_server = bool(get_value(view, MAIL_HOST))
    st.caption(translate("mail.about"))
    if not has_server:
        st.info(translate("mail.not_set"), icon=":material/mail:")
    if failed:
        st.subheader(translate("mail.failed_title", count=len(failed)))
    for each in failed:
        _draw_failed(visit, each, numbers)
    st.subheader(translate("mail.list_title"))
    if latest:
        rows = [_row(visit, each, numbers) for each in latest]
        st.dataframe(rows, hide_index=True, alt=translate("mail.list_title"), key="dispatches")
        st.button(translate("mail.refresh"), key="refresh", icon=":material/refresh:")
    else:
        st.caption(translate("mail.nothing"))
    if has_server:
        _draw_trial(visit)


def _draw_failed(visit: OfficeVisit, failed: Dispatch, numbers: Numbers) -> None:
    """One that failed, with a field for the address where it is not known any more."""
    translate = visit.words.translate
    with st.container(border=True):
        parts = [visit.time(failed.made_at), _document(visit, failed, numbers), failed.label, failed.reason]
        st.markdown(" · ".join(plain(part) for part in parts if part))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if failed.kind in {*TO_PEOPLE, *WEB_ORDER_KINDS}:
                st.text_input(translate("mail.address"), key=f"address_{failed.id}", max_chars=ADDRESS_LENGTH_MAX)
            if failed.kind not in NOT_RESENT:
                st.button(
                    translate("mail.resend"),
                    key=f"resend_{failed.id}",
                    on_click=visit.press,
                    args=(_resending(visit, failed), "mail.resending"),
                )


def _resending(visit: OfficeVisit, failed: Dispatch) -> Callable[[Actor, datetime], object]:
    def resend(actor: Actor, at: datetime) -> None:
        address = str(st.session_state.get(f"address_{failed.id}", ""))
        resend_dispatch(visit.store, actor, failed.id, address, at=at)

    return resend


def _draw_trial(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    st.subheader(translate("mail.trial_title"))

    def send(actor: Actor, at: datetime) -> None:
        send_trial(visit.store, actor, str(st.session_state.get("trial_address", "")), at=at)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(translate("mail.trial_address"), key="trial_address", max_chars=ADDRESS_LENGTH_MAX)
        st.button(translate("mail.trial_send"), key="trial", on_click=visit.press, args=(send, "mail.trial_sending"))


def _row(visit: OfficeVisit, each: Dispatch, numbers: Numbers) -> dict[str, object]:
    translate = visit.words.translate
    return {
        translate("mail.column.made"): visit.time(each.made_at),
        translate("mail.column.kind"): _document(visit, each, numbers),
        translate("mail.column.to"): each.label,
        translate("mail.column.state"): translate(f"mail.{each.state.value}"),
        translate("mail.column.attempts"): each.attempts,
        translate("mail.column.settled"): visit.time(each.settled_at) if each.settled_at else "",
        translate("mail.column.reason"): each.reason,
    }


def _document(visit: OfficeVisit, each: Dispatch, numbers: Numbers) -> str:
    """What it is, and the number of the receipt or the Z report."""
    name = visit.words.translate(f"mail.kind.{each.kind.value}")
    if each.kind in {*ORDER_KINDS, DispatchKind.ORDER_REMINDER}:
        return f"{name} {fact_number(each.subject_id)}"
    if each.kind is DispatchKind.ORDER_REPORT:
        return f"{name} {date.fromordinal(each.subject_id).isoformat()}"
    if each.subject_id not in numbers:
        return name
    till, number = numbers[each.subject_id]
    is_report = till and each.kind is not DispatchKind.RECEIPT_MAIL
    return f"{name} Z {till}-{number}" if is_report else f"{name} {number}"


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
