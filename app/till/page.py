"""The till page: everything that sells lives in one component; Streamlit only brings it to the browser."""

from __future__ import annotations

import streamlit as st

from app.till.component import till_surface
from app.till.lock_time import lock_minutes
from app.web.visitor import LANGUAGE_COOKIE, language_of_visitor
from app.words import FORMATS, LANGUAGES, choose_language, words_of
from operations.installation.configuration import load_settings

#: Streamlit's own frame, which a till has no room for.
FRAME = """<style>
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0; max-width: none; }
[data-testid="stVerticalBlock"] { gap: 0; }
</style>"""


def chosen_till() -> int:
    """``?till=`` in the address, else the till that this server is set to sell for."""
    asked = str(st.query_params.get("till", ""))
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 7 else load_settings().till_id


def main() -> None:
    """Hand the component its till, its words and the visitor's language."""
    st.html(FRAME)
    till_surface(
        {
            "till": chosen_till(),
            "language": language_of_visitor(),
            "askedLanguage": choose_language([st.query_params.get("lang")], default=""),
            "goodsLanguage": load_settings().language,
            "languageCookie": LANGUAGE_COOKIE,
            "lockMinutes": lock_minutes(),
            "formats": FORMATS,
            "words": {language: words_of(language).under("till.") for language in LANGUAGES},
        }
    )


main()
