"""Purchase orders: what is proposed, what is on its way, and one order with everything that is done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.office.office_visit import draw_page
from app.office.orders.order_list import draw_orders
from models.access.permission import Permission


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("orders.title", Permission.ORDER_GOODS, draw_orders, clock)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
