"""One purchase order: its goods, what may be done with it now, and what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial

import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit
from app.office.orders.answer_form import draw_answer
from app.office.orders.document_buttons import draw_order_files
from app.office.orders.line_reasons import draw_reasons
from app.office.orders.order_names import OrderNames, cost_text, order_title, state_badge
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.product import Product
from models.dispatch.sending_rules import ORDER_KINDS
from models.facts.order import OrderAnswered, OrderDrafted, OrderLineChanged, OrderMoved
from models.money import Money
from models.order_settings import PEPPOL_FOLDER
from models.purchasing.order_steps import QUANTITY_MAX, REASON_LENGTH_MAX, SendingWay
from models.purchasing.ordering_rules import OrderChannel
from models.purchasing.purchase_order import AT_SUPPLIER, NEXT_STATES, OURS, OrderState, PurchaseOrder
from operations.purchasing.late_reminders import remind_supplier
from operations.purchasing.order_changes import LineChange, approve_order, change_order_line
from operations.purchasing.order_mail import mail_order, send_by_peppol, settle_by_hand
from operations.purchasing.purchase_orders import cancel_order, send_order
from store import catalogue, purchasing, replenishment
from store.dispatch import has_waiting, reminders_of
from store.order_history import OrderEvent, history_of
from store.setting_rows import get_value
from store.supplier_rules import rules_of

Work = Callable[[Actor, datetime], object]


def draw_order(visit: OfficeVisit, names: OrderNames, order_id: int) -> None:
    """Draw one order; raises :class:`store.purchasing.UnknownOrder`."""
    translate = visit.words.translate
    with visit.store.view() as view:
        order = purchasing.get_order(view, order_id)
        terms = purchasing.terms_of(view, order.supplier_code, order.currency)
        products = catalogue.find_products(view, sorted({*terms, *(line.sku for line in order.lines)}))
        history = history_of(view, order)
        proposal = replenishment.proposal_of_order(view, order_id)
    st.subheader(plain(order_title(order, names)))
    st.markdown(state_badge(visit, order, names.today))
    parts = [
        translate("orders.expected", day=order.expected_on.isoformat()),
        cost_text(visit, order.cost),
        translate("orders.reference", number=order.reference) if order.reference else "",
    ]
    st.caption(plain(" · ".join(filter(None, parts))))
    with visit.store.view() as view:
        least = Money(rules_of(view, order.supplier_code).least_value, order.currency)
    if order.state in OURS and order.cost.minor < least.minor:
        st.warning(translate("orders.below_least", amount=least), icon=":material/info:")
    _draw_actions(visit, order)
    if order.is_late(names.today):
        _draw_reminder(visit, order)
    _draw_lines(visit, order, products)
    if proposal is not None:
        draw_reasons(visit, proposal)
    if order.state in OURS:
        _draw_change(visit, order, products)
    if order.state in AT_SUPPLIER:
        draw_answer(visit, order, products)
    _draw_history(visit, names, history, products)


def _draw_actions(visit: OfficeVisit, order: PurchaseOrder) -> None:
    """What may be done with it now; the paper in any state."""
    store = visit.store
    nexts = NEXT_STATES[order.state]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if OrderState.APPROVED in nexts and order.state is OrderState.DRAFT:
            approve: Work = lambda actor, at: approve_order(store, actor, order.id, at=at)  # noqa: E731
            _button(visit, "orders.approve", approve, "orders.approved")
        if OrderState.SENDING in nexts:
            _draw_sending(visit, order)
        if order.state is OrderState.SENDING:
            _draw_uncertain(visit, order)
        elif OrderState.SENT in nexts:
            for way in (SendingWay.PAPER, SendingWay.OTHER):
                send: Work = partial(_send, visit, order.id, way)
                _button(visit, f"orders.sent_by.{way.value}", send, "orders.was_sent")
        draw_order_files(visit, order)
    if OrderState.CANCELLED in nexts:
        _draw_cancel(visit, order)


def _draw_sending(visit: OfficeVisit, order: PurchaseOrder) -> None:
    """The button that sends it by the supplier's channel, where there is what that needs."""
    with visit.store.view() as view:
        rules, folder = rules_of(view, order.supplier_code), get_value(view, PEPPOL_FOLDER)
    is_peppol = rules.channel == OrderChannel.PEPPOL
    can_be_sent = bool(folder if is_peppol else rules.mail)
    translate = visit.words.translate
    st.button(
        translate("orders.peppol_now" if is_peppol else "orders.mail_now"),
        key="orders_mail",
        type="primary",
        icon=":material/send:",
        on_click=visit.press,
        args=(partial(_hand_over, visit, order.id, is_peppol), "orders.being_sent"),
        disabled=not can_be_sent,
        help=None if can_be_sent else translate("orders.no_folder" if is_peppol else "orders.no_address"),
    )


def _hand_over(visit: OfficeVisit, order_id: int, is_peppol: bool, actor: Actor, at: datetime) -> None:  # noqa: FBT001
    send = send_by_peppol if is_peppol else mail_order
    send(visit.store, actor, order_id, at=at)


def _draw_uncertain(visit: OfficeVisit, order: PurchaseOrder) -> None:
    """While it is sent: how that went, and what to do where nobody knows whether it arrived."""
    with visit.store.view() as view:
        waits = has_waiting(view, ORDER_KINDS, order.id)
    if waits:
        st.button(visit.words.translate("orders.look_again"), key="orders_look", icon=":material/refresh:")
        return
    for key, arrived in (("orders.it_arrived", True), ("orders.send_again", False)):
        work: Work = partial(_settle, visit, order.id, arrived)
        _button(visit, key, work, "orders.settled")


def _settle(visit: OfficeVisit, order_id: int, arrived: bool, actor: Actor, at: datetime) -> None:  # noqa: FBT001
    settle_by_hand(visit.store, actor, order_id, arrived=arrived, at=at)


def _send(visit: OfficeVisit, order_id: int, way: SendingWay, actor: Actor, at: datetime) -> None:
    send_order(visit.store, actor, order_id, way=way, at=at)


def _button(visit: OfficeVisit, label: str, work: Work, done: str) -> None:
    st.button(
        visit.words.translate(label),
        key=label.replace(".", "_"),
        on_click=visit.press,
        args=(work, done),
        disabled=not visit.may(Permission.ORDER_GOODS),
    )


def _draw_cancel(visit: OfficeVisit, order: PurchaseOrder) -> None:
    translate = visit.words.translate

    def cancel(actor: Actor, at: datetime) -> None:
        reason = str(st.session_state.get("orders_cancel_reason", ""))
        cancel_order(visit.store, actor, order.id, reason=reason, at=at)

    with st.expander(translate("orders.cancel"), icon=":material/block:"):
        st.text_input(translate("orders.reason"), key="orders_cancel_reason", max_chars=REASON_LENGTH_MAX)
        _button(visit, "orders.cancel_now", cancel, "orders.cancelled")


def _draw_reminder(visit: OfficeVisit, order: PurchaseOrder) -> None:
    """The button that reminds the supplier of a late order, or when that was done."""
    translate = visit.words.translate
    with visit.store.view() as view:
        reminder = reminders_of(view, [order.id]).get(order.id)
        has_address = bool(rules_of(view, order.supplier_code).mail)
    if reminder is not None:
        state = translate(f"mail.{reminder.state.value}")
        st.caption(plain(translate("orders.reminder.done", time=visit.time(reminder.made_at), state=state)))
        return
    remind: Work = lambda actor, at: remind_supplier(visit.store, actor, order.id, at=at)  # noqa: E731
    st.button(
        translate("orders.remind"),
        key="orders_remind",
        icon=":material/notifications:",
        on_click=visit.press,
        args=(remind, "orders.reminder.queued"),
        disabled=not has_address or not visit.may(Permission.ORDER_GOODS),
        help=None if has_address else translate("orders.no_address"),
    )


def _draw_lines(visit: OfficeVisit, order: PurchaseOrder, products: Mapping[str, Product]) -> None:
    translate = visit.words.translate
    columns = {
        "product": [products[line.sku].name for line in order.lines],
        "sku": [line.sku for line in order.lines],
        "quantity": [_amount(visit, line.quantity, products[line.sku]) for line in order.lines],
    }
    if visit.may(Permission.SEE_COSTS):
        columns["cost"] = [visit.words.money(line.cost) for line in order.lines]
    frame = pl.DataFrame({translate(f"orders.column.{name}"): values for name, values in columns.items()})
    st.dataframe(
        frame,
        hide_index=True,
        column_config=figure_columns(translate("orders.column.quantity"), translate("orders.column.cost")),
        alt=translate("orders.lines.alt"),
        key="orders_lines",
    )


def _amount(visit: OfficeVisit, quantity: Decimal, product: Product) -> str:
    return f"{visit.words.number(quantity)} {visit.words.translate(f'goods.unit.{product.unit.value}')}"


def _draw_change(visit: OfficeVisit, order: PurchaseOrder, products: Mapping[str, Product]) -> None:
    """A form for another quantity of one product, with the reason that is stored for ever."""
    translate = visit.words.translate
    ordered = {line.sku: line.quantity for line in order.lines}
    with st.expander(translate("orders.change"), icon=":material/edit:"), st.form("orders_change", border=False):
        sku = st.selectbox(
            translate("orders.column.product"),
            [*ordered, *(each for each in products if each not in ordered)],
            format_func=lambda each: f"{products[each].name} ({visit.words.number(ordered.get(each, Decimal(0)))})",
            key="orders_change_sku",
        )
        quantity = st.number_input(
            translate("orders.new_quantity"), 0.0, float(QUANTITY_MAX), 0.0, 1.0, key="orders_change_quantity"
        )
        reason = st.text_input(translate("orders.why"), key="orders_change_reason", max_chars=REASON_LENGTH_MAX)
        is_submitted = st.form_submit_button(translate("orders.change_now"))
    if is_submitted:
        exact = round(Decimal(str(quantity)), 3)

        def change(actor: Actor, at: datetime) -> None:
            change_order_line(visit.store, actor, order.id, LineChange(str(sku), exact, reason or ""), at=at)

        visit.act(change, "orders.changed")
        st.rerun()


def _draw_history(
    visit: OfficeVisit, names: OrderNames, history: list[OrderEvent], products: Mapping[str, Product]
) -> None:
    st.subheader(visit.words.translate("orders.history"))
    for event in reversed(history):
        who = names.people.get(event.operator, event.operator)
        st.markdown(f"{visit.time(event.at)} · {plain(who)} · {plain(event_text(visit, event, products))}")


def event_text(visit: OfficeVisit, event: OrderEvent, products: Mapping[str, Product]) -> str:
    """One thing that happened to an order, as a sentence."""
    translate, number = visit.words.translate, visit.words.number
    match event.fact:
        case OrderDrafted(lines=lines):
            return translate("orders.event.drafted", count=len(lines))
        case OrderMoved(state=state, note=note):
            ways = {each.value for each in SendingWay}
            way = translate(f"orders.way.{note}") if note in ways else note
            sentence = translate(f"orders.state.{state}")
            return f"{sentence}: {way}" if way else sentence
        case OrderLineChanged(sku=sku, before=before, quantity=quantity, reason=reason):
            name = products[sku].name if sku in products else sku
            values = {"name": name, "before": number(before), "quantity": number(quantity), "reason": reason}
            return translate("orders.event.changed", **values)
        case OrderAnswered(reference=reference, expected_on=day):
            return translate("orders.event.answered", number=reference or "–", day=day.isoformat())
