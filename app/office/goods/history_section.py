"""Who changed what in one product, and when."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from app.office.goods.goods_view import NOTHING, GoodsView
from app.office.people_names import people_by_code
from models.catalogue.product_history import KIT_PART, PRICE, PRICE_BREAK, ChangedValue, ProductChange
from store import catalogue, shop
from store.analysis.goods_history import history_of

#: Fields whose values are what the shop pays.
_COSTS = frozenset({"cost", PRICE_BREAK})
#: Fields whose values have names of their own in each language.
_NAMED = {"tax_category": "goods.tax", "unit": "goods.unit"}


def draw_history(view: GoodsView, sku: str) -> None:
    """Draw every change of a product, the newest first."""
    translate = view.words.translate
    with view.store.view() as opened:
        changes = history_of(opened, sku)
        places = {each.id: each.name for each in shop.all_locations(opened)}
        people = people_by_code(view, opened)
        parts = [value.of for change in changes for value in change.values if value.field == KIT_PART]
        names = {each.sku: each.name for each in catalogue.find_products(opened, sorted(set(parts))).values()}
    rows = [
        (change, value)
        for change in reversed(changes)
        for value in change.values
        if view.sees_costs or value.field not in _COSTS
    ]
    frame = pl.DataFrame(
        {
            translate("goods.history.at"): [_instant(view, change) for change, _ in rows],
            translate("goods.history.operator"): [
                people.get(change.operator or "", change.operator or NOTHING) for change, _ in rows
            ],
            translate("goods.history.what"): [_what(view, value, places, names) for _, value in rows],
            translate("goods.history.before"): [_text_of(view, value, value.before) for _, value in rows],
            translate("goods.history.after"): [_text_of(view, value, value.after) for _, value in rows],
        },
        schema_overrides=dict.fromkeys(
            [translate("goods.history.before"), translate("goods.history.after")], pl.String
        ),
    )
    st.dataframe(frame, hide_index=True, alt=translate("goods.tab.history"), key=f"goods_history_{sku}")


def _instant(view: GoodsView, change: ProductChange) -> str:
    return f"{change.at.astimezone(ZoneInfo(view.shop.zone)):%Y-%m-%d %H:%M}"


def _what(view: GoodsView, value: ChangedValue, places: dict[int, str], names: dict[str, str]) -> str:
    key = f"goods.field.{value.field}"
    name = view.words.translate(key) if key in view.words.texts else value.field
    if value.field == PRICE:
        where = "" if value.location is None else f", {places.get(value.location, value.location)}"
        return f"{name} {view.words.translate('goods.price.from', first=value.of)}{where}"
    of = names.get(value.of, value.of) if value.field == KIT_PART else value.of
    return f"{name} ({of})" if of else name


def _text_of(view: GoodsView, change: ChangedValue, value: object) -> str:
    if value is None:
        return NOTHING
    if change.field in {PRICE, *_COSTS} and isinstance(value, int):
        return view.money(value)
    if change.field == KIT_PART and isinstance(value, Decimal):
        return view.words.number(value.normalize())
    if isinstance(value, bool):
        return view.words.translate("goods.yes" if value else "goods.no")
    named = f"{_NAMED.get(change.field)}.{value}"
    return view.words.translate(named) if named in view.words.texts else str(value)
