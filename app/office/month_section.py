"""The files of a month for the bookkeeper, made and downloaded on the page of closed days."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from app.counter.month_pack import MonthPack, month_pack
from app.office.office_visit import OfficeVisit
from models.access.actor import Actor
from models.access.permission import Permission
from models.ledger.month_control import BookMonth, month_of
from operations.dispatch.month_export import record_month_export
from store import shop

#: So many months are offered, the newest first.
OFFERED = 24
_PACK_STATE = "month_pack"


def draw_month(visit: OfficeVisit) -> None:
    """The button that makes the files of a month, and the ZIP once it is made; taking it is recorded first."""
    translate = visit.words.translate
    st.subheader(translate("month.heading"))
    st.caption(translate("month.intro"))
    months = _months(visit)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = st.selectbox(translate("month.choose"), months, format_func=str, index=1, key="month_chosen")
        wants = st.button(
            translate("month.make"),
            key="month_make",
            icon=":material/folder_zip:",
            disabled=not visit.may(Permission.EXPORT_FIGURES),
            help=visit.whom_to_ask(Permission.EXPORT_FIGURES),
        )
    if wants:
        _make(visit, month)
        st.rerun()
    pack = st.session_state.get(_PACK_STATE)
    if isinstance(pack, MonthPack) and pack.figures.month == month:
        _draw_pack(visit, pack)


def _months(visit: OfficeVisit) -> list[BookMonth]:
    with visit.store.view() as view:
        month = month_of(shop.get_shop(view).business_day(visit.clock()))
    months = [month]
    for _ in range(OFFERED - 1):
        month = month_of(month.first - timedelta(days=1))
        months.append(month)
    return months


def _make(visit: OfficeVisit, month: BookMonth) -> None:
    st.session_state.pop(_PACK_STATE, None)

    def take(actor: Actor, at: datetime) -> None:
        with visit.store.view() as view:
            pack = month_pack(view, month, visit.words.language)
        vouchers = len(pack.figures.vouchers)
        record_month_export(visit.store, actor, month, pack.content, vouchers=vouchers, at=at)
        st.session_state[_PACK_STATE] = pack

    visit.act(take, "month.recorded")


def _draw_pack(visit: OfficeVisit, pack: MonthPack) -> None:
    translate = visit.words.translate
    if not pack.figures.sums.is_complete:
        st.warning(translate("month.has_waiting"), icon=":material/hourglass_empty:")
    st.download_button(
        translate("month.download"),
        pack.content,
        pack.name,
        "application/zip",
        key="month_download",
        icon=":material/download:",
        on_click="ignore",
    )
