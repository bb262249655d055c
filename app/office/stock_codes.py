"""The goods that somebody holds in the hand: scanned or typed on a page about stock, and what is on hand of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from app.office.filled_fields import field_of
from app.office.office_visit import OfficeVisit
from app.office.scans.scanned_codes import take_scans
from app.web.plain_markdown import plain
from models.card_data import hide_card_data
from models.errors import KassaError
from models.quantity import Unit
from store import shop
from store.catalogue.goods_of_code import GoodsOfCode, goods_of_code

#: No barcode and no number that somebody types is longer.
CODE_LENGTH_MAX = 80
QUANTITY_MAX = 999_999
#: So many remarks on codes are listed, the latest ones.
REMARKS_LISTED = 8
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


def draw_code_field(
    visit: OfficeVisit,
    key: str,
    take: Callable[[GoodsOfCode], None],
    help_text: str | None = None,
    supplier_code: str = "",
) -> None:
    """Draw a field for codes; ``take`` gets the goods of each that is scanned on the page or typed.

    A supplier's own numbers count with ``supplier_code``. What could not be taken is listed until somebody has seen it.
    """
    translate, remarks = visit.words.translate, f"{key}_remarks"
    take_code = partial(_take, visit, remarks, take, supplier_code)
    with (
        st.form(f"{key}_form", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input(
            translate("stock.scan"),
            key=key,
            max_chars=CODE_LENGTH_MAX,
            help=translate(help_text) if help_text else None,
        )
        on_click = partial(_take_typed, key, take_code)
        st.form_submit_button(translate("stock.scan.take"), key=f"{key}_take", icon=":material/add:", on_click=on_click)
    take_scans(key, take_code)
    remarked: list[str] = st.session_state.get(remarks, [])
    if remarked:
        st.warning("\n\n".join(remarked[-REMARKS_LISTED:]), icon=":material/barcode:")
        st.button(translate("stock.scan.seen"), key=f"{key}_seen", on_click=partial(_forget, remarks))


def _take_typed(key: str, take_code: Callable[[str], None]) -> None:
    take_code(str(st.session_state.get(key) or ""))


def _take(visit: OfficeVisit, remarks: str, take: Callable[[GoodsOfCode], None], supplier_code: str, code: str) -> None:
    """Take a code, or remark on it: one that is wrong does not keep the next ones from being taken."""
    code = code.strip()
    if not code:
        return
    with visit.store.view() as view:
        goods = goods_of_code(view, code, shop.get_shop(view).country, supplier_code)
    if goods is None:
        remark = visit.words.translate("stock.unknown_code", scanned=hide_card_data(code)[:CODE_LENGTH_MAX])
    else:
        try:
            take(goods)
        except KassaError as error:
            remark = visit.words.explain(error)
        else:
            return
    st.session_state.setdefault(remarks, []).append(plain(remark))


def _forget(remarks: str) -> None:
    st.session_state.pop(remarks, None)


def draw_units(label: str, unit: Unit, key: str) -> None:
    """Draw a field for a quantity, in whole pieces or in thousandths."""
    drawn, value = field_of(key, "min")
    st.number_input(label, **_BOUNDS[unit is Unit.PIECE], value=value, key=drawn, width=150)


def draw_optional_units(label: str, unit: Unit, key: str, enter: Callable[[], None]) -> None:
    """Draw a field for a quantity that may be empty; ``enter`` is called when it changes."""
    drawn, value = field_of(key)
    st.number_input(label, **_BOUNDS[unit is Unit.PIECE], value=value, key=drawn, width=150, on_change=enter)
