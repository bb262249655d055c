"""The page of stock below zero: since when, and what probably happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.web.plain_markdown import plain
from models.access.permission import Permission
from store import catalogue, shop
from store.negative_stock import count_negative, negative_stock

#: So many goods are listed, those that lack most first.
LISTED = 50


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("stock.negative", Permission.COUNT_GOODS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        many, goods = count_negative(view), negative_stock(view, LISTED)
        products = catalogue.find_products(view, [each.sku for each in goods])
        places = {each.id: each.name for each in shop.all_locations(view)}
    if not goods:
        st.success(translate("stock.negative.none"), icon=":material/check_circle:")
        return
    st.markdown(translate("stock.negative.intro", count=many))
    for each in goods:
        product = products[each.sku]
        unit = translate(f"goods.unit.{product.unit.value}")
        with st.container(border=True, gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{plain(product.name)}**", width="stretch")
                st.markdown(f"**{plain(visit.words.number(each.on_hand))} {plain(unit)}**", width="content")
            values = {"since": visit.time(each.since), "sku": each.sku, "place": places[each.location_id]}
            several = "stock.negative.at" if len(places) > 1 else "stock.negative.since"
            st.caption(plain(translate(several, **values)))
            st.markdown(translate(f"stock.negative.cause.{each.cause.value}"))
    if many > len(goods):
        st.caption(translate("stock.negative.more", count=many - len(goods)))


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
