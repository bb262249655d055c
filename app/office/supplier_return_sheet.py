"""Sending goods back to a supplier on a phone: whose they are, scan, how many, and they are off the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import uuid4

import streamlit as st

from app.office.filled_fields import empty, entered, field_of, fill, quantity_in_field
from app.office.office_visit import OfficeVisit
from app.office.stock_codes import draw_code_field, draw_units
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.catalogue.product import Product
from models.purchasing.supplier import chosen_terms
from models.purchasing.supplier_return import NOTE_LENGTH_MAX, GoodsForSupplier, ReturnToSupplier
from operations.purchasing.supplier_claims import return_to_supplier
from store import catalogue, purchasing, shop, stock
from store.catalogue.goods_of_code import GoodsOfCode

_SKUS, _KEY, _NOTE, _SUPPLIER = (f"supplier_return_{what}" for what in ("skus", "request", "note", "supplier"))


def draw_return_sheet(visit: OfficeVisit, location_id: int, suppliers: Mapping[str, str]) -> None:
    """Draw the field for a scanner, the goods that it found, and to whom they go: whose they usually are."""
    translate = visit.words.translate
    draw_code_field(visit, "supplier_return_code", partial(_add, visit))
    skus: list[str] = st.session_state.get(_SKUS, [])
    if not skus:
        return
    codes = list(suppliers)
    drawn, usual = field_of(_SUPPLIER, codes[0])
    code = st.selectbox(
        translate("goods.supplier"),
        codes,
        codes.index(usual) if usual in suppliers else 0,
        format_func=lambda each: suppliers[each],
        key=drawn,
    )
    with visit.store.view() as view:
        products = catalogue.find_products(view, skus)
        on_shelf = stock.levels_of(view, location_id, skus)
    for sku in skus:
        _draw_line(visit, products[sku], on_shelf[sku])
    st.text_input(translate("stock.note"), key=_NOTE, max_chars=NOTE_LENGTH_MAX)
    with st.container(horizontal=True, gap="small"):
        st.button(
            translate("claims.send_to", name=plain(suppliers[str(code)])),
            key="send_supplier_return",
            type="primary",
            icon=":material/assignment_return:",
            disabled=not any(entered(_field(sku)) for sku in skus),
            on_click=partial(_send, visit, location_id),
        )
        st.button(translate("transfers.leave"), key="leave_supplier_return", on_click=_leave)


def _draw_line(visit: OfficeVisit, product: Product, on_shelf: Decimal) -> None:
    translate = visit.words.translate
    unit = translate(f"goods.unit.{product.unit.value}")
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{plain(product.name)}**")
        st.caption(plain(translate("stock.on_hand", sku=product.sku, units=visit.words.number(on_shelf), unit=unit)))
        draw_units(translate("stock.units", unit=unit), product.unit, _field(product.sku))


def _add(visit: OfficeVisit, goods: GoodsOfCode) -> None:
    """Send these goods; scanned again, there is one more of them. The first ones choose the supplier."""
    skus, sku = st.session_state.setdefault(_SKUS, []), goods.product.sku
    if not skus:
        st.session_state[_KEY] = uuid4().hex
        with visit.store.view() as view:
            usual = chosen_terms(purchasing.terms_for(view, sku, shop.get_shop(view).currency))
        if sku in usual:
            fill(_SUPPLIER, usual[sku].supplier_code)
    if sku not in skus:
        skus.append(sku)
    units = Decimal(str(entered(_field(sku)) or 0)) + goods.units
    fill(_field(sku), quantity_in_field(units, goods.product.unit))


def _send(visit: OfficeVisit, location_id: int) -> None:
    def work(actor: Actor, at: datetime) -> None:
        amounts = {sku: entered(_field(sku)) for sku in st.session_state[_SKUS]}
        goods = tuple(
            GoodsForSupplier(sku, Decimal(f"{units:.3f}").normalize()) for sku, units in amounts.items() if units
        )
        note = str(st.session_state.get(_NOTE) or "").strip()
        wish = ReturnToSupplier(st.session_state[_KEY], entered(_SUPPLIER), location_id, goods, note)
        return_to_supplier(visit.store, actor, wish, at=at)

    if visit.act(work, "claims.sent"):
        _leave()


def _leave() -> None:
    """Forget the goods."""
    for sku in st.session_state.pop(_SKUS, []):
        empty(_field(sku))
    empty(_SUPPLIER)
    for key in (_NOTE, _KEY):
        st.session_state.pop(key, None)


def _field(sku: str) -> str:
    return f"supplier_return_units_{sku}"
