"""What the page of members shows of one: details, consents, card, and who looked."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.office.people_names import people_by_code
from app.web.code_picture import code_address
from models.access.actor import Actor
from models.access.permission import Permission
from models.members.consent import FREE_PURPOSES, ConsentPurpose, consent_words, purposes_agreed
from models.members.member import (
    AGE_MAX,
    NAME_SIGNS_MAX,
    NOTES_SIGNS_MAX,
    POSTCODE_SIGNS_MAX,
    Member,
    MemberDetails,
)
from operations.members.member_changes import change_member, set_consent
from store.access.operators import all_operators
from store.members import consent_rows

_PHONE_SIGNS_MAX, _EMAIL_SIGNS_MAX, _DAY_SIGNS = 30, 254, 5
_CARD_WIDTH = 180
#: The details that are texts.
_FIELDS = ("name", "phone", "email", "birthday", "postcode", "notes")


def draw_details(visit: OfficeVisit, member: Member) -> None:
    """The details of a member, to be changed."""
    translate, details, name = visit.words.translate, member.details, f"member_{member.id}"
    st.subheader(translate("members.details"))
    may = visit.may(Permission.CHANGE_MEMBERS)
    this_year = visit.clock().year
    with visit.store.view() as view:
        people = {each.code: each.name for each in all_operators(view)}

    def save() -> None:
        values = {each: st.session_state[f"{name}_{each}"] for each in _FIELDS}
        birth_year = st.session_state[f"{name}_birth_year"]
        operator = st.session_state[f"{name}_operator"] or ""
        after = MemberDetails(birth_year=birth_year, operator=operator, **values)
        visit.press(lambda actor, at: change_member(visit.store, actor, member.id, after, at=at), "members.saved")

    with st.form(f"{name}_details", border=False):
        st.text_input(translate("members.name"), details.name, max_chars=NAME_SIGNS_MAX, key=f"{name}_name")
        left, right = st.columns(2)
        left.text_input(translate("members.phone"), details.phone, max_chars=_PHONE_SIGNS_MAX, key=f"{name}_phone")
        right.text_input(translate("members.email"), details.email, max_chars=_EMAIL_SIGNS_MAX, key=f"{name}_email")
        left, middle, right = st.columns(3)
        left.number_input(
            translate("members.birth_year"),
            min_value=this_year - AGE_MAX,
            max_value=this_year,
            value=details.birth_year,
            step=1,
            format="%d",
            key=f"{name}_birth_year",
        )
        middle.text_input(translate("members.birthday"), details.birthday, max_chars=_DAY_SIGNS, key=f"{name}_birthday")
        right.text_input(
            translate("members.postcode"), details.postcode, max_chars=POSTCODE_SIGNS_MAX, key=f"{name}_postcode"
        )
        codes = ["", *people]
        st.selectbox(
            translate("members.operator"),
            codes,
            index=codes.index(details.operator) if details.operator in codes else 0,
            format_func=lambda code: people.get(code, "–"),
            help=translate("members.operator_about"),
            key=f"{name}_operator",
            width=420,
        )
        st.text_area(translate("members.notes"), details.notes, max_chars=NOTES_SIGNS_MAX, key=f"{name}_notes")
        help_text = visit.whom_to_ask(Permission.CHANGE_MEMBERS)
        st.form_submit_button(
            translate("members.save"), on_click=save, disabled=not may, help=help_text, icon=":material/save:"
        )


def draw_consents(visit: OfficeVisit, member: Member, ids: list[str]) -> None:
    """What a member agreed to, when and where; and switches for what may be withdrawn."""
    translate = visit.words.translate
    st.subheader(translate("members.consents"))
    with visit.store.view() as view:
        consents = consent_rows.consents_of(view, ids)
        people = people_by_code(visit, view)
    agreed = purposes_agreed(consents)
    consent_texts = consent_words((each.purpose, each.is_given, each.channel) for each in consents)
    for purpose in FREE_PURPOSES:
        key = f"member_{member.id}_{purpose.value}_{purpose in agreed}"
        st.toggle(
            translate(f"members.agrees.{purpose.value}"),
            value=purpose in agreed,
            key=key,
            on_change=_switch,
            args=(visit, member.id, purpose, purpose not in agreed),
            disabled=not visit.may(Permission.CHANGE_MEMBERS),
        )
    rows = [
        {
            translate("members.at"): visit.time(each.at),
            translate("members.what"): translate(f"members.agrees.{each.purpose}")
            + f" · {translate(f'members.{word}')}",
            translate("members.channel"): translate(f"members.channel.{each.channel}"),
            translate("members.by"): people.get(each.operator, each.operator),
        }
        for each, word in zip(consents, consent_texts, strict=True)
    ]
    st.dataframe(rows, hide_index=True, alt=translate("members.consents"), key=f"member_{member.id}_consents")


def _switch(visit: OfficeVisit, member_id: str, purpose: ConsentPurpose, is_given: bool) -> None:  # noqa: FBT001 - Streamlit hands arguments over by place
    def act(actor: Actor, at: datetime) -> None:
        set_consent(visit.store, actor, member_id, purpose, is_given=is_given, at=at)

    visit.press(act, "members.consent_saved")


def draw_card(visit: OfficeVisit, member: Member) -> None:
    """The card of a member as a QR code, to print or to take a picture of."""
    translate = visit.words.translate
    st.subheader(translate("members.card"))
    st.image(code_address(member.card), width=_CARD_WIDTH, caption=member.card)
    st.caption(translate("members.card_about"))


def draw_looks(visit: OfficeVisit, ids: list[str]) -> None:
    """Who looked at a member, the last one first."""
    translate = visit.words.translate
    with visit.store.view() as view:
        looks = consent_rows.looks_at(view, ids)
        people = people_by_code(visit, view)
    st.subheader(translate("members.looks"))
    rows = [
        {
            translate("members.at"): visit.time(each.at),
            translate("members.by"): people.get(each.operator, each.operator),
            translate("members.looked_for"): translate(f"members.purpose.{each.purpose}"),
        }
        for each in reversed(looks)
    ]
    st.dataframe(rows, hide_index=True, alt=translate("members.looks"), key="member_looks")
