"""The field that chooses whose price is meant: the whole shop's, or that of one location."""

from __future__ import annotations

import streamlit as st

from app.office.goods.goods_view import GoodsView
from store import labels, shop

#: The whole shop, among the choices of the field.
WHOLE_SHOP = 0


def price_places(view: GoodsView) -> dict[int, str]:
    """The names of the locations that may have prices of their own: those with tills, if there are several."""
    with view.store.view() as opened:
        selling = labels.locations_with_shelves(opened)
        names = {each.id: each.name for each in shop.all_locations(opened) if each.id in selling}
    return names if len(names) > 1 else {}


def choose_price_place(view: GoodsView, key: str, places: dict[int, str]) -> int | None:
    """Draw the field where there is a choice; ``None`` is the whole shop."""
    if not places:
        return None
    translate = view.words.translate
    chosen = st.selectbox(
        translate("goods.price.place"),
        [WHOLE_SHOP, *places],
        format_func=lambda each: places.get(each) or translate("goods.price.whole_shop"),
        help=translate("goods.price.place.help"),
        key=f"{key}_place",
        width=280,
    )
    return chosen or None
