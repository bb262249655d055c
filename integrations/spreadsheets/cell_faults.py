"""Cells that a spreadsheet or another program spoiled: shortened codes, error words, entities, wrong encodings."""

from __future__ import annotations

import html
import re

#: Digits that a spreadsheet keeps of a long number, in powers of ten: 7,31087E+12.
_POWERS = re.compile(r"[+-]?[0-9](?:[.,][0-9]+[eE]\+?|[eE]\+)[0-9]{1,3}")
#: What is left of such a number once it was saved as a number again: 7310870000000.
_ROUNDED = re.compile(r"[1-9][0-9]{5,8}0{6,9}")
_DIGITS = frozenset("0123456789")
_ROUNDED_LENGTHS = (12, 13, 14)

#: What spreadsheets show for a failed formula: English first, then the languages that call it otherwise.
_ERROR_WORDS = """
#N/A #NAME? #VALUE! #REF! #DIV/0! #NUM! #NULL! #SPILL! #CALC! #FIELD! #BUSY! #BLOCKED! #CONNECT! #UNKNOWN!
#GETTING_DATA #ERROR! #PYTHON! #EXTERNAL!
#SAKNAS! #SAKNAS #NAMN? #VÄRDEFEL! #REFERENS! #REF #DIVISION/0! #OGILTIGT! #SKÄRNING! #UTFLÖDE! #SPILL
#NV #WERT! #BEZUG! #ZAHL! #ÜBERLAUF! #KALK! #FELD!
#NOM? #VALEUR! #NOMBRE! #NUL! #PROPAGATION! #DISPERSION! #EPARS! #CALCUL! #CHAMP!
#I/T #NAVN? #VERDI! #OVERFLYT! #VÆRDI! #REFERENCE! #OVERLØB! #BEREGN!
#PUUTTUU! #PUUTTUU #NIMI? #ARVO! #VIITTAUS! #JAKO/0! #LUKU! #TYHJÄ! #LEVIÄMINEN! #HAJOTUS!
#¿NOMBRE? #¡VALOR! #¡REF! #¡DIV/0! #¡NUM! #¡NULO! #¡DESBORDAMIENTO! #VALOR! #NULO! #N/D #N/D! #NOME?
#VALORE! #RIF! #NULLO! #ND #NAAM? #WAARDE! #VERW! #DEEL/0! #GETAL! #LEEG! #NB #OVERLOOP!
#NAZWA? #ARG! #ADR! #LICZBA! #ZERO! #DZIEL/0!
"""
_ERRORS = frozenset(_ERROR_WORDS.split())
_OFFICE_ERROR = re.compile(r"(?:err|fel|fehler|feil|fejl|virhe|erreur|error):[ \xa0]?5[0-9]{2}|#{3,}", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
#: Text in UTF-8 that was read as Windows-1252 and saved: Ã¶ for ö, Ã… for Å.
_GARBLED = re.compile(r"Ã[¤¥¶–…„†˜©¨¸¦¼Ÿ\u0080-\u009f\u00a0-\u00bf]|â‚¬|â€[™œ“”\u009d]|Â[°´½\u00a0]")


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet has turned a long number into powers of ten: the digits are lost.

    >>> [is_shortened(text) for text in ("7,31087E+12", "7E+12", "7310870000000", "7310865004703", "AB-1E")]
    [True, True, True, False, False]
    """
    bare = text.strip()
    if bare[-1:] not in _DIGITS:
        return False
    rounded = len(bare) in _ROUNDED_LENGTHS and _ROUNDED.fullmatch(bare) is not None
    return rounded or _POWERS.fullmatch(bare) is not None


def is_error_word(text: str) -> bool:
    """Whether a cell is what a spreadsheet shows where a formula failed or a column is too narrow.

    >>> [is_error_word(text) for text in ("#NAMN?", "#n/a", "Err:502", "########", "#1 i listan")]
    [True, True, True, True, False]
    """
    if "#" not in text and ":" not in text:
        return False
    bare = text.strip()
    return bare.upper() in _ERRORS or _OFFICE_ERROR.fullmatch(bare) is not None


def without_entities(text: str) -> str:
    """Text with the letters that entities of HTML mean, also where they were written twice.

    >>> without_entities("Salt &amp; Vinegar"), without_entities("R&amp;amp;B"), without_entities("AT&T; R&D")
    ('Salt & Vinegar', 'R&B', 'AT&T; R&D')
    """
    for _ in range(3):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def is_garbled(text: str) -> bool:
    """Whether text in UTF-8 was read in another encoding and saved like that.

    >>> is_garbled("MjÃ¶lk"), is_garbled("Mjölk"), is_garbled("São Paulo")
    (True, False, False)
    """
    return not text.isascii() and _GARBLED.search(text) is not None
