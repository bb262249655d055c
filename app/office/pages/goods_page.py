"""The page of goods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.goods.goods_view import draw_page
from app.office.goods.product_page import draw_goods_page


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page of goods; ``clock`` gives the time."""
    draw_page("goods.title", clock, draw_goods_page)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
