"""The form of one person: name and role, PIN and password, and what helps somebody who cannot sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from app.words import LANGUAGES, Words
from models.access.actor import Actor
from models.access.operator import NAME_LENGTH_MAX, OPERATOR_LENGTH_MAX, Operator
from models.access.own_role import OwnRole
from models.access.permission import ROLES_OF_PEOPLE, Permission
from operations.access import second_factor, secrets, sessions, sign_in
from operations.access.openid_people import set_sign_in_address
from operations.access.operators import add_operator, change_operator
from operations.installation.configuration import load_settings
from store.access.secrets import InstallationSecret

Close = Callable[[], None]
Work = Callable[[Actor, datetime], object]


def role_name(role: str, own: Mapping[str, OwnRole], words: Words) -> str:
    """What a role is called on screens."""
    return own[role].name if role in own else words.translate(f"role.{role}")


def draw_new_person(visit: OfficeVisit, own: Mapping[str, OwnRole], close: Close) -> None:
    """A form for somebody who is new in the shop."""
    translate = visit.words.translate
    _draw_back(visit, close)
    with st.form("new_person"):
        name = st.text_input(translate("people.name"), key="new_name", max_chars=NAME_LENGTH_MAX)
        code = st.text_input(
            translate("people.code"), key="new_code", max_chars=OPERATOR_LENGTH_MAX, help=translate("people.code.help")
        )
        role = _choose_role(visit, own, "new_role", ROLES_OF_PEOPLE[0])
        is_sent = st.form_submit_button(translate("people.save"), type="primary", key="save_new")
    if not is_sent:
        return

    def add(actor: Actor, at: datetime) -> None:
        add_operator(visit.store, actor, Operator(code.strip(), name.strip(), role), at=at)

    if visit.act(add, "people.added", name=name.strip()):
        st.session_state["person"] = code.strip()
    st.rerun()


def draw_person(
    visit: OfficeVisit, person: Operator, own: Mapping[str, OwnRole], kinds: set[str], close: Close
) -> None:
    """Everything about one person; ``kinds`` is what they sign in with today."""
    translate = visit.words.translate
    _draw_back(visit, close)
    st.header(plain(person.name))
    _draw_who(visit, person, own)
    if person.active:
        installation = InstallationSecret(load_settings().keys)
        _draw_secret(
            visit,
            person,
            "pin",
            has="pin" in kinds,
            save=lambda text, actor, at: secrets.set_pin(visit.store, actor, person.code, text, installation, at=at),
        )
        _draw_secret(
            visit,
            person,
            "password",
            has="password" in kinds,
            save=lambda text, actor, at: secrets.set_password(visit.store, actor, person.code, text, at=at),
        )
        if load_settings().openid_client_id:
            _draw_secret(
                visit,
                person,
                "address",
                has="address" in kinds,
                save=lambda text, actor, at: set_sign_in_address(
                    visit.store, actor, person.code, text, installation, at=at
                ),
            )
    with st.container(border=True):
        st.subheader(translate("people.help.title"))
        with st.container(horizontal=True):
            _draw_help(visit, person, kinds)


def _draw_back(visit: OfficeVisit, close: Close) -> None:
    st.button(f"‹ {visit.words.translate('people.back')}", key="people_back", on_click=close)


def _draw_who(visit: OfficeVisit, person: Operator, own: Mapping[str, OwnRole]) -> None:
    translate = visit.words.translate
    languages = ("", *LANGUAGES)
    with st.form(f"who_{person.code}"):
        name = st.text_input(
            translate("people.name"), person.name, key=f"name_{person.code}", max_chars=NAME_LENGTH_MAX
        )
        role = _choose_role(visit, own, f"role_{person.code}", person.role)
        language = st.selectbox(
            translate("people.language"),
            languages,
            index=languages.index(person.language or ""),
            format_func=lambda each: translate(f"people.language.{each or 'page'}"),
            key=f"language_{person.code}",
        )
        active = st.toggle(translate("people.active"), person.active, key=f"active_{person.code}")
        is_sent = st.form_submit_button(translate("people.save"), type="primary", key=f"save_{person.code}")
    if is_sent:
        changed = replace(person, active=active, role=role, language=language or None)

        def change(actor: Actor, at: datetime) -> None:
            change_operator(visit.store, actor, replace(changed, name=name.strip()), at=at)

        visit.act(change, "people.saved", name=name.strip())
        st.rerun()


def _choose_role(visit: OfficeVisit, own: Mapping[str, OwnRole], key: str, role: str) -> str:
    roles = [*(str(each.value) for each in ROLES_OF_PEOPLE), *own]
    return str(
        st.selectbox(
            visit.words.translate("people.role"),
            roles,
            index=roles.index(role) if role in roles else 0,
            format_func=lambda each: role_name(each, own, visit.words),
            key=key,
        )
    )


def _draw_secret(
    visit: OfficeVisit,
    person: Operator,
    kind: str,
    *,
    has: bool,
    save: Callable[[str | None, Actor, datetime], None],
) -> None:
    """A field for a new PIN or password, and a button that takes the present one away."""
    translate = visit.words.translate
    with st.form(f"{kind}_{person.code}", clear_on_submit=True):
        st.subheader(translate(f"people.kind.{kind}"))
        st.caption(translate(f"people.{kind}.{'has' if has else 'none'}"))
        text = st.text_input(
            translate(f"people.{kind}.new"),
            type="default" if kind == "address" else "password",
            key=f"new_{kind}_{person.code}",
            autocomplete="off",
        )
        with st.container(horizontal=True):
            is_sent = st.form_submit_button(translate("people.save"), key=f"save_{kind}_{person.code}")
            is_removed = st.form_submit_button(
                translate("people.remove"), key=f"remove_{kind}_{person.code}", disabled=not has
            )
    if is_sent:
        visit.act(lambda actor, at: save(text, actor, at), f"people.{kind}.saved", name=person.name)
        st.rerun()
    if is_removed:
        visit.act(lambda actor, at: save(None, actor, at), f"people.{kind}.removed", name=person.name)
        st.rerun()


def _draw_help(visit: OfficeVisit, person: Operator, kinds: set[str]) -> None:
    store, code = visit.store, person.code
    _draw_action(
        visit,
        "unlock",
        code,
        Permission.UNLOCK_OPERATORS,
        lambda actor, at: sign_in.unlock_operator(store, actor, code, at=at),
    )
    _draw_action(
        visit,
        "end_sessions",
        code,
        Permission.END_SESSIONS,
        lambda actor, at: sessions.end_sessions_of(store, actor, code, at=at),
    )
    if "totp" in kinds:
        _draw_action(
            visit,
            "reset_totp",
            code,
            Permission.CHANGE_OPERATORS,
            lambda actor, at: second_factor.remove_second_factor(store, actor, code, at=at),
        )


def _draw_action(visit: OfficeVisit, name: str, code: str, permission: Permission, work: Work) -> None:
    options: dict[str, Any] = {"disabled": not visit.may(permission), "help": visit.whom_to_ask(permission)}
    st.button(
        visit.words.translate(f"people.{name}"),
        key=f"{name}_{code}",
        on_click=visit.press,
        args=(work, f"people.{name}.done"),
        **options,
    )
