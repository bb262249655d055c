"""Amounts of money in a table are drawn under each other's last digit; a table in which they are not is noticed."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.office.office_pages import crooked_figures


def draw(columns: str) -> AppTest:
    script = f"""
import streamlit as st
from app.office.figure_columns import figure_columns
rows = [{{"Goods": "Milk", "Price": "19,90\\N{{NO-BREAK SPACE}}kr", "Cost": "–"}}]
st.dataframe(rows, hide_index=True, column_config=figure_columns({columns}))
"""
    return AppTest.from_string(script).run()


def test_a_column_of_amounts_is_drawn_as_figures_or_noticed() -> None:
    assert crooked_figures(draw('"Price"')) == []
    assert crooked_figures(draw('"Goods"')) == ["Price"]
