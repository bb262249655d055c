"""Code page 858: the characters that receipt printers of Europe share, and how to spell the others in it.

One code page for everything: a printer that switches pages between words prints the wrong letters as soon as it
loses count, and cheap printers number their other pages differently.
"""

from __future__ import annotations

import unicodedata

#: Python's name of the code page; as a printer's number it is 19 (Epson ESC/POS reference, ESC t).
CODE_PAGE = "cp858"

_NO_BREAK_SPACE, _SOFT_HYPHEN = "\u00a0", "\u00ad"
#: Printable characters of the page. The two that do not show are left out.
PRINTABLE = frozenset((bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))).decode(CODE_PAGE)) - {
    _NO_BREAK_SPACE,
    _SOFT_HYPHEN,
}
#: Characters that are neither in the page nor decompose into ones that do.
_SPELLINGS = {
    "\u2018": "'", "\u2019": "'", "\u201a": ",", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u2022": "*", "\u2044": "/", "\u20a9": "W", "\u20bd": "RUB", "\u2192": "->", "\u2032": "'", "\u2033": '"',
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "œ": "oe", "Œ": "OE", "ŋ": "ng", "Ŋ": "NG",
    "ŧ": "t", "Ŧ": "T", "ẞ": "SS", "ə": "e", "Ə": "E", _NO_BREAK_SPACE: " ",
}  # fmt: skip
_UNKNOWN = "?"


def spell(text: str) -> str:
    r"""``text`` in printable characters of the code page, each of which is one column wide.

    Letters lose only the accent that the page lacks; a character without any likeness becomes a question mark.
    Control characters, direction marks and the like vanish.

    >>> spell("Sm\u0331o\u0308rga\u030as \u2013 \u201cŁódź\u201d \x1bp")
    'Smörgås - "Lódz" p'
    """
    return "".join(map(_spell_one, unicodedata.normalize("NFC", text)))


def _spell_one(sign: str) -> str:
    if sign in PRINTABLE:
        return sign
    if sign in _SPELLINGS:
        return _SPELLINGS[sign]
    if sign.isspace():
        return " "
    if unicodedata.category(sign)[0] in "CM":
        return ""
    likeness = "".join(part for part in unicodedata.normalize("NFKD", sign) if part in PRINTABLE)
    return likeness or _UNKNOWN
