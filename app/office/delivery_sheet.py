"""Receiving a delivery on a phone: what came of each line, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import streamlit as st

from app.office.delivery_state import DeliverySheet, ListedGoods, leave
from app.office.despatch_upload import draw_advice
from app.office.filled_fields import entered, field_of
from app.office.office_visit import OfficeVisit
from app.office.stock_codes import draw_code_field, draw_units
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.pricing.price_text import parse_amount
from models.purchasing.arrival import NOTE_LENGTH_MAX, CountedDelivery, CountedGoods, RestOfOrder
from models.purchasing.supplier import SupplierTerm
from models.shop import fact_number
from models.stock.lots import LOT_LENGTH_MAX
from operations.purchasing.receiving import receive_goods
from store import purchasing, shop

#: Goods may be received so many days after their last day, and before it.
LAST_DAY_BEFORE, LAST_DAY_AFTER = 60, 3_650
_NOTE, _REST, _PROMISED, _FREIGHT = "delivery_note", "delivery_rest", "delivery_promised", "delivery_freight"


def draw_sheet(visit: OfficeVisit, sheet: DeliverySheet, suppliers: Mapping[str, str]) -> None:
    """Draw the delivery that is being received; ``suppliers`` are the names by code."""
    translate = visit.words.translate
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(suppliers.get(sheet.supplier_code, sheet.supplier_code)), width="stretch")
        st.button(translate("deliveries.leave"), key="leave_delivery", icon=":material/arrow_back:", on_click=leave)
    if sheet.order is not None:
        st.caption(translate("deliveries.of_order", number=fact_number(sheet.order.id)))
    draw_advice(visit, sheet)
    _draw_scan(visit, sheet)
    terms = _terms(visit, sheet)
    for each in sheet.goods:
        _draw_goods(visit, sheet, each, terms.get(each.product.sku))
    _draw_end(visit, sheet)


def _terms(visit: OfficeVisit, sheet: DeliverySheet) -> dict[str, SupplierTerm]:
    """What the supplier asks, for those who may see costs."""
    if not visit.may(Permission.SEE_COSTS):
        return {}
    with visit.store.view() as view:
        return purchasing.terms_of(view, sheet.supplier_code, shop.get_shop(view).currency)


def _draw_scan(visit: OfficeVisit, sheet: DeliverySheet) -> None:
    translate = visit.words.translate
    draw_code_field(visit, "delivery_code", sheet.count, "deliveries.scan.help", sheet.supplier_code)
    if not sheet.order:
        return
    with st.container(horizontal=True, gap="small"):
        for word, to_open, icon in (("all", True, "done_all"), ("none", False, "exposure_zero")):
            st.button(
                translate(f"deliveries.{word}"),
                key=f"set_delivery_{word}",
                icon=f":material/{icon}:",
                on_click=partial(sheet.set_all, to_open=to_open),
            )


def _draw_goods(visit: OfficeVisit, sheet: DeliverySheet, goods: ListedGoods, term: SupplierTerm | None) -> None:
    translate = visit.words.translate
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            with st.container(gap="xxsmall", width="stretch"):
                st.markdown(f"**{plain(goods.product.name)}**")
                st.caption(plain(_expected(visit, goods)))
            _draw_quantity(visit, goods, "good")
            st.button(
                translate("deliveries.more"),
                key=f"open_delivery_{goods.name}",
                icon=":material/tune:",
                on_click=partial(sheet.opened.add, goods.name),
                disabled=goods.name in sheet.opened,
            )
        if goods.product.has_lots:
            _draw_lot(visit, sheet, goods)
        if goods.name in sheet.opened:
            _draw_more(visit, sheet, goods, term)


def _draw_lot(visit: OfficeVisit, sheet: DeliverySheet, goods: ListedGoods) -> None:
    """Lot and best-before day as the package has them; a scan of its square code fills both."""
    translate = visit.words.translate
    today = visit.clock().date()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        drawn, lot = field_of(goods.field_key("lot"), "")
        st.text_input(translate("deliveries.lot"), lot, key=drawn, max_chars=LOT_LENGTH_MAX, width=180)
        drawn, last_day = field_of(goods.field_key("last_day"))
        st.date_input(
            translate("deliveries.last_day"),
            last_day,
            min(today - timedelta(days=LAST_DAY_BEFORE), last_day or today),
            max(today + timedelta(days=LAST_DAY_AFTER), last_day or today),
            key=drawn,
            format="YYYY-MM-DD",
            width=170,
        )
        st.button(
            translate("deliveries.another_lot"),
            key=f"another_lot_{goods.name}",
            icon=":material/add:",
            on_click=partial(sheet.add_lot, goods),
        )


def _expected(visit: OfficeVisit, goods: ListedGoods) -> str:
    number = visit.words.number
    unit = "" if goods.is_whole else " " + visit.words.translate(f"goods.unit.{goods.product.unit.value}")
    if goods.beside is not None:
        return visit.words.translate("deliveries.same_line", sku=goods.product.sku)
    if goods.position is None:
        return visit.words.translate("deliveries.not_ordered", sku=goods.product.sku)
    key = "deliveries.expected" if goods.still_open == goods.ordered else "deliveries.expected_rest"
    values = {"open": number(goods.still_open), "ordered": number(goods.ordered), "unit": unit}
    return visit.words.translate(key, sku=goods.product.sku, **values)


def _draw_quantity(visit: OfficeVisit, goods: ListedGoods, what: str) -> None:
    draw_units(visit.words.translate(f"deliveries.{what}"), goods.product.unit, goods.field_key(what))


def _draw_more(visit: OfficeVisit, sheet: DeliverySheet, goods: ListedGoods, term: SupplierTerm | None) -> None:
    """What is seldom: damaged goods, a new cost, goods that came instead of others."""
    translate = visit.words.translate
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _draw_quantity(visit, goods, "damaged")
        if visit.may(Permission.SEE_COSTS):
            agreed = translate("deliveries.no_cost") if term is None else visit.words.money(term.cost)
            st.text_input(
                translate("deliveries.cost"),
                key=goods.field_key("cost"),
                max_chars=20,
                placeholder=agreed,
                width=150,
            )
    if goods.position is None and goods.beside is None and sheet.order is not None:
        lines = {each.position: each.product.name for each in sheet.goods if each.position is not None}
        st.selectbox(
            translate("deliveries.instead"),
            [None, *lines],
            format_func=lambda at: translate("deliveries.extra") if at is None else lines[at],
            key=goods.field_key("instead"),
        )


def _draw_end(visit: OfficeVisit, sheet: DeliverySheet) -> None:
    translate = visit.words.translate
    missing = [each for each in sheet.goods if each.position is not None and _missing(sheet, each) > 0]
    if missing:
        st.radio(
            translate("deliveries.rest", count=len(missing)),
            list(RestOfOrder),
            format_func=lambda each: translate(f"deliveries.rest.{each.value}"),
            key=_REST,
        )
        if st.session_state.get(_REST) is RestOfOrder.BACK_ORDERED:
            today = visit.clock().date()
            st.date_input(
                translate("deliveries.promised"),
                None,
                today,
                today + timedelta(days=730),
                key=_PROMISED,
                format="YYYY-MM-DD",
            )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        drawn, note = field_of(_NOTE, "")
        st.text_input(translate("deliveries.note"), note, key=drawn, max_chars=NOTE_LENGTH_MAX, width=220)
        if visit.may(Permission.SEE_COSTS):
            st.text_input(translate("deliveries.freight"), key=_FREIGHT, max_chars=20, width=150)
    st.button(
        translate("deliveries.receive"),
        key="receive_delivery",
        type="primary",
        icon=":material/inventory:",
        width="stretch",
        on_click=partial(_receive, visit, sheet, has_rest=bool(missing)),
    )


def _missing(sheet: DeliverySheet, goods: ListedGoods) -> Decimal:
    """What is short of a line, with what came instead of it."""
    instead = [each for each in sheet.goods if _order_line(each) == goods.position and each.position is None]
    return goods.still_open - sum((each.read("good") + each.read("damaged") for each in (goods, *instead)), Decimal(0))


def _order_line(goods: ListedGoods) -> int | None:
    chosen: int | None = goods.beside or st.session_state.get(goods.field_key("instead"))
    return chosen if goods.position is None else goods.position


def _receive(visit: OfficeVisit, sheet: DeliverySheet, *, has_rest: bool) -> None:
    with visit.store.view() as view:
        currency = shop.get_shop(view).currency

    def work(actor: Actor, at: datetime) -> None:
        receive_goods(visit.store, actor, _counted(sheet, currency, has_rest=has_rest), at=at)

    if visit.act(work, "deliveries.received", count=len(sheet.goods)):
        leave()


def _counted(sheet: DeliverySheet, currency: str, *, has_rest: bool) -> CountedDelivery:
    """The delivery as it was entered; raises what :class:`CountedDelivery` or an amount raises."""
    delivered_before = {each.position: each.delivered_before for each in sheet.goods if each.position is not None}
    goods = [
        CountedGoods(
            each.product.sku,
            each.read("good"),
            each.read("damaged"),
            _order_line(each),
            delivered_before.get(_order_line(each) or 0, Decimal(0)),
            _amount(st.session_state.get(each.field_key("cost")), currency),
            each.lot() if each.product.has_lots else None,
        )
        for each in sheet.goods
    ]
    promised: date | None = st.session_state.get(_PROMISED)
    return CountedDelivery(
        sheet.key,
        tuple(each for each in goods if each.good or each.damaged),
        None if sheet.order is None else sheet.order.id,
        sheet.supplier_code,
        sheet.location_id,
        str(entered(_NOTE) or "").strip(),
        _amount(st.session_state.get(_FREIGHT), currency),
        st.session_state.get(_REST, RestOfOrder.OPEN) if has_rest else RestOfOrder.OPEN,
        promised,
    )


def _amount(typed: object, currency: str) -> Money | None:
    text = str(typed or "").strip()
    return parse_amount(text, currency) if text else None
