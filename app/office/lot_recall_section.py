"""Where the goods of a lot came from and went, and recalling it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import streamlit as st

from app.office.filled_fields import entered, field_of, fill
from app.office.office_visit import OfficeVisit
from app.office.stock_codes import draw_code_field
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.stock.lots import LOT_LENGTH_MAX
from operations.stock.recalling import RecallWish, recall_lot
from store import purchasing, shop
from store.analysis.lot_reports import LotHistory, lot_history
from store.catalogue.goods_of_code import GoodsOfCode
from store.lot_levels import UnknownLot, codes_of

_SKU, _LOT = "recall_sku", "recall_lot"


def draw_recall(visit: OfficeVisit) -> None:
    """Draw the question for a lot and, once it is codes, what became of its goods."""
    translate = visit.words.translate
    with st.expander(translate("lots.recall"), icon=":material/report:", key="recall_section"):
        st.caption(translate("lots.recall.help"))
        draw_code_field(visit, "recall_code", _choose)
        sku = st.session_state.get(_SKU)
        if sku is None:
            return
        with visit.store.view() as view:
            codes = codes_of(view, sku)
        if not codes:
            st.info(translate("lots.no_lots", sku=plain(sku)))
            return
        drawn, lot = field_of(_LOT, "")
        st.text_input(
            translate("lots.which"),
            lot,
            key=drawn,
            max_chars=LOT_LENGTH_MAX,
            help=translate("lots.which.help", lots=", ".join(codes[:12])),
        )
        code = str(entered(_LOT) or "").strip()
        if code:
            _draw_history(visit, sku, code)
        else:
            st.caption(plain(translate("lots.which.help", lots=", ".join(codes[:12]))))


def _choose(goods: GoodsOfCode) -> None:
    st.session_state[_SKU] = goods.product.sku
    fill(_LOT, goods.lot or "")


def _draw_history(visit: OfficeVisit, sku: str, code: str) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        try:
            history = lot_history(view, sku, code)
        except UnknownLot as error:
            st.warning(visit.words.explain(error), icon=":material/info:")
            return
        places = {each.id: each.name for each in shop.all_locations(view)}
        suppliers = {code: each.name for code, each in purchasing.all_suppliers(view).items()}
    is_recalled = history.state.is_recalled
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(history.name)}** · {plain(translate('lots.lot', lot=code))}", width="stretch")
        if is_recalled:
            st.badge(translate("lots.recalled"), color="red", icon=":material/report:")
    left = ", ".join(f"{places.get(place, place)}: {visit.words.number(has)}" for place, has in history.left.items())
    st.markdown(plain(translate("lots.still_here", left=left or "0")))
    _draw_deliveries(visit, history, suppliers)
    _draw_receipts(visit, history)
    st.button(
        translate("lots.lift" if is_recalled else "lots.do_recall"),
        key="recall_this_lot",
        type="secondary" if is_recalled else "primary",
        icon=":material/undo:" if is_recalled else ":material/report:",
        on_click=partial(_recall, visit, sku, code, is_lifted=is_recalled),
    )


def _draw_deliveries(visit: OfficeVisit, history: LotHistory, suppliers: Mapping[str, str]) -> None:
    translate = visit.words.translate
    rows = [
        {
            translate("lots.at"): visit.time(each.at),
            translate("lots.units"): visit.words.number(each.units),
            translate("lots.supplier"): suppliers.get(each.supplier_code, each.supplier_code),
            translate("lots.note"): each.note_number,
        }
        for each in history.deliveries
    ]
    st.markdown(translate("lots.deliveries", count=len(rows)))
    if rows:
        st.dataframe(rows, hide_index=True)


def _draw_receipts(visit: OfficeVisit, history: LotHistory) -> None:
    translate = visit.words.translate
    rows = [
        {
            translate("lots.at"): visit.time(each.at),
            translate("lots.units"): visit.words.number(each.units),
            translate("lots.receipt"): str(each.receipt_number),
            translate("lots.till"): str(each.device_id),
            translate("lots.member"): each.member or "",
            translate("lots.certain"): translate("lots.sure" if each.is_certain else "lots.perhaps"),
        }
        for each in history.sales
    ]
    st.markdown(translate("lots.receipts", count=len(rows)))
    if rows:
        st.dataframe(rows, hide_index=True)


def _recall(visit: OfficeVisit, sku: str, code: str, *, is_lifted: bool) -> None:
    def work(actor: Actor, at: datetime) -> None:
        recall_lot(visit.store, actor, RecallWish(sku, code, is_lifted=is_lifted), at=at)

    visit.act(work, "lots.lifted" if is_lifted else "lots.was_recalled")
