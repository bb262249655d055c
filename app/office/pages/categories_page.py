"""The page of categories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.goods.category_section import draw_categories
from app.office.goods.goods_view import draw_page


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page of categories; ``clock`` gives the time."""
    draw_page("categories.title", clock, draw_categories)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
