"""How well a product fits what somebody seeks: the till's rules (docs/searching.md), for pages of the server."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

#: Letters of their own, which lose no accent.
_OWN_LETTERS = str.maketrans({"å": "\ue000", "ä": "\ue001", "ö": "\ue002"})
_BACK = str.maketrans({"\ue000": "å", "\ue001": "ä", "\ue002": "ö"})


class SearchFit(IntEnum):
    """How a product fits, the best first."""

    WHOLE = 0
    BEGINNING = 1
    WORDS = 2
    PARTS = 3
    DIGITS = 4


def plain_letters(text: str) -> str:
    """Small letters without accents, but å, ä and ö stay themselves.

    >>> plain_letters("Crème FRAÎCHE"), plain_letters("Rågkaka")
    ('creme fraiche', 'rågkaka')
    """
    apart = unicodedata.normalize("NFC", text).lower().translate(_OWN_LETTERS)
    parted = unicodedata.normalize("NFD", apart)
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).translate(_BACK)


def search_fit(name: str, sku: str, text: str) -> SearchFit:
    """How a product that has every word of a text somewhere fits it; a word that is in no name is in a barcode.

    >>> [search_fit(name, "1", "kaffe").name for name in ("Kaffe", "Kaffebröd", "Mörkrost kaffe", "Bryggkaffe", "Te")]
    ['WHOLE', 'BEGINNING', 'WORDS', 'PARTS', 'DIGITS']
    """
    plain_name, plain_sku, sought = plain_letters(name), plain_letters(sku), plain_letters(text).strip()
    if sought in {plain_name, plain_sku}:
        return SearchFit.WHOLE
    if plain_name.startswith(sought) or plain_sku.startswith(sought):
        return SearchFit.BEGINNING
    beginnings = re.findall(r"[^\W_]+", plain_name)
    if all(any(each.startswith(word) for each in beginnings) for word in sought.split()):
        return SearchFit.WORDS
    if all(word in plain_name or word in plain_sku for word in sought.split()):
        return SearchFit.PARTS
    return SearchFit.DIGITS
