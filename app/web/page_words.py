"""The words in the page's head: for what Streamlit writes in English, and for a lost server."""

from __future__ import annotations

import html
import json
from functools import cache

from app.words import words_of

#: The texts of Streamlit's own controls; in English they are as Streamlit writes them.
PREFIX = "widgets."
#: Those of the place for files, where a name or a size is ``{what}``; elsewhere the same words are somebody's own.
OF_FILES = f"{PREFIX}file_"


@cache
def page_words(language: str) -> bytes:
    """Tags for the head of a page in ``language``."""
    english, own = (words_of(each).under(PREFIX) for each in ("en", language))
    own_words = {key: (str(text), own[key]) for key, text in english.items() if own[key] != text}
    words = dict(pair for key, pair in own_words.items() if not key.startswith(OF_FILES))
    of_files = dict(pair for key, pair in own_words.items() if key.startswith(OF_FILES))
    contents = {
        "kassa-words": json.dumps(words, ensure_ascii=False),
        "kassa-file-words": json.dumps(of_files, ensure_ascii=False),
        "kassa-lost": words_of(language).translate("pages.lost"),
    }
    return "".join(f'<meta name="{name}" content="{html.escape(text)}">' for name, text in contents.items()).encode()
