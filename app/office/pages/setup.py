"""The setup of a shop of one's own: seven steps, each stored when it is answered and taken up again at any time."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.office.setup.goods_forms import backups_form, goods_form
from app.office.setup.owner_form import owner_form
from app.office.setup.place_forms import company_form, location_form, printer_form, tills_form
from app.office.setup.setup_view import REFUSAL, RESULT, SetupView, setup_store
from app.office.setup.who_sets_up import may_set_up
from app.web.addresses import TILL_PATH
from app.web.visitor import language_of_visitor
from app.words import words_of
from models.access.permission import Permission
from models.errors import KassaError
from models.setup_steps import SetupProgress, SetupStep, StepState
from models.shop import DeviceKind
from operations.access.enrolments import make_enrolment_code
from operations.access.first_person import is_without_people
from operations.access.permissions import check
from operations.installation.configuration import load_settings
from operations.installation.shop_setup import find_progress, refuse_demo
from operations.installation.starter_range import example_prices
from store.shop import all_devices

FORMS: dict[SetupStep, Callable[[SetupView], None]] = {
    SetupStep.COMPANY: company_form,
    SetupStep.LOCATION: location_form,
    SetupStep.TILLS: tills_form,
    SetupStep.PRINTER: printer_form,
    SetupStep.OWNER: owner_form,
    SetupStep.GOODS: goods_form,
    SetupStep.BACKUPS: backups_form,
}
#: In the session: the code that was made for the first till.
CODE = "setup_code"
#: A line of text is read easily up to here.
STEP_WIDTH = 760
ICONS = {
    StepState.DONE: ":material/check_circle:",
    StepState.SKIPPED: ":material/schedule:",
    StepState.OPEN: ":material/radio_button_unchecked:",
}


def show(clock: Callable[[], datetime]) -> None:
    """Draw the step that is next, or the one that the address names; ``clock`` gives the time."""
    settings, words = load_settings(), words_of(language_of_visitor())
    st.title(words.translate("setup.title"))
    try:
        view = SetupView(settings, setup_store(settings.store_url), words, clock)
        refuse_demo(view.store)
        if not is_without_people(view.store):
            check(view.actor, Permission.CHANGE_SHOP)
            _show_steps(view)
        elif may_set_up(view):
            _show_steps(view)
    except KassaError as error:
        st.warning(words.explain(error), icon=":material/storefront:")


def _show_steps(view: SetupView) -> None:
    progress = find_progress(view.store)
    step = _asked_step() or progress.next_step
    _list_steps(view, progress, step)
    message, refusal = (st.session_state.pop(each, None) for each in (RESULT, REFUSAL))
    if message:
        st.success(message, icon=":material/check:", width=STEP_WIDTH)
    if refusal:
        st.error(refusal, icon=":material/error:", width=STEP_WIDTH)
    if step is None:
        _show_end(view, progress)
        return
    with st.container(border=True, key=f"setup_{step}", width=STEP_WIDTH):
        st.header(view.text(f"{step}.title"))
        st.markdown(view.text(f"{step}.text"))
        FORMS[step](view)
    if progress.states[step] is not StepState.DONE and st.button(view.text("skip"), key="skip"):
        view.skip(step)


def _list_steps(view: SetupView, progress: SetupProgress, current: SetupStep | None) -> None:
    """The list of steps: how far each is, and a way to take it up."""
    is_new = progress.next_step is SetupStep.COMPANY
    with st.container(horizontal=True, gap="small", key="setup_steps"):
        for number, step in enumerate(SetupStep, start=1):
            state = progress.states[step]
            st.button(
                f"{number}. {view.text(f'{step}.short')}",
                key=f"step_{step}",
                icon=ICONS[state],
                type="primary" if step is current else "secondary",
                help=view.text(f"state.{state}"),
                disabled=is_new and step is not SetupStep.COMPANY,
                on_click=_go,
                args=(step,),
            )


def _show_end(view: SetupView, progress: SetupProgress) -> None:
    with st.container(border=True, key="setup_end", width=STEP_WIDTH):
        st.header(view.text("end.title" if progress.is_done else "end.title.some_left"))
        left = ", ".join(view.text(f"{step}.short") for step in progress.left)
        st.markdown(view.text("end.text") if progress.is_done else view.text("end.left", steps=left))
        with view.store.view() as connection:
            examples = example_prices(connection)
        if examples:
            st.info(view.text("end.examples", count=len(examples)), icon=":material/sell:")
        st.button(view.text("end.code"), key="enrol", on_click=_make_code, args=(view,))
        code = st.session_state.get(CODE)
        if code:
            st.markdown(view.text("end.code.is", code=code))
        st.html(f'<a class="kassa-go" href="/{TILL_PATH}" target="_self">{html.escape(view.text("end.to_till"))}</a>')


def _make_code(view: SetupView) -> None:
    """Make the code with which a browser becomes the first till."""
    with view.store.view() as connection:
        first = next(each.id for each in all_devices(connection) if each.kind is DeviceKind.TILL)
    st.session_state[CODE] = make_enrolment_code(view.store, view.actor, first, at=view.clock()).code


def _go(step: SetupStep) -> None:
    st.query_params["step"] = step.value


def _asked_step() -> SetupStep | None:
    named = st.query_params.get("step")
    return next((step for step in SetupStep if step.value == named), None)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
