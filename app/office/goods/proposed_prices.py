"""The prices that new costs propose, on the page of goods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.office.goods.goods_view import GoodsView
from app.office.price_proposal_section import draw_price_proposals
from app.web.page_actor import page_actor
from models.access.actor import Actor
from models.access.permission import Permission


def draw_proposals(view: GoodsView) -> None:
    """Draw them for those who may change prices and see costs."""

    def press(work: Callable[[Actor, datetime], object], done: str) -> None:
        view.attempt(lambda: work(page_actor(view.store), view.clock()), done)

    if view.may(Permission.CHANGE_PRICES) and view.sees_costs:
        draw_price_proposals(view.store, view.words, view.clock(), press)
