"""The page of waste and own use, made for a phone among the shelves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.expiring_lots import draw_expiring
from app.office.lot_recall_section import draw_recall
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.office.stock_codes import draw_location
from app.office.write_off_sheet import draw_latest_write_offs, draw_write_off
from models.access.permission import Permission


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("stock.write_offs", Permission.WRITE_OFF_GOODS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    location_id = draw_location(visit, "write_off_location")
    draw_write_off(visit, location_id)
    draw_expiring(visit)
    with visit.store.view() as view:
        people = people_by_code(visit, view)
    draw_latest_write_offs(visit, people)
    draw_recall(visit)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
