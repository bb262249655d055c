"""Runs the pages of goods in process, as one person sees them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.builders import AT, OFFICE
from tests.waiting import LIMIT_S

_SCRIPT = """
from datetime import datetime
from {module} import {draw}
from app.office.goods.goods_view import GoodsView
from app.web.page_shop import this_shop
from app.words import words_of
from models.access.actor import Actor
shop = this_shop()
actor = Actor({operator!r}, {office})
{draw}(GoodsView(shop.store, shop.company, words_of({language!r}), actor, lambda: datetime.fromisoformat({at!r})))
"""


def draw(module: str, name: str, operator: str = "office", language: str = "sv", **query: str) -> AppTest:
    """A page of goods drawn by the function ``name`` of a module, with these parameters in its address."""
    script = _SCRIPT.format(
        module=module, draw=name, operator=operator, office=OFFICE, language=language, at=AT.isoformat()
    )
    page = AppTest.from_string(script, default_timeout=LIMIT_S)
    for key, value in query.items():
        page.query_params[key] = value
    return run(page)


def run(page: AppTest) -> AppTest:
    """The page, run once more without a fault."""
    page.run()
    assert not page.exception, page.exception
    return page


def goods(operator: str = "office", **query: str) -> AppTest:
    """The page of goods."""
    return draw("app.office.goods.product_page", "draw_goods_page", operator, **query)
