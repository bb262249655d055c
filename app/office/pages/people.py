"""The people who work in the shop: who they are, what they may do, and what they sign in with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.office.person_form import draw_new_person, draw_person, role_name
from app.web.plain_markdown import plain
from models.access.operator import Operator
from models.access.permission import Permission
from store.access import operators, secrets

#: Whose form is open, in the session's state; the empty text is a new person.
PERSON = "person"
#: What people sign in with, in the order in which it is shown.
KINDS = ("pin", "badge", "password", "totp")


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("people.title", Permission.CHANGE_OPERATORS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        people, own = operators.all_operators(view), operators.own_roles(view)
        kinds = secrets.kinds_of_secrets(view)
    chosen = st.session_state.get(PERSON)
    if chosen == "":
        draw_new_person(visit, own, _close)
        return
    person = next((each for each in people if each.code == chosen), None)
    if person is not None:
        draw_person(visit, person, own, kinds.get(person.code, set()), _close)
        return
    _button(visit, "people.add", "", primary=True)
    for each in sorted(people, key=lambda person: (not person.active, person.name.lower())):
        _draw_row(visit, each, role_name(each.role, own, visit.words), kinds.get(each.code, set()))


def _draw_row(visit: OfficeVisit, person: Operator, role: str, kinds: set[str]) -> None:
    translate = visit.words.translate
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(person.name)}**  \n{plain(role)} · {plain(person.code)}", width="stretch")
        if not person.active:
            st.badge(translate("people.left"), color="gray")
        for kind in KINDS:
            if kind in kinds and person.active:
                st.badge(translate(f"people.kind.{kind}"), color="green")
        if person.active and not kinds & {"pin", "badge", "password"}:
            st.badge(translate("people.kind.none"), color="orange")
        _button(visit, "people.change", person.code)


def _button(visit: OfficeVisit, text: str, code: str, *, primary: bool = False) -> None:
    st.button(
        visit.words.translate(text),
        key=f"person_{code}",
        type="primary" if primary else "secondary",
        on_click=_open,
        args=(code,),
    )


def _open(code: str) -> None:
    st.session_state[PERSON] = code


def _close() -> None:
    st.session_state.pop(PERSON, None)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
