"""Receiving goods from another location on a phone: all at once, or each by scan with what differs and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import uuid4

import streamlit as st

from app.office.filled_fields import entered, fill, fill_if_other, quantity_in_field
from app.office.office_visit import OfficeVisit
from app.office.stock_codes import draw_code_field, draw_optional_units
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.catalogue.product import Product
from models.stock.transfer import NOTE_LENGTH_MAX, GoodsOfTransfer, Transfer, TransferReceipt, TransferVariance
from operations.stock.transferring import receive_transfer
from store import catalogue, transfers
from store.catalogue.goods_of_code import GoodsOfCode

_SHEET, _NOTE = "transfer_sheet", "transfer_came_note"
_ZERO = Decimal(0)


class TransferSheet:
    """What came of a transfer so far, by SKU; products that nobody looked for yet are not in it."""

    def __init__(self, transfer: Transfer) -> None:
        self.transfer, self.key = transfer, uuid4().hex
        self.skus = list(transfer.units)
        self.good: dict[str, Decimal] = {}
        self.damaged: dict[str, Decimal] = {}

    def sent_units(self, sku: str) -> Decimal:
        """How much of a product was sent."""
        return self.transfer.units.get(sku, _ZERO)

    def differs(self, sku: str) -> bool:
        """Whether other goods came than were sent."""
        return sku in self.good and (self.good[sku] != self.sent_units(sku) or self.damaged.get(sku, _ZERO) > 0)


def begun_transfer() -> TransferSheet | None:
    """The transfer that somebody is checking, if there is one."""
    sheet: TransferSheet | None = st.session_state.get(_SHEET)
    return sheet


def begin_receiving(visit: OfficeVisit, transfer_id: int) -> None:
    """Check the goods of a transfer from now on."""
    with visit.store.view() as view:
        st.session_state[_SHEET] = TransferSheet(transfers.get_transfer(view, transfer_id))


def receive_all(visit: OfficeVisit, transfer_id: int) -> None:
    """Receive everything that was sent."""

    def work(actor: Actor, at: datetime) -> None:
        receive_transfer(visit.store, actor, transfer_id, TransferReceipt(f"all {transfer_id}"), at=at)

    visit.act(work, "transfers.received")


def draw_receiving(visit: OfficeVisit, sheet: TransferSheet, places: Mapping[int, str]) -> None:
    """Draw the field for a scanner, each product that was sent, and the button that saves."""
    translate = visit.words.translate
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(translate('transfers.from', place=places[sheet.transfer.wish.sender_id]))}**", width="stretch"
        )
        st.button(translate("transfers.leave"), key="leave_receiving", icon=":material/arrow_back:", on_click=_leave)
    draw_code_field(visit, "transfer_came_code", partial(_scan, sheet))
    with visit.store.view() as view:
        products = catalogue.find_products(view, sheet.skus)
    for sku in sheet.skus:
        _draw_line(visit, sheet, products[sku])
    if any(sku not in sheet.good for sku in sheet.skus):
        st.button(
            translate("transfers.rest_came"),
            key="rest_came",
            icon=":material/done_all:",
            width="stretch",
            on_click=partial(_take_rest, sheet, products),
        )
    st.text_input(translate("stock.note"), key=_NOTE, max_chars=NOTE_LENGTH_MAX)
    st.button(
        translate("transfers.save"),
        key="save_transfer",
        type="primary",
        icon=":material/done:",
        width="stretch",
        disabled=not _is_whole(sheet),
        on_click=partial(_save, visit, sheet),
    )


def _draw_line(visit: OfficeVisit, sheet: TransferSheet, product: Product) -> None:
    translate, number, sku = visit.words.translate, visit.words.number, product.sku
    unit = translate(f"goods.unit.{product.unit.value}")
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(product.name)}**")
        st.caption(plain(translate("transfers.was_sent", sku=sku, units=number(sheet.sent_units(sku)), unit=unit)))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            for which, amounts in (("good", sheet.good), ("damaged", sheet.damaged)):
                key = _field(which, sku)
                fill_if_other(key, amounts.get(sku), product.unit)
                label = translate(f"transfers.{which}", unit=unit)
                draw_optional_units(label, product.unit, key, partial(_enter, amounts, key, sku))
        if sheet.differs(sku):
            st.selectbox(
                translate("transfers.why"),
                list(TransferVariance),
                index=None,
                placeholder=translate("stock.reason.missing"),
                format_func=lambda each: translate(f"transfers.why.{each.value}"),
                key=_field("why", sku),
            )


def _enter(amounts: dict[str, Decimal], key: str, sku: str) -> None:
    units = entered(key)
    if units is None:
        amounts.pop(sku, None)
    else:
        amounts[sku] = Decimal(f"{units:.3f}").normalize()


def _scan(sheet: TransferSheet, goods: GoodsOfCode) -> None:
    """One more of what was scanned has come, also if nobody sent it."""
    sku = goods.product.sku
    if sku not in sheet.skus:
        sheet.skus.append(sku)
    sheet.good[sku] = sheet.good.get(sku, _ZERO) + goods.units
    fill(_field("good", sku), quantity_in_field(sheet.good[sku], goods.product.unit))


def _take_rest(sheet: TransferSheet, products: Mapping[str, Product]) -> None:
    for sku in sheet.skus:
        if sku not in sheet.good:
            sheet.good[sku] = sheet.sent_units(sku) - sheet.damaged.get(sku, _ZERO)
            fill(_field("good", sku), quantity_in_field(sheet.good[sku], products[sku].unit))


def _is_whole(sheet: TransferSheet) -> bool:
    return all(
        sku in sheet.good and (not sheet.differs(sku) or st.session_state.get(_field("why", sku)) is not None)
        for sku in sheet.skus
    )


def _save(visit: OfficeVisit, sheet: TransferSheet) -> None:
    def work(actor: Actor, at: datetime) -> None:
        goods = tuple(
            GoodsOfTransfer(
                sku,
                sheet.good[sku],
                sheet.damaged.get(sku, _ZERO),
                st.session_state.get(_field("why", sku)) if sheet.differs(sku) else None,
            )
            for sku in sheet.skus
        )
        note = str(st.session_state.get(_NOTE) or "").strip()
        receive_transfer(visit.store, actor, sheet.transfer.id, TransferReceipt(sheet.key, goods, note), at=at)

    if visit.act(work, "transfers.received"):
        _leave()


def _leave() -> None:
    """Forget what came."""
    for key in [each for each in st.session_state if str(each).startswith("transfer_came_")]:
        del st.session_state[key]
    st.session_state.pop(_SHEET, None)


def _field(which: str, sku: str) -> str:
    return f"transfer_came_{which}_{sku}"
