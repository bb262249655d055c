"""The page of bulk changes of prices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.goods.bulk_section import draw_bulk_prices
from app.office.goods.goods_view import draw_page


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page of bulk changes; ``clock`` gives the time."""
    draw_page("bulk.title", clock, draw_bulk_prices)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
