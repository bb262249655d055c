"""From which quantities on a supplier asks less for a product, for those who may see costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial

import streamlit as st

from app.office.goods.goods_view import GoodsView
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.pricing.price_text import parse_amount
from models.purchasing.price_breaks import PriceBreak
from models.purchasing.supplier import SupplierTerm, WrongTerm
from operations.catalogue.price_break_changes import set_price_breaks
from store.price_break_rows import breaks_for


def draw_price_breaks(view: GoodsView, terms: Sequence[SupplierTerm], names: Mapping[str, str]) -> None:
    """Draw the price breaks of each supplier that has terms for a product, and a form that adds one."""
    translate, sku = view.words.translate, terms[0].sku
    with view.store.view() as opened:
        breaks = breaks_for(opened, sku, view.shop.currency)
    with st.expander(translate("goods.breaks"), icon=":material/stairs:", expanded=bool(breaks)):
        st.caption(translate("goods.breaks.help"))
        for term in terms:
            of_supplier = breaks.get(term.supplier_code, ())
            for each in of_supplier:
                _draw_break(view, term, of_supplier, each, names)
        _draw_form(view, {each.supplier_code: breaks.get(each.supplier_code, ()) for each in terms}, sku, names)


def _draw_break(
    view: GoodsView, term: SupplierTerm, breaks: Sequence[PriceBreak], each: PriceBreak, names: Mapping[str, str]
) -> None:
    translate, least = view.words.translate, view.words.number(each.least.normalize())
    with st.container(horizontal=True, vertical_alignment="center"):
        text = translate(
            "goods.breaks.row", supplier=names[term.supplier_code], least=least, cost=view.money(each.cost.minor)
        )
        st.markdown(plain(text), width="stretch")
        st.button(
            translate("goods.breaks.remove"),
            key=f"goods_breaks_{term.sku}_{term.supplier_code}_remove_{each.least.normalize():f}",
            icon=":material/close:",
            type="tertiary",
            disabled=not view.may(Permission.CHANGE_GOODS),
            on_click=partial(_save, view, term.sku, term.supplier_code, [one for one in breaks if one != each]),
        )


def _draw_form(view: GoodsView, breaks: Mapping[str, Sequence[PriceBreak]], sku: str, names: Mapping[str, str]) -> None:
    translate, key = view.words.translate, f"goods_breaks_{sku}"
    with (
        st.form(f"{key}_form", border=False, clear_on_submit=True),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        code = st.selectbox(
            translate("goods.supplier"), list(breaks), format_func=names.__getitem__, key=f"{key}_supplier", width=240
        )
        least = st.text_input(translate("goods.breaks.least"), key=f"{key}_least", max_chars=12, width=160)
        cost = st.text_input(translate("goods.field.cost"), key=f"{key}_cost", max_chars=20, width=160)
        is_submitted = st.form_submit_button(
            translate("goods.breaks.add"), disabled=not view.may(Permission.CHANGE_GOODS)
        )
    if is_submitted:
        view.attempt(
            lambda: _set(view, sku, str(code), [*breaks[str(code)], _parse(view, sku, least or "", cost or "")]),
            "goods.breaks.saved",
        )
        st.rerun()


def _save(view: GoodsView, sku: str, code: str, breaks: Sequence[PriceBreak]) -> None:
    view.attempt(lambda: _set(view, sku, code, breaks), "goods.breaks.saved")


def _set(view: GoodsView, sku: str, code: str, breaks: Sequence[PriceBreak]) -> None:
    set_price_breaks(view.store, view.actor, sku, code, breaks, at=view.clock())


def _parse(view: GoodsView, sku: str, least: str, cost: str) -> PriceBreak:
    try:
        quantity = Decimal(least.strip().replace(",", "."))
    except InvalidOperation:
        raise WrongTerm(sku, "quantity of a price break", "is no number") from None
    return PriceBreak(quantity, parse_amount(cost, view.shop.currency))
