"""The page of quick keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.goods.goods_view import draw_page
from app.office.goods.quick_keys_section import draw_quick_keys


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page of quick keys; ``clock`` gives the time."""
    draw_page("quick_keys.title", clock, draw_quick_keys)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
