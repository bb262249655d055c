"""What to order, why, and the decision: approve or dismiss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
import streamlit as st

from app.dashboards.board_cache import FRESH_S, board_view, clear_board_views, read_shop
from app.dashboards.boards.section import section
from app.dashboards.formats import Formats
from app.dashboards.page_view import PageView
from app.dashboards.tables import ColumnKind, ColumnSpec, draw_table
from app.web.order_reasons import reason_sentences
from app.web.page_actor import page_actor
from app.web.page_shop import open_shop
from app.web.plain_markdown import plain
from app.web.who_may import who_may
from models.access.permission import Permission
from models.errors import KassaError
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.purchasing.supplier import Supplier
from models.quantity import Unit
from models.replenishment.proposal import Proposal, ProposalLine, Reasons
from models.shop import fact_number
from operations.replenishment import proposals
from store import demand, purchasing, replenishment
from store.analysis import reports
from store.analysis.reports import ProductLabel
from store.database.engine import Connection

#: Where the answer to the last decision waits to be shown, in the session's state.
LATEST_RESULT = "orders_latest_result"
PAGE_KEY = "orders_page"
#: Proposals that are shown at a time.
PAGE = 6
COMING_COLUMNS = {
    "order": ColumnSpec("dashboard.column.order"),
    "supplier": ColumnSpec("dashboard.column.supplier"),
    "location": ColumnSpec("dashboard.column.location"),
    "state": ColumnSpec("dashboard.column.state"),
    "expected_on": ColumnSpec("dashboard.column.expected_on", ColumnKind.DAY),
    "cost": ColumnSpec("dashboard.column.cost", ColumnKind.AMOUNT, permission=Permission.SEE_COSTS),
}


@dataclass(frozen=True, slots=True)
class OrderBoard:
    """Order proposals that wait for a decision, and orders that are on their way.

    ``suppliers`` by code, ``products`` of the proposals by SKU; ``forecast_made_at`` is ``None`` before the first
    forecast.
    """

    proposals: tuple[Proposal, ...]
    coming: tuple[PurchaseOrder, ...]
    suppliers: dict[str, Supplier]
    products: dict[str, ProductLabel]
    forecast_made_at: datetime | None


@board_view(ttl=FRESH_S, max_entries=8)
def order_board(url: str) -> OrderBoard:
    """What waits for a decision and what is on its way."""

    def read(view: Connection) -> OrderBoard:
        return OrderBoard(
            proposals=tuple(replenishment.open_proposals(view)),
            coming=tuple(purchasing.orders_in(view)),
            suppliers=purchasing.all_suppliers(view),
            products=reports.proposed_products(view),
            forecast_made_at=run.made_at if (run := demand.newest_run(view)) else None,
        )

    return read_shop(url, read)


def draw_order_proposals(view: PageView) -> None:
    """Draw the proposals for the page's locations and the orders that are on their way to them."""
    formats = view.formats
    translate = formats.words.translate
    board = order_board(view.url)
    places = {place.id: place.name for place in view.locations}
    waiting = [proposal for proposal in board.proposals if proposal.location_id in places]
    with section(translate("dashboard.orders.title"), translate("dashboard.orders.help")):
        _tell(formats)
        if not waiting:
            st.caption(translate("dashboard.orders.none" if board.forecast_made_at else "dashboard.orders.no_forecast"))
        shown = _choose_page(waiting)
        with st.grid(2, min_column_width=400, gap="small") as grid:
            for proposal in shown:
                with grid.cell():
                    _proposal(proposal, board, places, view)
        _coming(board, places, view)


def _tell(formats: Formats) -> None:
    """Show the result of the last decision, until the section is drawn again."""
    result = st.session_state.pop(LATEST_RESULT, None)
    if isinstance(result, KassaError):
        st.warning(formats.words.explain(result), icon=":material/info:")
    elif result:
        st.success(result, icon=":material/check_circle:")


def _choose_page(waiting: list[Proposal]) -> list[Proposal]:
    pages = -(-len(waiting) // PAGE)
    if pages < 2:
        return waiting
    if st.session_state.get(PAGE_KEY, 1) > pages:  # a decision emptied the last page
        del st.session_state[PAGE_KEY]
    page = st.pagination(pages, key=PAGE_KEY)
    return waiting[(page - 1) * PAGE : page * PAGE]


def _proposal(proposal: Proposal, board: OrderBoard, places: dict[int, str], view: PageView) -> None:
    translate = view.formats.words.translate
    supplier = plain(board.suppliers[proposal.supplier_code].name)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            goods = translate("dashboard.orders.goods", count=len(proposal.lines))
            goods += _cost(proposal.cost.minor, view)
            st.markdown(f"**{supplier}** → {plain(places[proposal.location_id])}  \n{goods}", width="stretch")
            _decision(proposal, view)
        why = st.expander(
            translate("dashboard.orders.why"), key=f"why_{proposal.id}", type="compact", on_change="rerun"
        )
        if why.open:
            why.markdown("\n".join(_line(line, board, view) for line in proposal.lines))


def _cost(minor: int, view: PageView) -> str:
    """What goods cost, behind their number, for those who may see it."""
    return f" · {view.formats.money(minor)}" if view.sees_costs else ""


def _decision(proposal: Proposal, view: PageView) -> None:
    # Two buttons, each bound to its proposal by its key. Pressed twice, the operation returns the stored decision.
    words, permitted = view.formats.words, Permission.ORDER_GOODS in view.permissions
    translate, whom = (
        words.translate,
        None if permitted else who_may(open_shop(view.url).store, Permission.ORDER_GOODS, words),
    )
    st.button(
        translate("dashboard.orders.dismiss"),
        key=f"dismiss_{proposal.id}",
        on_click=_dismiss,
        args=(view, proposal.id),
        disabled=not permitted,
        help=whom,
    )
    st.button(
        translate("dashboard.orders.approve"),
        key=f"approve_{proposal.id}",
        type="primary",
        on_click=_approve,
        args=(view, proposal.id),
        disabled=not permitted,
        help=whom,
    )


def _approve(view: PageView, proposal_id: int) -> None:
    formats = view.formats
    try:
        store = open_shop(view.url).store
        order = proposals.approve_proposal(store, page_actor(store), proposal_id, at=view.clock())
    except KassaError as error:
        st.session_state[LATEST_RESULT] = error
    else:
        expected = formats.short_day(order.expected_on)
        st.session_state[LATEST_RESULT] = formats.words.translate(
            "dashboard.orders.approved", order=fact_number(order.id), day=expected
        )
    clear_board_views()


def _dismiss(view: PageView, proposal_id: int) -> None:
    try:
        store = open_shop(view.url).store
        proposals.dismiss_proposal(store, page_actor(store), proposal_id, at=view.clock())
    except KassaError as error:
        st.session_state[LATEST_RESULT] = error
    else:
        st.session_state[LATEST_RESULT] = view.formats.words.translate("dashboard.orders.dismissed")
    clear_board_views()


def _line(line: ProposalLine, board: OrderBoard, view: PageView) -> str:
    label, formats = board.products[line.sku], view.formats
    quantity, cost = formats.quantity(line.quantity, label.unit), _cost(line.cost.minor, view)
    return f"- **{quantity}** {plain(label.name)}{cost}  \n  {plain(why(line.reasons, label.unit, formats))}"


def why(reasons: Reasons, unit: Unit, formats: Formats) -> str:
    """The figures of a proposed line as sentences, in the order in which they were applied."""
    return reason_sentences(reasons, formats.words, lambda units: formats.quantity(units, unit))


def _coming(board: OrderBoard, places: dict[int, str], view: PageView) -> None:
    formats, translate = view.formats, view.formats.words.translate
    orders = [order for order in board.coming if order.location_id in places]
    coming = [order for order in orders if order.state is not OrderState.DRAFT]
    if len(coming) < len(orders):
        st.caption(translate("dashboard.coming.drafts", count=len(orders) - len(coming)))
    if not coming:
        return
    st.subheader(translate("dashboard.coming.title"))
    frame = pl.DataFrame(
        {
            "order": [fact_number(order.id) for order in coming],
            "supplier": [board.suppliers[order.supplier_code].name for order in coming],
            "location": [places[order.location_id] for order in coming],
            "state": [translate(f"dashboard.coming.{order.state.value}") for order in coming],
            "expected_on": [order.expected_on for order in coming],
            "cost": [formats.money(order.cost.minor) for order in coming],
        }
    )
    draw_table(frame, COMING_COLUMNS, view, key="coming", description="dashboard.coming.alt")
