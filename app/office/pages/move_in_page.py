"""The page on which a shop moves in from another system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.goods.move_in_view import draw_move_in
from app.office.office_visit import draw_page
from models.access.permission import Permission


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("move.title", Permission.MOVE_IN, draw_move_in, clock)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
