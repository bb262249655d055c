"""The page on which an owner takes out everything that the shop has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.everything_section import draw_everything
from app.office.office_visit import draw_page
from models.access.permission import Permission


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("take_out.title", Permission.EXPORT_EVERYTHING, draw_everything, clock)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
