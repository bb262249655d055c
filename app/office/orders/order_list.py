"""The list of orders by state and supplier, above it what is proposed, and the order that was opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.office.orders.changed_lines import draw_changes
from app.office.orders.line_reasons import draw_reasons
from app.office.orders.one_order import draw_order
from app.office.orders.order_names import OrderNames, cost_text, order_title, read_names, state_badge
from app.office.orders.rules_form import draw_rules
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.dispatch.sending_rules import Dispatch
from models.purchasing.purchase_order import COMING, OrderState, PurchaseOrder
from models.replenishment.proposal import Proposal
from operations.replenishment.proposals import approve_proposal, dismiss_proposal, restore_proposal
from store import dispatch, purchasing, replenishment, shop

#: The order that is open, in the session's state.
OPEN_ORDER = "orders_open"
#: So many orders are listed, and so many proposals.
LISTED, PROPOSALS_LISTED = 60, 40
_GROUPS = {"open": COMING, "done": (OrderState.RECEIVED, OrderState.CANCELLED)}


def draw_orders(visit: OfficeVisit) -> None:
    """Draw the page: one order where one is open, else what is proposed and the list."""
    with visit.store.view() as view:
        names = read_names(visit, view)
    order_id = st.session_state.get(OPEN_ORDER)
    if order_id is not None:
        st.button(
            visit.words.translate("orders.back"), key="orders_back", icon=":material/arrow_back:", on_click=_close
        )
        draw_order(visit, names, order_id)
        return
    st.caption(visit.words.translate("orders.about"))
    _draw_proposals(visit, names)
    _draw_list(visit, names)
    draw_changes(visit, names)
    draw_rules(visit, names)


def _close() -> None:
    st.session_state.pop(OPEN_ORDER, None)


def _open(order_id: int) -> None:
    st.session_state[OPEN_ORDER] = order_id


def _draw_proposals(visit: OfficeVisit, names: OrderNames) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        proposals = replenishment.open_proposals(view)
        dismissed = replenishment.dismissed_proposals(view, shop.get_shop(view).business_day(visit.clock()))
    if proposals:
        st.subheader(translate("orders.proposed", count=len(proposals)))
    for proposal in proposals[:PROPOSALS_LISTED]:
        _draw_proposal(visit, names, proposal)
    for proposal in dismissed[:PROPOSALS_LISTED]:
        _draw_dismissed(visit, names, proposal)


def _draw_dismissed(visit: OfficeVisit, names: OrderNames, proposal: Proposal) -> None:
    """One that was dismissed today, and a key that takes it back."""

    def restore(actor: Actor, at: datetime) -> None:
        restore_proposal(visit.store, actor, proposal.id, at=at)

    supplier = names.suppliers[proposal.supplier_code].name
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        place = names.places.get(proposal.location_id, "")
        st.caption(plain(visit.words.translate("orders.dismissed_today", supplier=supplier, place=place)))
        st.button(
            visit.words.translate("orders.restore"),
            key=f"orders_restore_{proposal.id}",
            icon=":material/undo:",
            on_click=visit.press,
            args=(restore, "orders.restored"),
        )


def _draw_proposal(visit: OfficeVisit, names: OrderNames, proposal: Proposal) -> None:
    translate = visit.words.translate
    supplier = names.suppliers[proposal.supplier_code].name
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(width="stretch", gap=None):
                st.markdown(f"**{plain(supplier)}** → {plain(names.places.get(proposal.location_id, ''))}")
                goods = translate("orders.goods", count=len(proposal.lines))
                st.caption(plain(" · ".join(filter(None, (goods, cost_text(visit, proposal.cost))))))
            with st.container(horizontal=True, width="content", gap="small"):  # one row, also where it is narrow
                st.button(
                    translate("orders.draft"),
                    key=f"orders_draft_{proposal.id}",
                    on_click=_draft,
                    args=(visit, proposal.id),
                )
                st.button(
                    translate("orders.dismiss"),
                    key=f"orders_dismiss_{proposal.id}",
                    on_click=visit.press,
                    args=(_dismissing(visit, proposal.id), "orders.dismissed"),
                )
        draw_reasons(visit, proposal)


def _dismissing(visit: OfficeVisit, proposal_id: int) -> Callable[[Actor, datetime], object]:
    return lambda actor, at: dismiss_proposal(visit.store, actor, proposal_id, at=at)


def _draft(visit: OfficeVisit, proposal_id: int) -> None:
    """Draft the order of a proposal and open it."""
    visit.act(lambda actor, at: _open(approve_proposal(visit.store, actor, proposal_id, at=at).id), "orders.drafted")


def _draw_list(visit: OfficeVisit, names: OrderNames) -> None:
    translate = visit.words.translate
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = st.radio(
            translate("orders.which"),
            list(_GROUPS),
            format_func=lambda each: translate(f"orders.which.{each}"),
            key="orders_group",
            horizontal=True,
        )
        code = st.selectbox(
            translate("orders.supplier"),
            [None, *names.suppliers],
            format_func=lambda each: translate("orders.every") if each is None else names.suppliers[each].name,
            key="orders_supplier",
            width=280,
        )
    with visit.store.view() as view:
        orders = purchasing.find_order_heads(view, _GROUPS[group or "open"], code, LISTED)
        reminders = dispatch.reminders_of(view, [each.id for each in orders if each.is_late(names.today)])
    if not orders:
        st.info(translate("orders.none"), icon=":material/inventory_2:")
    for order in orders:
        _draw_row(visit, names, order, reminders.get(order.id))


def _draw_row(visit: OfficeVisit, names: OrderNames, order: PurchaseOrder, reminder: Dispatch | None) -> None:
    translate = visit.words.translate
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(order_title(order, names))}** {state_badge(visit, order, names.today)}")
            parts = (
                translate("orders.goods", count=len(order.lines)),
                cost_text(visit, order.cost),
                translate("orders.expected", day=order.expected_on.isoformat()),
                translate("orders.reminder.on", time=visit.time(reminder.made_at)) if reminder else "",
            )
            st.caption(plain(" · ".join(filter(None, parts))))
        st.button(translate("orders.open"), key=f"orders_open_{order.id}", on_click=_open, args=(order.id,))
