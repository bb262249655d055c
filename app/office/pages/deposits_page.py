"""The page of the classes of deposit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.goods.deposit_section import draw_deposits
from app.office.goods.goods_view import draw_page


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page of the classes of deposit; ``clock`` gives the time."""
    draw_page("deposits.title", clock, draw_deposits)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
