"""The page of deliveries: open orders by supplier, and receiving what came, on a phone in the store room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.delivery_list import draw_latest, draw_open_orders
from app.office.delivery_sheet import draw_sheet
from app.office.delivery_state import begun
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.office.price_proposal_section import draw_price_proposals
from models.access.permission import Permission
from store import purchasing


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("deliveries.title", Permission.RECEIVE_GOODS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        suppliers = {code: each.name for code, each in purchasing.all_suppliers(view).items()}
        people = people_by_code(visit, view)
    sheet = begun()
    if sheet is not None:
        draw_sheet(visit, sheet, suppliers)
        return
    if visit.may(Permission.CHANGE_PRICES) and visit.may(Permission.SEE_COSTS):
        draw_price_proposals(visit.store, visit.words, visit.clock(), visit.press)
    draw_open_orders(visit, suppliers)
    draw_latest(visit, suppliers, people)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
