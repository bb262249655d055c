"""The tills: a code that makes a browser one, the browsers that are one, and their names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.display import PairedDisplay
from models.access.enrolment import Enrolment
from models.access.permission import Permission
from models.shop import Device, DeviceKind, Location
from models.shop_settings import TILL_NAME, name_of
from operations.access.displays import pair_display, revoke_display
from operations.access.enrolments import EnrolmentCode, make_enrolment_code, revoke_till
from operations.access.tills import add_till
from operations.installation.change_settings import change_setting
from store import shop
from store.access import displays, enrolments

#: The code that was just made, in the session's state: it is shown once and stored nowhere.
CODE = "enrolment_code"
TILL_NAME_LENGTH_MAX = 16
DISPLAY_CODE_SIGNS_MAX = 12


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("tills.title", Permission.ENROL_TILLS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        places = {each.id: each for each in shop.all_locations(view)}
        tills = [each for each in shop.all_devices(view) if each.kind is DeviceKind.TILL]
        enrolled = [each for each in enrolments.all_enrolments(view) if each.revoked_at is None]
        paired = [each for each in displays.all_displays(view) if each.revoked_at is None]
    may_see = visit.may(Permission.RESOLVE_PAYMENTS)
    icon = ":material/credit_card:"
    if st.button(visit.words.translate("payments.title"), key="tills_payments", icon=icon, disabled=not may_see):
        st.switch_page("office/pages/payments_page.py")
    code = st.session_state.pop(CODE, None)
    for till in tills:
        browsers = [each for each in enrolled if each.till_id == till.id]
        paired_here = [each for each in paired if each.till_id == till.id]
        _draw_till(visit, till, places[till.location_id], (browsers, paired_here), code)
    _draw_new_till(visit, list(places.values()))


def _draw_till(
    visit: OfficeVisit,
    till: Device,
    place: Location,
    screens: tuple[list[Enrolment], list[PairedDisplay]],
    code: EnrolmentCode | None,
) -> None:
    translate, (browsers, paired_here) = visit.words.translate, screens
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            number = translate("tills.number", number=till.id)
            st.markdown(f"**{plain(till.name)}**  \n{plain(number)} · {plain(place.name)}", width="stretch")
            st.button(
                translate("tills.code"),
                key=f"code_{till.id}",
                icon=":material/pin:",
                on_click=_make_code,
                args=(visit, till.id),
            )
            _draw_pairing(visit, till)
            _draw_rename(visit, till)
        if code is not None and code.till_id == till.id:
            until = visit.time(code.ends_at)[-5:]
            st.success(translate("tills.code.made", code=code.code, time=until), icon=":material/pin:")
        if not browsers:
            st.caption(translate("tills.no_browser"))
        for each in browsers:
            _draw_browser(visit, each)
        for display in paired_here:
            _draw_display(visit, display)


def _draw_browser(visit: OfficeVisit, browser: Enrolment) -> None:
    translate = visit.words.translate
    name = browser.browser or translate("tills.browser")
    times = [
        translate("tills.since", time=visit.time(browser.enrolled_at)),
        translate("tills.seen", time=visit.time(browser.seen_at)),
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(plain(each) for each in (name, *times)), width="stretch")
        st.button(
            translate("tills.revoke"),
            key=f"revoke_{browser.id}",
            on_click=visit.press,
            args=(
                lambda actor, at: revoke_till(visit.store, actor, browser.till_id, at=at, enrolment_id=browser.id),
                "tills.revoked",
            ),
        )


def _draw_display(visit: OfficeVisit, display: PairedDisplay) -> None:
    translate = visit.words.translate
    texts = [
        translate("tills.display"),
        *([display.browser] if display.browser else []),
        translate("tills.since", time=visit.time(display.paired_at)),
        translate("tills.seen", time=visit.time(display.seen_at)),
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(plain(each) for each in texts), width="stretch")
        st.button(
            translate("tills.revoke"),
            key=f"revoke_display_{display.id}",
            on_click=visit.press,
            args=(
                lambda actor, at: revoke_display(visit.store, actor, display.id, at=at),
                "tills.display.revoked",
            ),
        )


def _draw_pairing(visit: OfficeVisit, till: Device) -> None:
    """The field for the code that a customer display shows."""
    translate, field = visit.words.translate, f"display_code_{till.id}"
    may = visit.may(Permission.PAIR_DISPLAYS)

    def pair(actor: Actor, at: datetime) -> None:
        pair_display(visit.store, actor, till.id, st.session_state[field], at=at)

    help_text = visit.whom_to_ask(Permission.PAIR_DISPLAYS)
    with st.popover(translate("tills.display.pair"), icon=":material/tv:", disabled=not may, help=help_text):
        st.caption(translate("tills.display.how"))
        st.text_input(translate("tills.display.code"), key=field, max_chars=DISPLAY_CODE_SIGNS_MAX)
        st.button(
            translate("tills.display.save"),
            key=f"pair_{till.id}",
            on_click=visit.press,
            args=(pair, "tills.display.paired"),
        )


def _draw_rename(visit: OfficeVisit, till: Device) -> None:
    """The till's name, which is the designation on receipts: a setting of the shop, for whoever may change those."""
    translate, field = visit.words.translate, f"name_{till.id}"
    may = visit.may(Permission.CHANGE_SHOP)

    def rename(actor: Actor, at: datetime) -> None:
        change_setting(visit.store, actor, name_of(TILL_NAME, till.id), st.session_state[field], at=at)

    with st.popover(translate("tills.rename"), disabled=not may, help=visit.whom_to_ask(Permission.CHANGE_SHOP)):
        st.text_input(translate("tills.name"), value=till.name, key=field, max_chars=TILL_NAME_LENGTH_MAX)
        st.button(translate("tills.save"), key=f"save_{till.id}", on_click=visit.press, args=(rename, "tills.renamed"))


def _draw_new_till(visit: OfficeVisit, places: list[Location]) -> None:
    translate, names = visit.words.translate, {each.id: each.name for each in places}

    def add(actor: Actor, at: datetime) -> None:
        add_till(visit.store, actor, st.session_state["new_till"], st.session_state["new_till_place"], at=at)

    with st.expander(translate("tills.add"), icon=":material/add:"):
        st.text_input(translate("tills.name"), key="new_till", max_chars=TILL_NAME_LENGTH_MAX)
        st.selectbox(translate("tills.place"), list(names), format_func=names.__getitem__, key="new_till_place")
        st.button(translate("tills.add.save"), key="add_till", on_click=visit.press, args=(add, "tills.added"))


def _make_code(visit: OfficeVisit, till_id: int) -> None:
    def make(actor: Actor, at: datetime) -> None:
        st.session_state[CODE] = make_enrolment_code(visit.store, actor, till_id, at=at)

    visit.act(make, "tills.code.ready")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
