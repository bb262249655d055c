"""The boards of the overview, in the order in which they are drawn; a new board is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.dashboards.boards.best_sellers import draw_best_sellers
from app.dashboards.boards.order_proposals import draw_order_proposals
from app.dashboards.boards.stock_cover import draw_stock_cover
from app.dashboards.boards.takings import draw_takings
from app.dashboards.page_view import PageView


@dataclass(frozen=True, slots=True)
class Board:
    """A part of a page. ``half`` boards are side by side where there is room.

    One that is ``live`` is drawn again by itself while the day runs; one that is ``own`` is drawn again alone when
    something in it is pressed.
    """

    draw: Callable[[PageView], None]
    half: bool = False
    live: bool = False
    own: bool = False


OVERVIEW = (
    Board(draw_takings, live=True),
    Board(draw_best_sellers, half=True),
    Board(draw_stock_cover, half=True),
    Board(draw_order_proposals, own=True),
)
