"""Buttons for the documents of one order: paper, table, and the Peppol order where both sides have an id."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.counter.order_document import OrderFile, order_files
from app.counter.peppol_order import peppol_order
from app.office.office_visit import OfficeVisit
from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.purchasing.purchase_order import PurchaseOrder
from operations.dispatch.document_export import WrittenDocument, record_order_export


def draw_order_files(visit: OfficeVisit, order: PurchaseOrder) -> None:
    """Draw a button for each document; they are there in any state of the order."""
    translate = visit.words.translate
    with visit.store.view() as view:
        paper, table = order_files(view, order, visit.words.language)
        try:
            message: OrderFile | None = peppol_order(view, order)
        except Refused as missing:
            message, reason = None, visit.words.explain(missing)
    for file, key in ((paper, "print"), (table, "csv")):
        _draw_file(visit, file, key)
    if message is not None:
        _draw_message(visit, order, message)
    else:
        st.button(translate("orders.peppol"), key="orders_peppol", disabled=True, help=reason)


def _draw_message(visit: OfficeVisit, order: PurchaseOrder, file: OrderFile) -> None:
    """The order for the Peppol network: whoever takes it is recorded first."""

    def record(actor: Actor, at: datetime) -> None:
        record_order_export(visit.store, actor, WrittenDocument("order", order.id, file.name, file.content), at=at)

    st.download_button(
        visit.words.translate("orders.peppol"),
        file.content,
        file.name,
        file.media,
        key="orders_peppol",
        disabled=not visit.may(Permission.EXPORT_ORDERS),
        help=visit.whom_to_ask(Permission.EXPORT_ORDERS),
        on_click=visit.press,
        args=(record, "receipts.invoice_taken"),
    )


def _draw_file(visit: OfficeVisit, file: OrderFile, key: str) -> None:
    st.download_button(
        visit.words.translate(f"orders.{key}"),
        file.content,
        file.name,
        file.media,
        key=f"orders_{key}",
        on_click="ignore",
    )
