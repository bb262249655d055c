"""A field for a quantity has what the page believes, also where a run that was ended had filled in something else."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    from decimal import Decimal

    import streamlit as st

    from app.office.filled_fields import field_of, fill_if_other
    from models.quantity import Unit

    fill_if_other("units", st.session_state.get("believed", Decimal(3)), Unit.PIECE)
    key, value = field_of("units")
    st.number_input("units", value=value, key=key, min_value=0, step=1)


def test_a_field_that_was_drawn_with_what_had_been_read_before_is_filled_anew() -> None:
    page = AppTest.from_function(_page).run()
    assert page.number_input[0].value == 3
    drawn = page.number_input[0].key
    page.run()
    assert page.number_input[0].key == drawn, "what is right already is left alone"
    page.session_state["believed"] = 4
    page.run()
    assert page.number_input[0].value == 4
