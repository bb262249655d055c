"""What we know of a visitor of our Streamlit pages."""

from __future__ import annotations

import streamlit as st

from app.words import choose_language, words_of
from operations.installation.configuration import load_settings

#: The till writes the operator's choice of language here.
LANGUAGE_COOKIE = "kassa_language"


def language_of_visitor() -> str:
    """``?lang=`` in the address, else the choice made at the till, else the browser's, else the shop's."""
    wishes = [st.query_params.get("lang"), st.context.cookies.get(LANGUAGE_COOKIE), st.context.locale]
    return choose_language(wishes, default=load_settings().language)


def tell_of_mistake(_error: Exception) -> bool:
    """Show in the visitor's language that a page broke; ``True`` stops Streamlit from showing its own message.

    Streamlit has written the error to the server's log before.
    """
    st.error(words_of(language_of_visitor()).translate("problem.broken"), icon=":material/error:")
    return True
