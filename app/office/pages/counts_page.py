"""The page for counting stock on a phone while the tills sell: which goods, and what is on the shelf."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

import streamlit as st

from app.office.count_sheet import CountSheet, begin_count, begun_count, draw_count_sheet
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.office.stock_codes import draw_location
from models.access.permission import Permission
from models.stock.count_list import riskiest
from store import catalogue, stock_counts
from store.analysis.count_lists import count_candidates

#: So many goods are on the list by risk, and so many counts are listed.
RISKY, LISTED = 20, 20


class CountWish(StrEnum):
    """Which goods are counted."""

    RISK = "risk"
    CATEGORY = "category"
    WHOLE = "whole"
    SCAN = "scan"


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("counts.title", Permission.COUNT_GOODS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    sheet = begun_count()
    if sheet is not None:
        draw_count_sheet(visit, sheet)
        return
    translate = visit.words.translate
    location_id = draw_location(visit, "counts_location")
    st.radio(
        translate("counts.which"),
        list(CountWish),
        format_func=lambda each: translate(f"counts.which.{each.value}"),
        captions=[translate(f"counts.which.{each.value}.help") for each in CountWish],
        key="counts_which",
    )
    wish: CountWish = st.session_state["counts_which"]
    if wish is CountWish.CATEGORY:
        _draw_category(visit)
    st.button(
        translate("counts.begin"),
        key="begin_counting",
        type="primary",
        icon=":material/checklist:",
        width="stretch",
        on_click=partial(_begin, visit, location_id),
    )
    _draw_latest(visit)


def _draw_category(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        names = {each.code: each.name_in(visit.words.language) for each in catalogue.all_categories(view)}
    label = visit.words.translate("stock.value.category")
    st.selectbox(label, list(names), format_func=lambda each: names[each], key="counts_category")


def _begin(visit: OfficeVisit, location_id: int) -> None:
    """Begin what is chosen now: the page may not have been drawn since."""
    wish: CountWish = st.session_state["counts_which"]
    category = st.session_state.get("counts_category") if wish is CountWish.CATEGORY else None
    with visit.store.view() as view:
        goods = (
            [] if wish is CountWish.SCAN else count_candidates(view, location_id, at=visit.clock(), category=category)
        )
    if wish is CountWish.RISK:
        goods = riskiest(goods, RISKY)
    begin_count(CountSheet(location_id, [each.sku for each in goods]))


def _draw_latest(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        latest = stock_counts.latest_counts(view, LISTED)
        skus = sorted({line.sku for each in latest for line in each.lines if line.variance})
        names = {sku: each.name for sku, each in catalogue.find_products(view, skus).items()}
        people = people_by_code(visit, view)
    if not latest:
        return
    st.subheader(translate("counts.latest"))
    rows = [
        {
            translate("deliveries.at"): visit.time(each.at),
            translate("counts.goods"): len(each.lines),
            translate("counts.variances"): ", ".join(
                f"{names[line.sku]} {visit.words.number(line.variance)}" for line in each.lines if line.variance
            ),
            translate("counts.by"): people.get(each.operator, each.operator),
        }
        for each in latest
    ]
    st.dataframe(rows, hide_index=True, alt=translate("counts.latest"), key="counts_latest")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
