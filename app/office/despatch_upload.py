"""A despatch advice on the page of deliveries: what the supplier sent is filled in, to be compared with what came."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.counter.peppol_replies import despatch_note
from app.office.delivery_state import DeliverySheet
from app.office.filled_fields import fill
from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from integrations.peppol.reply_reading import DespatchNote
from integrations.peppol.xml_reading import FILE_MAX_BYTES
from models.errors import KassaError
from models.purchasing.arrival import NOTE_LENGTH_MAX
from models.purchasing.purchase_order import PurchaseOrder
from store import catalogue
from store.catalogue.goods_of_code import GoodsOfCode

_FILE, _ANSWER, _NOTE = "delivery_advice", "delivery_advice_answer", "delivery_note"


def draw_advice(visit: OfficeVisit, sheet: DeliverySheet) -> None:
    """Draw the field for the file, and what came of the last one; only for a delivery of an order."""
    if sheet.order is None:
        return
    translate = visit.words.translate
    with st.expander(translate("deliveries.advice"), icon=":material/local_shipping:"):
        st.file_uploader(
            translate("deliveries.advice.file"),
            ["xml"],
            key=_FILE,
            max_upload_size=FILE_MAX_BYTES // (1024 * 1024),
            on_change=partial(_take, visit, sheet, sheet.order),
        )
        answer = st.session_state.get(_ANSWER)
        if isinstance(answer, KassaError):
            st.warning(plain(visit.words.explain(answer)), icon=":material/info:")
        elif answer:
            st.success(plain(translate("deliveries.advice.done", number=str(answer))))


def _take(visit: OfficeVisit, sheet: DeliverySheet, order: PurchaseOrder) -> None:
    """Read the file before the fields are drawn; a file that cannot be used changes nothing."""
    file = st.session_state.get(_FILE)
    if file is None:
        return
    try:
        with visit.store.view() as view:
            note = despatch_note(view, order, file.getvalue())
    except KassaError as error:
        st.session_state[_ANSWER] = error
        return
    _fill_in(visit, sheet, note)
    fill(_NOTE, note.number[:NOTE_LENGTH_MAX])
    st.session_state[_ANSWER] = note.number or "–"


def _fill_in(visit: OfficeVisit, sheet: DeliverySheet, note: DespatchNote) -> None:
    with visit.store.view() as view:
        products = catalogue.find_products(view, [each.sku for each in note.goods])
    sheet.set_all(to_open=False)
    for each in note.goods:
        sheet.count(GoodsOfCode(products[each.sku], each.quantity, each.lot, each.best_before))
