"""The obvious till, as a control: a text field for the scanner, a button for a product, a rerun for each scan."""

import streamlit as st

basket = st.session_state.setdefault("basket", [])


def scanned() -> None:
    if st.session_state.code:
        basket.append(st.session_state.code)
        st.session_state.code = ""


st.text_input("Scan", key="code", on_change=scanned)
if st.button("Product", key="product"):
    basket.append("PRODUCT")

st.code("\n".join(basket) or "empty")
