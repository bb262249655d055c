"""The page of promotions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.goods.goods_view import draw_page
from app.office.goods.promotion_section import draw_promotions


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page of promotions; ``clock`` gives the time."""
    draw_page("promotions.title", clock, draw_promotions)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
