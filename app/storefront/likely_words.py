"""What somebody meant who typed a word that no product has: the likeliest word of the products' names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from models.catalogue.search_fit import plain_letters

#: Shorter words are like too many others; longer texts are looked at by nobody.
LETTERS_LEAST, LETTERS_MOST = 3, 30
#: How alike two words must be, from 0 to 1.
LIKENESS = 0.65


def likely_text(text: str, names: Iterable[str]) -> str:
    """A text with each word replaced by the likeliest one of some names; empty where one is like none of them.

    >>> likely_text("melk", ["Mellanmjölk 1,5 l", "Mjölk 1 l"]), likely_text("xyzzy", ["Mjölk"])
    ('mjölk', '')
    """
    vocabulary = sorted({word for name in names for word in re.findall(r"[^\W\d_]{3,}", plain_letters(name))})
    likely = [_likely_word(word, vocabulary) for word in plain_letters(text).split()[:4]]
    return " ".join(likely) if all(likely) else ""


def _likely_word(word: str, vocabulary: list[str]) -> str:
    if not LETTERS_LEAST <= len(word) <= LETTERS_MOST:
        return ""
    return next(iter(get_close_matches(word, vocabulary, n=1, cutoff=LIKENESS)), "")
