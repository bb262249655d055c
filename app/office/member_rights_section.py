"""What a person may ask of the shop, on the page of members: one of two, everything handed out, or erased."""

from __future__ import annotations

import json
from datetime import datetime

import streamlit as st

from app.counter.person_document import person_file
from app.office.office_visit import OfficeVisit
from app.web.page_actor import page_actor
from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import KassaError
from models.members.member import Member
from operations.members.finding import members_called
from operations.members.member_changes import merge_members
from operations.members.member_rights import erase_member, export_member
from store import shop

_SEARCH_SIGNS_MAX = 120
_FOUND_MAX = 5
_EXPORT, _DOUBLE = "member_export", "member_double_chosen"


def draw_rights(visit: OfficeVisit, member: Member) -> None:
    """Merging, handing out and erasing."""
    st.subheader(visit.words.translate("members.rights"))
    _draw_export(visit, member)
    _draw_merge(visit, member)
    _draw_erasure(visit, member)


def _draw_export(visit: OfficeVisit, member: Member) -> None:
    translate = visit.words.translate

    def collect() -> None:
        def act(actor: Actor, at: datetime) -> None:
            facts = export_member(visit.store, actor, member.id, at=at)
            with visit.store.view() as view:
                page = person_file(facts, shop.get_shop(view), visit.words)
            st.session_state[_EXPORT] = (member.id, json.dumps(facts, ensure_ascii=False, indent=2), page)

        try:
            act(page_actor(visit.store), visit.clock())
        except KassaError as error:
            st.session_state["office_result"] = error

    may = visit.may(Permission.ERASE_MEMBERS)
    whom = visit.whom_to_ask(Permission.ERASE_MEMBERS)
    st.button(
        translate("members.export"), key="member_export_now", on_click=collect, disabled=not may, help=whom,
        icon=":material/folder_open:",
    )  # fmt: skip
    exported = st.session_state.get(_EXPORT)
    if exported is not None and exported[0] == member.id:
        name = f"member-{member.number}"
        with st.container(horizontal=True):
            st.download_button(
                translate("members.download_pdf"), exported[2], f"{name}.pdf", "application/pdf",
                icon=":material/download:", key="member_download_pdf",
            )  # fmt: skip
            st.download_button(
                translate("members.download"), exported[1], f"{name}.json", "application/json",
                icon=":material/download:", key="member_download",
            )  # fmt: skip


def _draw_merge(visit: OfficeVisit, member: Member) -> None:
    translate = visit.words.translate
    with st.expander(translate("members.merge")):
        searched = st.text_input(translate("members.search"), key="member_double", max_chars=_SEARCH_SIGNS_MAX).strip()
        with visit.store.view() as view:
            members = members_called(view, searched, _FOUND_MAX) if searched else []
        others = {each.id: each for each in members if each.id != member.id}
        st.selectbox(
            translate("members.choose"),
            list(others),
            index=None,
            format_func=lambda member_id: f"{others[member_id].details.name} · {others[member_id].number}",
            placeholder="–",
            key=_DOUBLE,
        )
        st.caption(translate("members.merge_about"))

        def merge(actor: Actor, at: datetime) -> None:
            merge_members(visit.store, actor, str(st.session_state[_DOUBLE]), member.id, at=at)

        st.button(
            translate("members.merge_now"),
            key="member_merge",
            on_click=visit.press,
            args=(merge, "members.merged"),
            disabled=st.session_state[_DOUBLE] is None or not visit.may(Permission.CHANGE_MEMBERS),
            help=visit.whom_to_ask(Permission.CHANGE_MEMBERS),
        )


def _draw_erasure(visit: OfficeVisit, member: Member) -> None:
    translate = visit.words.translate
    with st.expander(translate("members.erase")):
        st.caption(translate("members.erase_about"))

        def erase(actor: Actor, at: datetime) -> None:
            erase_member(visit.store, actor, member.id, at=at)
            st.session_state.pop(_EXPORT, None)

        st.button(
            translate("members.erase_sure", name=member.details.name),
            key="member_erase",
            icon=":material/delete_forever:",
            on_click=visit.press,
            args=(erase, "members.erased"),
            disabled=not visit.may(Permission.ERASE_MEMBERS),
            help=visit.whom_to_ask(Permission.ERASE_MEMBERS),
        )
