"""Orders that Kassa decides beside the owner: yours, ours, and what ours would have cost or saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.office.shadow_orders_list import draw_orders
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.replenishment.shadow_figures import ShadowComparison, SupplierShadow, compare_shadow
from models.replenishment.shadow_record import DAYS, DAYS_MAX, ShadowRecord, ShadowRun
from models.shop import Shop
from operations.replenishment.shadow_runs import begin_shadow, end_shadow
from store import purchasing, shadow_rows
from store.shop import get_shop

#: The figures of both sides in the table, in this order.
MEASURES = ("stock", "shortage", "waste")


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("shadow.title", Permission.SEE_COSTS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    st.caption(translate("shadow.about"))
    with visit.store.view() as view:
        company, run = get_shop(view), shadow_rows.newest_shadow(view)
        records = shadow_rows.days_of_run(view, run.id) if run else []
        names = {code: each.name for code, each in purchasing.all_suppliers(view).items()}
    today = company.business_day(visit.clock())
    if run is None or run.is_over(today):
        _draw_begin(visit, run)
    else:
        _draw_state(visit, run, records)
    if not records:
        return
    comparison = compare_shadow(records)
    if comparison.days:
        _draw_figures(visit, comparison, names, company)
    draw_orders(visit, records, names, company.currency)


def _draw_begin(visit: OfficeVisit, run: ShadowRun | None) -> None:
    translate = visit.words.translate
    st.info(translate("shadow.none" if run is None else "shadow.over"), icon=":material/balance:")
    may, help_text = visit.may(Permission.AUTOMATE_ORDERS), visit.whom_to_ask(Permission.AUTOMATE_ORDERS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(translate("shadow.days"), 1, DAYS_MAX, DAYS, key="shadow_days", width=200, disabled=not may)
        st.toggle(translate("shadow.past"), key="shadow_past", disabled=not may)
        st.button(
            translate("shadow.begin"),
            key="shadow_begin",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not may,
            help=help_text,
            on_click=visit.press,
            args=(lambda actor, at: _begin(visit, actor, at), "shadow.begin.done"),
        )


def _begin(visit: OfficeVisit, actor: Actor, at: datetime) -> None:
    """Begin with what is chosen by the time of the press."""
    days = int(st.session_state["shadow_days"])
    begin_shadow(visit.store, actor, days, at=at, past_days=days if st.session_state["shadow_past"] else 0)


def _draw_state(visit: OfficeVisit, run: ShadowRun, records: Sequence[ShadowRecord]) -> None:
    translate = visit.words.translate
    mornings = sum(each.day < run.until for each in records)
    key = "shadow.state" if records else "shadow.state.first"
    st.info(
        translate(key, number=mornings, days=run.days, first=run.first_day, until=run.until), icon=":material/balance:"
    )
    st.button(
        translate("shadow.stop"),
        key="shadow_stop",
        icon=":material/stop:",
        disabled=not visit.may(Permission.AUTOMATE_ORDERS),
        help=visit.whom_to_ask(Permission.AUTOMATE_ORDERS),
        on_click=visit.press,
        args=(lambda actor, at: end_shadow(visit.store, actor, at=at), "shadow.stop.done"),
    )


def _draw_figures(visit: OfficeVisit, comparison: ShadowComparison, names: Mapping[str, str], company: Shop) -> None:
    translate, total, currency = visit.words.translate, comparison.total, company.currency
    verdict = "shadow.saved" if total.gain >= 0 else "shadow.dearer"
    st.subheader(translate(verdict, days=comparison.days, amount=_whole(visit, abs(total.gain), currency)))
    for column, measure in zip(st.columns(3), MEASURES, strict=True):
        yours, ours = getattr(total.yours, measure), getattr(total.ours, measure)
        column.metric(
            translate(f"shadow.column.{measure}.ours"),
            _whole(visit, ours, currency),
            translate("shadow.against", amount=_whole(visit, yours, currency)),
            delta_color="off",
            delta_arrow="off",
            help=translate(f"shadow.{measure}.help"),
        )
    rows = [_row(visit, each, names, currency) for each in (total, *comparison.suppliers)]
    headings = [f"shadow.column.{name}" for name in _columns()]
    figures = figure_columns(*(translate(each) for each in headings))
    st.dataframe(rows, hide_index=True, column_config=figures, alt=translate("shadow.table.alt"), key="shadow_table")
    st.caption(translate("shadow.counted"))


def _columns() -> list[str]:
    return ["gain", *(f"{measure}.{side}" for measure in MEASURES for side in ("yours", "ours"))]


def _row(visit: OfficeVisit, each: SupplierShadow, names: Mapping[str, str], currency: str) -> dict[str, str]:
    translate = visit.words.translate
    supplier = names.get(each.supplier, each.supplier) or translate("shadow.all")
    row = {translate("shadow.column.supplier"): supplier}
    row[translate("shadow.column.gain")] = _whole(visit, each.gain, currency)
    for measure in MEASURES:
        for side, money in (("yours", each.yours), ("ours", each.ours)):
            row[translate(f"shadow.column.{measure}.{side}")] = _whole(visit, getattr(money, measure), currency)
    return row


def _whole(visit: OfficeVisit, minor: int, currency: str) -> str:
    """An amount in whole units of currency: it is an estimate."""
    return visit.words.whole_money(Money(minor, currency))


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
