"""How a file of goods is to be read: what its columns mean, its numbers and taxes, and what becomes of bad rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app.office.goods.goods_view import GoodsView
from models.catalogue.product import TaxCategory
from pipelines.importing.report import ImportOptions
from store import shop

#: The meanings that somebody can give a column by hand; the others are guessed, or given on the command line.
MEANINGS = ("sku", "gtin", "name", "price", "category", "tax", "cost", "supplier", "stock")
#: Those of a list of price breaks.
BREAK_MEANINGS = ("sku", "gtin", "supplier", "from_quantity", "cost")
_SIGNS = (None, "comma", "dot")
#: What 12 per cent may mean: the rate of food until April 2026 and that of what is served.
_TWELVE = (None, TaxCategory.FOOD, TaxCategory.RESTAURANT)


def choose_options(view: GoodsView, headings: Sequence[str]) -> ImportOptions:
    """Draw the choices and return them; ``headings`` are those of the file."""
    translate = view.words.translate
    with st.expander(translate("import.options"), icon=":material/tune:"):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            taxes = list(TaxCategory)
            tax = st.selectbox(
                translate("import.default_tax"),
                taxes,
                format_func=lambda each: translate(f"goods.tax.{each.value}"),
                key="goods_import_tax",
                width=260,
            )
            twelve = st.selectbox(
                translate("import.twelve"),
                _TWELVE,
                format_func=lambda each: translate(f"goods.tax.{each.value}") if each else translate("import.asked"),
                key="goods_import_twelve",
                width=260,
            )
            sign = _choose_sign(view)
            location = _choose_location(view)
        skips = st.checkbox(translate("import.skip_bad_rows"), key="goods_import_skip")
        from_names = st.checkbox(translate("import.content_from_names"), key="goods_import_names")
        columns = _choose_columns(view, headings, MEANINGS)
    return ImportOptions(
        dry_run=True,
        skip_bad_rows=skips,
        columns=columns,
        taxes={"12": twelve} if twelve else {},
        default_tax=tax,
        decimal_sign=sign,
        location_id=location,
        content_from_names=from_names,
    )


def choose_break_options(view: GoodsView, headings: Sequence[str]) -> ImportOptions:
    """Draw the choices of a list of price breaks and return them; ``headings`` are those of the file."""
    translate = view.words.translate
    with st.expander(translate("import.options"), icon=":material/tune:"):
        sign = _choose_sign(view)
        skips = st.checkbox(translate("import.skip_bad_rows"), key="goods_import_skip")
        columns = _choose_columns(view, headings, BREAK_MEANINGS)
    return ImportOptions(dry_run=True, skip_bad_rows=skips, columns=columns, decimal_sign=sign)


def _choose_sign(view: GoodsView) -> str | None:
    sign: str | None = st.selectbox(
        view.words.translate("import.decimal_sign"),
        _SIGNS,
        format_func=lambda each: view.words.translate(f"import.decimal_sign.{each or 'guessed'}"),
        key="goods_import_sign",
        width=220,
    )
    return sign


def _choose_location(view: GoodsView) -> int | None:
    with view.store.view() as opened:
        names = {each.id: each.name for each in shop.all_locations(opened)}
    if len(names) < 2:
        return None
    chosen: int = st.selectbox(
        view.words.translate("import.location"),
        list(names),
        format_func=lambda each: names[each],
        key="goods_import_location",
        width=220,
    )
    return chosen


def _choose_columns(view: GoodsView, headings: Sequence[str], meanings: Sequence[str]) -> Mapping[str, str]:
    """The columns that somebody chose by hand, by their meaning."""
    translate = view.words.translate
    chosen: dict[str, str] = {}
    if not headings:
        return chosen
    st.caption(translate("import.columns.help"))
    with st.container(horizontal=True, gap="small"):
        for meaning in meanings:
            heading = st.selectbox(
                translate(f"import.column.{meaning}"),
                [None, *range(len(headings))],
                format_func=lambda at: translate("import.guessed") if at is None else headings[at][:60] or "–",
                key=f"goods_import_column_{meaning}",
                width=200,
            )
            if heading is not None:
                chosen[meaning] = headings[heading]
    return chosen
