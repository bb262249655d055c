"""The goods that somebody holds in the hand: scanned or typed on a page about stock, and what is on hand of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from models.quantity import Unit
from store import shop
from store.catalogue.goods_of_code import GoodsOfCode, goods_of_code

#: No barcode and no number that somebody types is longer.
CODE_LENGTH_MAX = 80
QUANTITY_MAX = 999_999
#: The bounds, the step and the form of a field for quantities, by whether they are whole.
_BOUNDS: dict[bool, dict[str, Any]] = {
    True: {"min_value": 0, "max_value": QUANTITY_MAX, "step": 1, "format": "%d"},
    False: {"min_value": 0.0, "max_value": float(QUANTITY_MAX), "step": 0.1, "format": "%.3f"},
}


def draw_location(visit: OfficeVisit, key: str, label: str = "stock.location") -> int:
    """Let the visitor choose where the goods are; a shop with one location is not asked."""
    with visit.store.view() as view:
        places = {each.id: each.name for each in shop.all_locations(view)}
    if len(places) == 1:
        return next(iter(places))
    label_text = visit.words.translate(label)
    chosen: int = st.selectbox(label_text, list(places), format_func=lambda each: places[each], key=key)
    return chosen


def draw_code_field(visit: OfficeVisit, key: str, take: Callable[[GoodsOfCode], None]) -> None:
    """Draw a field for a scanner; ``take`` gets the goods of what was typed, and the field is empty again."""
    missed = f"{key}_missed"
    st.text_input(
        visit.words.translate("stock.scan"),
        key=key,
        max_chars=CODE_LENGTH_MAX,
        on_change=partial(_take, visit, key, take),
    )
    text = st.session_state.get(missed)
    if text:
        st.warning(plain(visit.words.translate("stock.unknown_code", scanned=text)), icon=":material/barcode:")


def _take(visit: OfficeVisit, key: str, take: Callable[[GoodsOfCode], None]) -> None:
    code = str(st.session_state.get(key) or "").strip()
    st.session_state[key] = ""
    st.session_state.pop(f"{key}_missed", None)
    if not code:
        return
    with visit.store.view() as view:
        goods = goods_of_code(view, code, shop.get_shop(view).country)
    if goods is None:
        st.session_state[f"{key}_missed"] = code
    else:
        take(goods)


def draw_units(label: str, unit: Unit, key: str) -> None:
    """Draw a field for a quantity, in whole pieces or in thousandths."""
    whole = unit is Unit.PIECE
    st.number_input(label, **_BOUNDS[whole], key=key, width=150)


def draw_optional_units(label: str, unit: Unit, key: str, enter: Callable[[], None]) -> None:
    """Draw a field for a quantity that may be empty; ``enter`` is called when it changes."""
    whole = unit is Unit.PIECE
    st.number_input(label, **_BOUNDS[whole], value=None, key=key, width=150, on_change=enter)
