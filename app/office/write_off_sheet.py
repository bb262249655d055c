"""Writing goods off on a phone: scan, how many, why; and what was written off last, with a way back."""

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
from models.stock.lots import NamedLot, named_lot
from models.stock.write_off import NOTE_LENGTH_MAX, REASONS, UnsaleableGoods, WriteOff, WriteOffKind
from operations.stock.writing_off import undo_write_off, write_off_goods
from store import catalogue, stock, write_offs
from store.catalogue.goods_of_code import GoodsOfCode

#: So many are listed, the newest first.
LISTED = 12
_SKU, _UNITS, _KIND, _REASON, _NOTE, _KEY, _LOT = (
    f"write_off_{what}" for what in ("sku", "units", "kind", "reason", "note", "request", "lot")
)


def draw_write_off(visit: OfficeVisit, location_id: int) -> None:
    """Draw the choice of waste or own use, the field for a scanner, and the goods that it found."""
    translate = visit.words.translate
    st.radio(
        translate("stock.kind"),
        list(WriteOffKind),
        horizontal=True,
        format_func=lambda each: translate(f"stock.kind.{each.value}"),
        key=_KIND,
    )
    draw_code_field(visit, "write_off_code", _choose)
    sku = st.session_state.get(_SKU)
    if sku is not None:
        _draw_goods(visit, location_id, sku)


def _choose(goods: GoodsOfCode) -> None:
    """Take these goods; scanned again, there is one more of them. Goods of another lot begin anew."""
    lot = named_lot(goods.product.sku, goods.lot, goods.last_day) if goods.product.has_lots else None
    is_same = st.session_state.get(_SKU) == goods.product.sku and st.session_state.get(_LOT) == lot
    before = entered(_UNITS) if is_same else None
    units = Decimal(str(before or 0)) + goods.units
    fill(_UNITS, quantity_in_field(units, goods.product.unit))
    if before is None:
        st.session_state[_KEY] = uuid4().hex
    st.session_state[_SKU], st.session_state[_LOT] = goods.product.sku, lot


def _draw_goods(visit: OfficeVisit, location_id: int, sku: str) -> None:
    translate, number = visit.words.translate, visit.words.number
    with visit.store.view() as view:
        product = catalogue.get_product(view, sku)
        has = stock.levels_of(view, location_id, [sku])[sku]
    unit = translate(f"goods.unit.{product.unit.value}")
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(product.name)}**")
        of_lot: NamedLot | None = st.session_state.get(_LOT)
        facts = [translate("stock.on_hand", sku=sku, units=number(has), unit=unit)]
        facts += [translate("lots.lot", lot=of_lot.code)] if of_lot else []
        st.caption(plain(" · ".join(facts)))
        draw_units(translate("stock.units", unit=unit), product.unit, _UNITS)
        kind = st.session_state[_KIND]
        st.radio(
            translate("stock.reason"),
            REASONS[kind],
            index=None,
            horizontal=True,
            format_func=lambda each: translate(f"stock.reason.{each.value}"),
            key=f"{_REASON}_{kind}",
        )
        st.text_input(translate("stock.note"), key=_NOTE, max_chars=NOTE_LENGTH_MAX)
        reason = st.session_state.get(f"{_REASON}_{kind}")
        if reason is None:
            st.caption(translate("stock.reason.missing"))
        with st.container(horizontal=True, gap="small"):
            st.button(
                translate(f"stock.save.{kind.value}"),
                key="save_write_off",
                type="primary",
                icon=":material/delete:",
                disabled=reason is None or not entered(_UNITS),
                on_click=partial(_save, visit, location_id, sku),
            )
            st.button(translate("stock.other_goods"), key="leave_write_off", on_click=_leave)


def _save(visit: OfficeVisit, location_id: int, sku: str) -> None:
    kind: WriteOffKind = st.session_state[_KIND]

    def work(actor: Actor, at: datetime) -> None:
        units = Decimal(f"{entered(_UNITS):.3f}").normalize()
        goods = UnsaleableGoods(
            st.session_state[_KEY],
            location_id,
            sku,
            units,
            kind,
            st.session_state[f"{_REASON}_{kind}"],
            str(st.session_state.get(_NOTE) or "").strip(),
        )
        write_off_goods(visit.store, actor, goods, at=at, lot=st.session_state.get(_LOT))

    if visit.act(work, "stock.saved"):
        _leave()


def _leave() -> None:
    """Forget the goods; what they were written off for is the same for the next ones."""
    empty(_UNITS)
    for key in (_SKU, _NOTE, _KEY, _LOT):
        st.session_state.pop(key, None)


def draw_latest_write_offs(visit: OfficeVisit, people: Mapping[str, str]) -> None:
    """Draw what was written off last, each with a button that takes it back."""
    with visit.store.view() as view:
        latest = write_offs.latest_write_offs(view, LISTED)
        names = {
            sku: each.name
            for sku, each in catalogue.find_products(view, [each.goods.sku for each, _ in latest]).items()
        }
    if not latest:
        return
    st.subheader(visit.words.translate("stock.latest"))
    for each, is_undone in latest:
        _draw_latest(visit, each, names, people, is_undone=is_undone)


def _draw_latest(
    visit: OfficeVisit, write_off: WriteOff, names: Mapping[str, str], people: Mapping[str, str], *, is_undone: bool
) -> None:
    translate, goods = visit.words.translate, write_off.goods
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(f"{plain(visit.words.number(goods.units))} × **{plain(names.get(goods.sku, goods.sku))}**")
            kind, reason = translate(f"stock.kind.{goods.kind.value}"), translate(f"stock.reason.{goods.reason.value}")
            facts = [
                f"{kind}: {reason}",
                visit.time(write_off.at),
                people.get(write_off.operator, write_off.operator),
                goods.note,
            ]
            st.caption(plain(" · ".join(each for each in facts if each)))
        if is_undone:
            st.badge(translate("stock.undone"), color="gray")
            return
        st.button(
            translate("stock.undo"),
            key=f"undo_write_off_{write_off.id}",
            icon=":material/undo:",
            on_click=partial(_undo, visit, write_off.id),
        )


def _undo(visit: OfficeVisit, write_off_id: int) -> None:
    visit.press(lambda actor, at: undo_write_off(visit.store, actor, write_off_id, at=at), "stock.undo_done")
