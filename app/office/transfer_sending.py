"""Sending goods to another location on a phone: scan, how many, and they are on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import uuid4

import streamlit as st

from app.office.filled_fields import empty, entered, fill, quantity_in_field
from app.office.office_visit import OfficeVisit
from app.office.stock_codes import draw_code_field, draw_units
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.catalogue.product import Product
from models.stock.transfer import NOTE_LENGTH_MAX, GoodsToTransfer, SentGoods
from operations.stock.transferring import send_transfer
from store import catalogue, stock
from store.catalogue.goods_of_code import GoodsOfCode

_SKUS, _KEY, _NOTE, _RECEIVER = "transfer_skus", "transfer_request", "transfer_note", "transfer_receiver"


def draw_sending(visit: OfficeVisit, sender_id: int, places: Mapping[int, str]) -> None:
    """Draw where the goods go, the field for a scanner, and the goods that it found."""
    translate = visit.words.translate
    others = [each for each in places if each != sender_id]
    receiver_id: int = others[0]
    if len(others) > 1:
        receiver_id = st.selectbox(
            translate("transfers.to"), others, format_func=lambda each: places[each], key=_RECEIVER
        )
    draw_code_field(visit, "transfer_code", _add)
    skus: list[str] = st.session_state.get(_SKUS, [])
    if not skus:
        return
    with visit.store.view() as view:
        products = catalogue.find_products(view, skus)
        on_shelf = stock.levels_of(view, sender_id, skus)
    for sku in skus:
        _draw_line(visit, products[sku], on_shelf[sku])
    st.text_input(translate("stock.note"), key=_NOTE, max_chars=NOTE_LENGTH_MAX)
    with st.container(horizontal=True, gap="small"):
        st.button(
            translate("transfers.send", place=plain(places[receiver_id])),
            key="send_transfer",
            type="primary",
            icon=":material/local_shipping:",
            disabled=not any(entered(_field(sku)) for sku in skus),
            on_click=partial(_send, visit, sender_id, others[0]),
        )
        st.button(translate("transfers.leave"), key="leave_transfer", on_click=_leave)


def _draw_line(visit: OfficeVisit, product: Product, on_shelf: Decimal) -> None:
    translate = visit.words.translate
    unit = translate(f"goods.unit.{product.unit.value}")
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(f"**{plain(product.name)}**")
            st.caption(
                plain(translate("stock.on_hand", sku=product.sku, units=visit.words.number(on_shelf), unit=unit))
            )
        draw_units(translate("stock.units", unit=unit), product.unit, _field(product.sku))


def _add(goods: GoodsOfCode) -> None:
    """Send these goods; scanned again, there is one more of them."""
    skus, sku = st.session_state.setdefault(_SKUS, []), goods.product.sku
    if not skus:
        st.session_state[_KEY] = uuid4().hex
    if sku not in skus:
        skus.append(sku)
    units = Decimal(str(entered(_field(sku)) or 0)) + goods.units
    fill(_field(sku), quantity_in_field(units, goods.product.unit))


def _send(visit: OfficeVisit, sender_id: int, only_receiver_id: int) -> None:
    def work(actor: Actor, at: datetime) -> None:
        receiver_id = int(st.session_state.get(_RECEIVER, only_receiver_id))
        amounts = {sku: entered(_field(sku)) for sku in st.session_state[_SKUS]}
        goods = tuple(SentGoods(sku, Decimal(f"{units:.3f}").normalize()) for sku, units in amounts.items() if units)
        note = str(st.session_state.get(_NOTE) or "").strip()
        wish = GoodsToTransfer(st.session_state[_KEY], sender_id, receiver_id, goods, note)
        send_transfer(visit.store, actor, wish, at=at)

    if visit.act(work, "transfers.sent"):
        _leave()


def _leave() -> None:
    """Forget the goods."""
    for sku in st.session_state.pop(_SKUS, []):
        empty(_field(sku))
    for key in (_NOTE, _KEY):
        st.session_state.pop(key, None)


def _field(sku: str) -> str:
    return f"transfer_units_{sku}"
