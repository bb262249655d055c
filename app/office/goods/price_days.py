"""The fields for the days on which a price holds."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.office.goods.goods_view import GoodsView


def choose_price_days(view: GoodsView, key: str) -> tuple[date, date | None]:
    """The first day of a new price, from today on, and its last day if it has one."""
    translate = view.words.translate
    first = st.date_input(
        translate("goods.field.valid_from"),
        value=view.today,
        min_value=view.today,
        format="YYYY-MM-DD",
        key=f"{key}_first",
        width=180,
    )
    last = st.date_input(
        translate("goods.field.last_day"),
        value=None,
        min_value=view.today,
        format="YYYY-MM-DD",
        help=translate("goods.field.last_day.help"),
        key=f"{key}_last",
        width=180,
    )
    return first, last
