"""Members of whom the shop has heard nothing for long, on the page of members: how many there are, and erased."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from models.access.actor import Actor
from models.access.permission import Permission
from models.shop_settings import ABSENT_MONTHS, parse_name
from operations.members.erase_absent import count_absent_members, erase_absent_members, months_of_absence

_MONTHS = "members_absent_months"


def draw_absent(visit: OfficeVisit) -> None:
    """Nothing is counted before somebody chooses after how many months."""
    translate = visit.words.translate
    with st.expander(translate("members.absent")):
        with visit.store.view() as view:
            by_clock = months_of_absence(view)
        about = "members.absent_by_clock" if by_clock else "members.absent_about"
        st.caption(translate(about, months=by_clock))
        choices = [int(each) for each in parse_name(ABSENT_MONTHS).kind.choices if int(each)]
        months = st.selectbox(
            translate("members.absent_months"),
            choices,
            index=None,
            placeholder="–",
            key=_MONTHS,
            width=420,
        )
        if months is not None:
            _draw_erasure(visit, months)


def _draw_erasure(visit: OfficeVisit, months: int) -> None:
    with visit.store.view() as view:
        count = count_absent_members(view, months, at=visit.clock())

    def erase() -> None:
        if st.session_state[_MONTHS] != months:
            return  # another time was chosen just before: first the page shows how many members that are

        def act(actor: Actor, at: datetime) -> None:
            erase_absent_members(visit.store, actor, months, at=at)

        visit.press(act, "members.absent_erased")

    st.button(
        visit.words.translate("members.absent_erase", count=count),
        key="members_absent_erase",
        icon=":material/delete_forever:",
        on_click=erase,
        disabled=not count or not visit.may(Permission.ERASE_MEMBERS),
        help=visit.whom_to_ask(Permission.ERASE_MEMBERS),
    )
