"""What suppliers ask for one product, for those who may see costs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.goods.goods_view import NOTHING, GoodsView
from app.office.goods.price_break_section import draw_price_breaks
from models.access.permission import Permission
from models.catalogue.product import Product
from models.pricing.price_text import parse_amount
from models.purchasing.supplier import Supplier, SupplierTerm, WrongTerm
from operations.catalogue.supplier_changes import DAYS_MAX, NAME_LENGTH_MAX, add_supplier
from operations.catalogue.term_changes import set_term
from store import purchasing


def draw_terms(view: GoodsView, product: Product) -> None:
    """Draw the suppliers of a product, and a form that sets what one of them asks."""
    translate = view.words.translate
    if not view.sees_costs:
        st.caption(translate("goods.who_sees_costs"))
        return
    with view.store.view() as opened:
        suppliers = purchasing.all_suppliers(opened)
        terms = purchasing.terms_for(opened, product.sku, view.shop.currency)
    if terms:
        _draw_list(view, terms, suppliers)
        draw_price_breaks(view, terms, {code: each.name for code, each in suppliers.items()})
    else:
        st.caption(translate("goods.term.none"))
    if suppliers:
        _draw_form(view, product, suppliers)
    else:
        st.caption(translate("goods.term.no_supplier"))
    with st.expander(translate("goods.supplier.new"), icon=":material/add:", expanded=not suppliers):
        _draw_new_supplier(view, f"goods_supplier_{product.sku}")


def _draw_new_supplier(view: GoodsView, key: str) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    with st.form(f"{key}_form", border=False, clear_on_submit=True):
        with st.container(horizontal=True, gap="small"):
            name = st.text_input(
                translate("goods.supplier.name"), key=f"{key}_name", max_chars=NAME_LENGTH_MAX, width=280
            )
            days = {
                field: st.number_input(
                    translate(f"goods.field.{field}"), least, DAYS_MAX, value, key=f"{key}_{field}", width=180
                )
                for field, least, value in (("lead_time_days", 0, 3), ("order_days", 1, 7))
            }
        is_submitted = st.form_submit_button(translate("goods.supplier.add"), disabled=not may)
    if is_submitted:

        def save() -> None:
            lead_time, order_days = int(days["lead_time_days"]), int(days["order_days"])
            add_supplier(
                view.store,
                view.actor,
                name or "",
                lead_time_days=lead_time,
                review_period_days=order_days,
                at=view.clock(),
            )

        view.attempt(save, "goods.supplier.added")
        st.rerun()


def _draw_list(view: GoodsView, terms: list[SupplierTerm], suppliers: dict[str, Supplier]) -> None:
    translate = view.words.translate
    frame = pl.DataFrame(
        {
            translate("goods.supplier"): [suppliers[each.supplier_code].name for each in terms],
            translate("goods.field.cost"): [view.money(each.cost.minor) for each in terms],
            translate("goods.field.case_pack"): [view.words.number(each.case_pack) for each in terms],
            translate("goods.field.moq"): [view.words.number(each.moq) for each in terms],
            translate("goods.field.lead_time_days"): [
                str(
                    suppliers[each.supplier_code].lead_time_days if each.lead_time_days is None else each.lead_time_days
                )
                for each in terms
            ],
            translate("goods.field.order_days"): [
                str(suppliers[each.supplier_code].review_period_days) for each in terms
            ],
            translate("goods.field.supplier_sku"): [each.supplier_sku or NOTHING for each in terms],
            translate("goods.field.preferred"): [translate("goods.yes") if each.preferred else "" for each in terms],
        }
    )
    figures = ("cost", "case_pack", "moq", "lead_time_days", "order_days")
    st.dataframe(
        frame,
        hide_index=True,
        column_config=figure_columns(*(translate(f"goods.field.{each}") for each in figures)),
        alt=translate("goods.tab.buying"),
        key=f"goods_terms_{terms[0].sku}",
    )


def _draw_form(view: GoodsView, product: Product, suppliers: dict[str, Supplier]) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    key = f"goods_term_{product.sku}"
    with st.form(f"{key}_form"):
        with st.container(horizontal=True, gap="small"):
            code = st.selectbox(
                translate("goods.supplier"),
                list(suppliers),
                format_func=lambda each: suppliers[each].name,
                key=f"{key}_supplier",
                width=240,
            )
            cost = st.text_input(translate("goods.field.cost"), key=f"{key}_cost", max_chars=20, width=160)
            pack = st.text_input(translate("goods.field.case_pack"), "1", key=f"{key}_pack", max_chars=12, width=140)
            moq = st.text_input(translate("goods.field.moq"), "0", key=f"{key}_moq", max_chars=12, width=140)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            days = st.text_input(
                translate("goods.field.lead_time_days"),
                key=f"{key}_days",
                help=translate("goods.field.lead_time_days.help"),
                max_chars=3,
                width=180,
            )
            number = st.text_input(translate("goods.field.supplier_sku"), key=f"{key}_sku", max_chars=40, width=200)
            preferred = st.checkbox(translate("goods.field.preferred"), value=True, key=f"{key}_preferred")
        is_submitted = st.form_submit_button(translate("goods.term.save"), disabled=not may)
    if not is_submitted:
        return

    def save() -> None:
        term = SupplierTerm(
            product.sku,
            str(code),
            parse_amount(cost or "", view.shop.currency),
            _units(product.sku, "case pack", pack or ""),
            _units(product.sku, "least quantity", moq or ""),
            preferred=preferred,
        )
        lead_time = _units(product.sku, "lead time", days) if (days or "").strip() else None
        number_there = (number or "").strip() or None
        whole = replace(term, supplier_sku=number_there, lead_time_days=None if lead_time is None else int(lead_time))
        set_term(view.store, view.actor, whole, at=view.clock())

    view.attempt(save, "goods.term.saved")
    st.rerun()


def _units(sku: str, field: str, text: str) -> Decimal:
    try:
        return round(Decimal(text.strip().replace(",", ".")), 3)
    except InvalidOperation:
        raise WrongTerm(sku, field, "is no number") from None
