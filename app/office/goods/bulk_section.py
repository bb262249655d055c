"""Changing many prices by one rule: choose, look at the new prices, set them, and take a change back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation

import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.goods.goods_table import choose_filter_fields
from app.office.goods.goods_view import NOTHING, GoodsView, show_result
from app.office.goods.price_days import choose_price_days
from app.office.goods.price_place import choose_price_place, price_places
from app.office.people_names import people_by_code
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.pricing.bulk_price import PriceRule, WrongRule
from models.pricing.price_change import WrongPrice
from pipelines.pricing.bulk_price_run import BulkPlan, apply_bulk_prices, plan_bulk_prices, undo_bulk_change
from store import catalogue
from store.analysis.bulk_changes import BulkChange, bulk_changes

#: New prices that are listed before they are set; all of them are counted.
LISTED_MAX = 500
#: Bulk changes that are listed, the newest first.
CHANGES_MAX = 20
_PLAN = "bulk_plan"
_ENDINGS = (None, 0, 50, 90, 95, 99)
ONE_DAY = timedelta(days=1)


def draw_bulk_prices(view: GoodsView) -> None:
    """Draw the page of bulk changes."""
    translate = view.words.translate
    st.title(translate("bulk.title"))
    show_result(view.words)
    st.caption(translate("bulk.help"))
    places = price_places(view)
    place = choose_price_place(view, "bulk", places)
    goods = choose_filter_fields(view, "bulk")
    with st.form("bulk_form"):
        with st.container(horizontal=True, gap="small"):
            percent = st.text_input(
                translate("bulk.percent"), key="bulk_percent", placeholder="+5", max_chars=8, width=160
            )
            ending = st.selectbox(
                translate("bulk.ending"),
                _ENDINGS,
                format_func=lambda each: translate("bulk.ending.any") if each is None else f",{each:02d}",
                key="bulk_ending",
                width=180,
            )
            first, last = choose_price_days(view, "bulk")
        is_asked = st.form_submit_button(translate("bulk.preview"), icon=":material/visibility:")
    if is_asked:

        def plan() -> None:
            st.session_state.pop(_PLAN, None)
            rule = PriceRule(_percent(percent or ""), ending)
            if last is not None and last < first:
                raise WrongPrice(translate("goods.title"), "ends before it begins")
            until = None if last is None else last + ONE_DAY
            st.session_state[_PLAN] = plan_bulk_prices(view.store, goods, rule, first, until, location_id=place)

        view.attempt(plan, "bulk.planned")
        show_result(view.words)
    planned = st.session_state.get(_PLAN)
    if planned is not None:
        _draw_plan(view, planned, places)
    _draw_changes(view, places)


def _percent(text: str) -> Decimal:
    try:
        return Decimal(text.strip().removesuffix("%").strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except InvalidOperation:
        raise WrongRule(Decimal(0), None) from None


def _draw_plan(view: GoodsView, plan: BulkPlan, places: dict[int, str]) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_PRICES)
    where = f" · {plain(places[plan.location_id])}" if plan.location_id in places else ""
    st.subheader(translate("bulk.count", count=len(plan.prices)) + where)
    if not plan.prices:
        return
    listed = plan.prices[:LISTED_MAX]
    with view.store.view() as opened:
        products = catalogue.find_products(opened, [each.sku for each in listed])
    frame = pl.DataFrame(
        {
            translate("goods.field.sku"): [each.sku for each in listed],
            translate("goods.field.name"): [products[each.sku].name for each in listed],
            translate("goods.history.before"): [view.money(each.before) for each in listed],
            translate("goods.history.after"): [view.money(each.after) for each in listed],
        }
    )
    figures = figure_columns(translate("goods.history.before"), translate("goods.history.after"))
    st.dataframe(frame, hide_index=True, column_config=figures, alt=translate("bulk.preview"), key="bulk_preview_table")

    def apply() -> None:
        st.session_state.pop(_PLAN, None)
        view.attempt(
            lambda: apply_bulk_prices(view.store, view.actor, plan, at=view.clock()),
            "bulk.done",
            count=len(plan.prices),
        )

    st.button(
        translate("bulk.apply", count=len(plan.prices)),
        key="bulk_apply",
        type="primary",
        on_click=apply,
        disabled=not may,
        help=None if may else translate("goods.who_may_price"),
    )


def _draw_changes(view: GoodsView, places: dict[int, str]) -> None:
    with view.store.view() as opened:
        newest = list(reversed(bulk_changes(opened).values()))[:CHANGES_MAX]
        people = people_by_code(view, opened)
    if not newest:
        return
    st.subheader(view.words.translate("bulk.changes"))
    for each in newest:
        _draw_change(view, each, places, people.get(each.operator or "", each.operator or NOTHING))


def _draw_change(view: GoodsView, change: BulkChange, places: dict[int, str], person: str) -> None:
    translate = view.words.translate

    def undo() -> None:
        view.attempt(lambda: undo_bulk_change(view.store, view.actor, change.id, at=view.clock()), "bulk.undone")

    text = translate("bulk.change", rule=change.rule, count=change.count, first=change.valid_from, operator=person)
    if change.location_id is not None:
        text = f"{places.get(change.location_id, change.location_id)}: {text}"
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(plain(text), width="stretch")
        if len(change.undone) >= change.count:
            st.caption(translate("bulk.taken_back"), width="content")
        else:
            st.button(
                translate("bulk.undo"),
                key=f"bulk_undo_{change.id}",
                icon=":material/undo:",
                on_click=undo,
                disabled=not view.may(Permission.CHANGE_PRICES),
            )
