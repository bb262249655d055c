"""Automatic ordering: the switch that stops all of it, the message of a day, and the limits of each supplier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from app.counter.automatic_report import AutomaticReport, decision_title, read_report, reason_texts
from app.office.automatic_limits_form import draw_limits
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.purchasing.automatic_ordering import REASON_OF_SWITCH_MAX, OrderMode
from operations.automatic.limits_and_switch import start_automatic, stop_automatic
from store import automatic_orders, purchasing, shop
from store.automatic_orders import SwitchState


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("automatic.title", Permission.ORDER_GOODS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    st.caption(translate("automatic.about"))
    with visit.store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(visit.clock())
        suppliers = purchasing.all_suppliers(view)
        limits = {code: automatic_orders.limits_of(view, code) for code in suppliers}
        switch = automatic_orders.switch_state(view)
        people = people_by_code(visit, view)
    _draw_switch(
        visit,
        switch,
        people.get(switch.operator, switch.operator),
        sends=any(each.mode is OrderMode.SEND for each in limits.values()),
    )
    _draw_message(visit, today)
    st.subheader(translate("automatic.limits"))
    for code, supplier in suppliers.items():
        draw_limits(visit, limits[code], supplier.name, company.currency)


def _draw_switch(visit: OfficeVisit, switch: SwitchState, person: str, *, sends: bool) -> None:
    translate = visit.words.translate
    if not switch.is_on:
        time = visit.time(switch.at) if switch.at else ""
        st.error(
            translate("automatic.off", time=time, person=plain(person), reason=plain(switch.reason)),
            icon=":material/block:",
        )
        st.button(
            translate("automatic.start"),
            key="automatic_start",
            icon=":material/play_arrow:",
            disabled=not visit.may(Permission.AUTOMATE_ORDERS),
            help=visit.whom_to_ask(Permission.AUTOMATE_ORDERS),
            on_click=visit.press,
            args=(lambda actor, at: start_automatic(visit.store, actor, at=at), "automatic.start.done"),
        )
        return
    if sends:
        st.success(translate("automatic.on"), icon=":material/check_circle:")
    else:
        st.info(translate("automatic.nobody"), icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(translate("automatic.reason_to_stop"), key="automatic_reason", max_chars=REASON_OF_SWITCH_MAX)
        st.button(
            translate("automatic.stop"),
            key="automatic_stop",
            type="primary",
            icon=":material/block:",
            help=translate("automatic.stop.help"),
            on_click=visit.press,
            args=(_stopping(visit), "automatic.stop.done"),
        )


def _stopping(visit: OfficeVisit) -> Callable[[Actor, datetime], object]:
    return lambda actor, at: stop_automatic(visit.store, actor, st.session_state.get("automatic_reason", ""), at=at)


def _draw_message(visit: OfficeVisit, today: date) -> None:
    translate = visit.words.translate
    day = st.date_input(
        translate("automatic.day"), today, max_value=today, key="automatic_day", width=200, format="YYYY-MM-DD"
    )
    with visit.store.view() as view:
        report = read_report(view, day)
    st.subheader(translate("automatic.report", day=report.day.isoformat()))
    _draw_decisions(visit, report)


def _draw_decisions(visit: OfficeVisit, report: AutomaticReport) -> None:
    translate, costs = visit.words.translate, visit.may(Permission.SEE_COSTS)
    st.markdown(f":material/send: {translate('automatic.sent', count=len(report.sent_orders))}")
    for each in report.sent_orders:
        st.markdown(f"- {plain(decision_title(report, each, visit.words, costs=costs))}")
    st.markdown(f":material/front_hand: {translate('automatic.held', count=len(report.held_orders))}")
    for each in report.held_orders:
        with st.container(border=True, gap="small"):
            st.markdown(f"**{plain(decision_title(report, each, visit.words, costs=costs))}**")
            st.markdown("\n".join(f"- {plain(text)}" for text in reason_texts(report, each, visit.words)))
    if report.held_orders:
        st.caption(translate("automatic.held.where"))


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
