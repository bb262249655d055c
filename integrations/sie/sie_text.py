"""Text of a SIE file: code page 437, quoted; a character that it does not have becomes its nearest letters."""

from __future__ import annotations

import unicodedata

CODE_PAGE = "cp437"
#: Letters that have no parts of which the code page has one.
_NEAREST = {"ø": "ö", "Ø": "Ö", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D",
            "–": "-", "—": "-", "’": "'", "‘": "'", "”": '"', "“": '"', "…": "...", "€": "EUR"}  # fmt: skip


def spell_sie(text: str) -> str:
    """The text in characters of the code page; what has no letter near to it becomes a question mark.

    >>> spell_sie("Kafé Łódź – Åre"), spell_sie("日")
    ('Kafé Lódz - Åre', '?')
    """
    return "".join(_spelled(character) for character in text if character.isprintable())


def quoted(text: str) -> str:
    r"""A text as a field of a record.

    >>> quoted('Anna "A" Ek')
    '"Anna \\"A\\" Ek"'
    """
    escaped = spell_sie(text).replace("\\", "/").replace('"', '\\"')
    return f'"{escaped}"'


def _spelled(character: str) -> str:
    if _is_in_page(character):
        return character
    near = _NEAREST.get(character)
    if near is None:
        near = "".join(each for each in unicodedata.normalize("NFKD", character) if not unicodedata.combining(each))
    return near if near and all(_is_in_page(each) for each in near) else "?"


def _is_in_page(character: str) -> bool:
    try:
        character.encode(CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return True
