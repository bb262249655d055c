"""The page of orders from the web shop: what waits, each order with its goods, cancelling one, and what has ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import streamlit as st

from app.counter.order_letter import pickup_words
from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.online.online_order import OnlineOrder
from models.shop import Shop
from operations.online.end_orders import REASON_MAX, cancel_order
from operations.online.web_shop_rules import read_rules
from store import shop
from store.online import order_rows

#: Orders that ended so long ago are listed.
ENDED_DAYS = 30
_CHOSEN = "web_order_chosen"


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("web_orders.title", Permission.HANDLE_ONLINE_ORDERS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate, at = visit.words.translate, visit.clock()
    with visit.store.view() as view:
        company, takes_orders = shop.get_shop(view), read_rules(view, at).takes_orders
        waiting = order_rows.open_orders(view)
        ended = order_rows.ended_orders(view, at - timedelta(days=ENDED_DAYS))
    if not takes_orders:
        st.info(translate("web_orders.off"), icon=":material/shopping_bag:")
    elif not waiting:
        st.info(translate("web_orders.none"), icon=":material/shopping_bag:")
    if waiting:
        _draw_table(visit, waiting, company, "web_orders.waiting")
        _draw_chosen(visit, {each.code: each for each in waiting}, company)
    if ended:
        st.subheader(translate("web_orders.ended"))
        _draw_table(visit, ended, company, "web_orders.ended")


def _draw_table(visit: OfficeVisit, orders: list[OnlineOrder], company: Shop, title: str) -> None:
    translate, at = visit.words.translate, visit.clock()
    total = translate("web_orders.total")
    rows = [
        {
            translate("web_orders.code"): each.code,
            translate("web_orders.name"): each.contact.name or "–",
            translate("web_orders.pickup"): _fetched(visit, company, each),
            translate("web_orders.state"): translate(f"web_orders.state.{_state(each, at)}"),
            total: visit.words.money(Money(each.total_minor, company.currency)),
        }
        for each in orders
    ]
    st.dataframe(rows, hide_index=True, column_config=figure_columns(total), alt=translate(title), key=title)


def _fetched(visit: OfficeVisit, company: Shop, order: OnlineOrder) -> str:
    """When an order is fetched; a gift card never is."""
    is_card = order.purchase is not None
    return visit.words.translate("web_orders.gift_card") if is_card else pickup_words(visit.words, company, order)


def _state(order: OnlineOrder, at: datetime) -> str:
    if order.is_open and order.basket_id is not None:
        return "at_till"
    return "late" if order.is_late(at) else order.state.value


def _draw_chosen(visit: OfficeVisit, orders: dict[str, OnlineOrder], company: Shop) -> None:
    """One order with its goods, whom to call, and cancelling it."""
    translate = visit.words.translate
    code = st.selectbox(
        translate("web_orders.choose"),
        list(orders),
        index=None,
        format_func=lambda each: f"{each} · {orders[each].contact.name}",
        placeholder="–",
        key=_CHOSEN,
        width=420,
    )
    if code is None:
        return
    order = orders[code]
    contact = order.contact
    paid = f" · {translate('web_orders.prepaid')}" if order.is_prepaid else ""
    st.caption(plain(f"{contact.name} · {contact.phone} · {contact.email}{paid}"))
    price, total = translate("web_orders.price"), translate("web_orders.total")
    rows = [
        {
            translate("web_orders.goods"): each.name,
            translate("web_orders.ordered"): each.quantity,
            translate("web_orders.picked"): "–" if each.picked_quantity is None else str(each.picked_quantity),
            price: visit.words.money(Money(each.unit_price_minor, company.currency)),
            total: visit.words.money(Money(each.total_minor, company.currency)),
        }
        for each in order.goods
    ]
    title = translate("web_orders.goods")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(price, total), alt=title, key="web_order_goods")

    def cancel() -> None:
        def act(actor: Actor, at: datetime) -> None:
            chosen, reason = orders[st.session_state[_CHOSEN]], str(st.session_state["web_order_reason"])
            cancel_order(visit.store, actor, chosen.id, reason, at=at)

        visit.press(act, "web_orders.cancelled")

    with st.form("web_order_cancel", clear_on_submit=True):
        st.text_input(translate("web_orders.reason"), max_chars=REASON_MAX, key="web_order_reason")
        st.form_submit_button(translate("web_orders.cancel"), on_click=cancel, icon=":material/cancel:")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
