"""What the supplier answered: typed in, or as a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import streamlit as st

from app.counter.peppol_replies import is_peppol, take_response
from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from integrations.order_documents.order_answer import read_answer
from models.access.actor import Actor
from models.catalogue.product import Product
from models.pricing.price_text import parse_amount
from models.purchasing.order_steps import QUANTITY_MAX, REFERENCE_LENGTH_MAX, AnsweredLine, SupplierAnswer
from models.purchasing.purchase_order import PurchaseOrder
from operations.purchasing.answer_codes import codes_of_order
from operations.purchasing.order_changes import answer_order

#: What the last Peppol answer replaces, with the order that it was for.
_SUBSTITUTES = "orders_substitutes"


def draw_answer(visit: OfficeVisit, order: PurchaseOrder, products: Mapping[str, Product]) -> None:
    """Draw the form of an answer: the supplier's number, the day, and what differs for one product or in a file."""
    translate = visit.words.translate
    about, names = st.session_state.get(_SUBSTITUTES, (0, ()))
    if about == order.id and names:
        st.info(plain(translate("orders.answer.substitutes", goods=", ".join(names))), icon=":material/swap_horiz:")
    with st.expander(translate("orders.answer"), icon=":material/handshake:"), st.form("orders_answer", border=False):
        with st.container(horizontal=True):
            number = st.text_input(
                translate("orders.answer.number"), order.reference, REFERENCE_LENGTH_MAX, key="answer_number"
            )
            day = st.date_input(
                translate("orders.answer.day"), order.expected_on, key="answer_day", format="YYYY-MM-DD"
            )
        line = _draw_difference(visit, order, products)
        file = st.file_uploader(translate("orders.answer.file"), ["csv", "xml"], key="answer_file")
        is_submitted = st.form_submit_button(translate("orders.answer.save"))
    if is_submitted:
        content = file.getvalue() if file is not None else None
        _save(visit, order, (number or "", day), content, line)


def _draw_difference(
    visit: OfficeVisit, order: PurchaseOrder, products: Mapping[str, Product]
) -> tuple[str | None, float, str]:
    """The product that comes otherwise than it was ordered, how much of it, and what a unit costs where it differs."""
    translate = visit.words.translate
    with st.container(horizontal=True):
        sku = st.selectbox(
            translate("orders.answer.differs"),
            [None, *(line.sku for line in order.lines)],
            format_func=lambda each: translate("orders.answer.as_ordered") if each is None else products[each].name,
            key="answer_sku",
        )
        quantity = st.number_input(
            translate("orders.answer.quantity"), 0.0, float(QUANTITY_MAX), 0.0, 1.0, key="answer_quantity"
        )
        cost = st.text_input(translate("orders.answer.cost"), max_chars=20, key="answer_cost")
    return sku, quantity, cost


def _save(
    visit: OfficeVisit,
    order: PurchaseOrder,
    head: tuple[str, date],
    content: bytes | None,
    line: tuple[str | None, float, str],
) -> None:
    sku, quantity, cost = line

    def save(actor: Actor, at: datetime) -> None:
        if content is not None and is_peppol(content):
            reply = take_response(visit.store, actor, order.id, content, at=at).reply
            st.session_state[_SUBSTITUTES] = (order.id, reply.substitutes)
            return
        lines: tuple[AnsweredLine, ...] = ()
        if content is not None:
            with visit.store.view() as view:
                lines = read_answer(content, codes_of_order(view, order), order.currency)
        if sku is not None:
            unit_cost = parse_amount(cost, order.currency) if cost.strip() else None
            lines = (*lines, AnsweredLine(sku, round(Decimal(str(quantity)), 3), unit_cost))
        answer_order(visit.store, actor, order.id, SupplierAnswer(*head, lines), at=at)

    visit.act(save, "orders.answered")
    st.rerun()
