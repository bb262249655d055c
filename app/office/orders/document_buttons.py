"""Buttons for the documents of one order: paper, table, and the Peppol order where both sides have an id."""

from __future__ import annotations

import streamlit as st

from app.counter.order_document import OrderFile, order_files
from app.counter.peppol_order import peppol_order
from app.office.office_visit import OfficeVisit
from models.errors import Refused
from models.purchasing.purchase_order import PurchaseOrder


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
        _draw_file(visit, message, "peppol")
    else:
        st.button(translate("orders.peppol"), key="orders_peppol", disabled=True, help=reason)


def _draw_file(visit: OfficeVisit, file: OrderFile, key: str) -> None:
    st.download_button(
        visit.words.translate(f"orders.{key}"),
        file.content,
        file.name,
        file.media,
        key=f"orders_{key}",
        on_click="ignore",
    )
