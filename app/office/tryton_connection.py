"""Tryton on the page of the bookkeeping program: connect it, see which goods it gets, and exchange goods and orders."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.counter.book_connection import connect_tryton
from app.counter.erp_exchange import goods_for_erp
from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit
from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.dispatch.service_tokens import ServiceAccount
from operations.dispatch.book_queue import queue_exchange

LENGTH_MAX = 200
#: So many products are shown before they are sent.
SHOWN = 20


def draw_tryton_form(visit: OfficeVisit) -> None:
    """Where the shop's own Tryton is, and who the shop is there."""
    translate, may = visit.words.translate, visit.may(Permission.CHANGE_SHOP)

    def connect(actor: Actor, at: datetime) -> None:
        address, user, password = (
            str(st.session_state.get(f"tryton_{each}", "")).strip() for each in ("address", "user", "password")
        )
        connect_tryton(visit.store, actor, ServiceAccount(user, password, address), at=at)

    with st.expander(translate("accounting.tryton")), st.form("form_tryton", border=False):
        st.caption(translate("accounting.tryton_about"))
        st.text_input(
            translate("accounting.tryton_address"),
            key="tryton_address",
            max_chars=LENGTH_MAX,
            help=translate("accounting.tryton_address_help"),
        )
        st.text_input(translate("accounting.tryton_user"), key="tryton_user", max_chars=LENGTH_MAX)
        st.text_input(
            translate("accounting.tryton_password"), key="tryton_password", type="password", max_chars=LENGTH_MAX
        )
        st.form_submit_button(
            translate("accounting.tryton_connect"),
            type="primary",
            disabled=not may,
            help=visit.whom_to_ask(Permission.CHANGE_SHOP),
            on_click=visit.press,
            args=(connect, "accounting.done"),
        )


def draw_exchange(visit: OfficeVisit) -> None:
    """The goods that would go there, and a button that exchanges them, orders and deliveries now."""
    translate = visit.words.translate
    st.subheader(translate("accounting.exchange_title"))
    st.caption(translate("accounting.exchange_about"))
    with visit.store.view() as view:
        goods = goods_for_erp(view, visit.clock())
    st.markdown(translate("accounting.exchange_goods", count=len(goods)))
    name, price, cost = (translate(f"accounting.column.{each}") for each in ("product", "net_price", "cost"))
    rows = [
        {
            "SKU": each.sku,
            name: each.name,
            price: f"{each.price:f}",
            cost: "" if each.cost is None else f"{each.cost:f}",
        }
        for each in goods[:SHOWN]
    ]
    if rows:
        columns, alt = figure_columns(price, cost), translate("accounting.exchange_title")
        st.dataframe(rows, hide_index=True, column_config=columns, alt=alt, key="exchange_goods")

    def ask(actor: Actor, at: datetime) -> None:
        queue_exchange(visit.store, actor, at=at)

    st.button(
        translate("accounting.exchange"),
        key="accounting_exchange",
        icon=":material/sync_alt:",
        on_click=visit.press,
        args=(ask, "accounting.exchanging"),
    )


def name_of_document(visit: OfficeVisit, each: Dispatch, numbers: dict[int, tuple[int, int]]) -> str:
    """How the list calls what was sent: a Z report, a closing of the office, or an exchange."""
    if each.kind is DispatchKind.ERP_EXCHANGE:
        return visit.words.translate("mail.kind.erp_exchange")
    till, number = numbers.get(each.subject_id, (0, 0))
    return f"Z {till}-{number}" if till else f"{number}"
