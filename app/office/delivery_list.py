"""What is to come, by supplier, and what came last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from app.office.delivery_state import DeliverySheet, begin, sheet_of_order
from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from models.purchasing.arrival import Arrival, ArrivedGoods
from models.purchasing.order_progress import LineProgress
from models.purchasing.purchase_order import RECEIVABLE, OrderState, PurchaseOrder
from models.shop import fact_number
from store import catalogue, purchasing, received_goods, shop

#: So many deliveries are listed, the newest first.
LISTED = 20
_SUPPLIER, _PLACE = "goods_in_supplier", "goods_in_place"


def draw_open_orders(visit: OfficeVisit, suppliers: Mapping[str, str]) -> None:
    """Draw the orders whose goods may come, and a way to receive goods without an order."""
    translate = visit.words.translate
    with visit.store.view() as view:
        orders = purchasing.orders_in(view, RECEIVABLE)
        progress = received_goods.progress_of_orders(view, [each.id for each in orders])
    if not orders:
        st.info(translate("deliveries.no_orders"), icon=":material/local_shipping:")
    by_supplier = sorted(orders, key=lambda each: (suppliers[each.supplier_code], each.expected_on, each.id))
    for code, group in groupby(by_supplier, key=lambda each: each.supplier_code):
        st.subheader(plain(suppliers[code]))
        for order in group:
            _draw_order(visit, order, progress[order.id])
    with st.expander(translate("deliveries.without"), icon=":material/add:"):
        _draw_without(visit, suppliers)


def _draw_order(visit: OfficeVisit, order: PurchaseOrder, progress: dict[int, LineProgress]) -> None:
    still_open = sum(1 for each in progress.values() if each.still_open)
    key = "deliveries.order_part" if order.state is OrderState.PART_RECEIVED else "deliveries.order"
    day = order.expected_on.isoformat()
    label = visit.words.translate(key, number=fact_number(order.id), day=day, count=still_open)

    def open_sheet() -> None:
        with visit.store.view() as view:
            products = catalogue.find_products(view, [each.sku for each in order.lines])
            fresh = received_goods.progress_of_orders(view, [order.id])[order.id]
        begin(sheet_of_order(order, fresh, products))

    st.button(
        plain(label), key=f"begin_delivery_{order.id}", icon=":material/local_shipping:", width="stretch",
        on_click=open_sheet,
    )  # fmt: skip


def _draw_without(visit: OfficeVisit, suppliers: Mapping[str, str]) -> None:
    translate = visit.words.translate
    if not suppliers:
        st.caption(translate("deliveries.no_supplier"))
        return
    with visit.store.view() as view:
        places = {each.id: each.name for each in shop.all_locations(view)}
    st.selectbox(translate("goods.supplier"), list(suppliers), format_func=lambda each: suppliers[each], key=_SUPPLIER)
    if len(places) > 1:
        st.selectbox(translate("deliveries.location"), list(places), format_func=lambda each: places[each], key=_PLACE)
    st.button(
        translate("deliveries.begin"),
        key="begin_without_order",
        icon=":material/barcode_scanner:",
        on_click=_begin_chosen,
        args=(next(iter(places)),),
    )


def _begin_chosen(only_place: int) -> None:
    """Begin a delivery from the supplier that the field has now, to the place that it has."""
    place = int(st.session_state.get(_PLACE, only_place))
    begin(DeliverySheet(str(st.session_state[_SUPPLIER]), place, None, []))


def draw_latest(visit: OfficeVisit, suppliers: Mapping[str, str], people: Mapping[str, str]) -> None:
    """Draw the deliveries received last."""
    translate = visit.words.translate
    with visit.store.view() as view:
        newest = received_goods.latest_arrivals(view, LISTED)
    if not newest:
        return
    st.subheader(translate("deliveries.latest"))
    st.dataframe(
        [_row(visit, each, suppliers, people) for each in newest],
        hide_index=True,
        alt=translate("deliveries.latest"),
        key="deliveries_latest",
    )


def _row(
    visit: OfficeVisit, arrival: Arrival, suppliers: Mapping[str, str], people: Mapping[str, str]
) -> dict[str, object]:
    translate = visit.words.translate
    return {
        translate("deliveries.at"): visit.time(arrival.at),
        translate("goods.supplier"): suppliers.get(arrival.supplier_code, arrival.supplier_code),
        translate("deliveries.note"): arrival.note_number,
        translate("deliveries.goods"): len([each for each in arrival.goods if each.good]),
        translate("deliveries.remarks"): _remarks(visit, arrival.goods),
        translate("deliveries.by"): people.get(arrival.operator, arrival.operator),
        translate("deliveries.order_number"): "" if arrival.order_id is None else fact_number(arrival.order_id),
    }


def _remarks(visit: OfficeVisit, goods: Sequence[ArrivedGoods]) -> str:
    translate = visit.words.translate
    counts = {
        "damaged": sum(1 for each in goods if each.damaged),
        "cancelled": sum(1 for each in goods if each.cancelled),
        "new_cost": sum(1 for each in goods if each.unit_cost != each.agreed_cost),
    }
    return ", ".join(translate(f"deliveries.remark.{what}", count=count) for what, count in counts.items() if count)
