"""Words of column headings: without accents and brackets, with or without tax, in which currency."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from integrations.spreadsheets.currencies import currencies_of_heading

_TAX = r"(?:moms|momsen|mva|vat|tax|taxes|gst|skatt|mwst|tva|iva|btw)"
_WITHOUT_TAX = re.compile(
    rf"\b(?:exkl\w*|excl\w*|netto(?P<rest>\w*)|net|pretax|exmoms|(?:ej|not|inte) (?:inkl|incl)\w*(?: {_TAX})?"
    rf"|{_TAX} (?:not|ej|inte) (?:inkl|incl)\w*|{_TAX} tillkommer"
    rf"|(?:ex|u|utan|without|before|fore|pre|w o|no|less|minus) {_TAX})\b"
    rf"(?: {_TAX}\b)?"
)
_WITH_TAX = re.compile(
    rf"\b(?:(?:inkl\w*|incl\w*|inc|ink|med|m|with|after|efter)(?: \d+)? {_TAX}|{_TAX} (?:inkl\w*|incl\w*|ingar)"
    rf"|(?:inklmoms|inkmoms)|inkl|incl|inclusive|inklusive|ink|inc)\b"
)


@lru_cache(maxsize=4_096)
def plain(header: str) -> str:
    """A heading without accents, signs, brackets and their contents.

    >>> plain("Försäljningspris (SEK)"), plain("Price [Butiken]"), plain("list_price")
    ('forsaljningspris', 'price', 'list price')
    """
    return _letters(re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", header))


def is_without_tax(header: str) -> bool:
    """Whether a heading states, in brackets or not, that its amounts are without tax.

    >>> is_without_tax("Pris (exkl. moms)"), is_without_tax("Net price"), is_without_tax("Pris inkl. moms")
    (True, True, False)
    """
    return _WITHOUT_TAX.search(_letters(header)) is not None


def is_with_tax(header: str) -> bool:
    """Whether a heading states that its amounts include tax.

    >>> is_with_tax("Utpris inkl. moms"), is_with_tax("Price (tax incl.)"), is_with_tax("Pris")
    (True, True, False)
    """
    return not is_without_tax(header) and _WITH_TAX.search(_letters(header)) is not None


def amount_words(header: str) -> str:
    """A heading of amounts without its words about tax, currency and outlet.

    >>> amount_words("Utpris inkl. moms (SEK)"), amount_words("Nettopris"), amount_words("Price ex VAT [Butiken]")
    ('utpris', 'pris', 'price')
    """
    words = _letters(re.sub(r"\[[^\]]*\]", " ", header))
    words = _WITH_TAX.sub(" ", _WITHOUT_TAX.sub(lambda found: f" {found['rest'] or ''} ", words))
    return " ".join(word for word in words.split() if not currencies_of_heading(word.upper()) and word != "kr")


def is_foreign(header: str, currency: str) -> bool:
    """Whether a heading names another currency than this one.

    >>> is_foreign("Price (EUR)", "SEK"), is_foreign("Pris kr", "SEK"), is_foreign("Price", "SEK")
    (True, False, False)
    """
    named = currencies_of_heading(header)
    return bool(named) and currency not in named


def outlet_of(header: str) -> str:
    """The outlet that a heading names in square brackets; empty if it names none.

    >>> outlet_of("In stock [Hörnbutiken]")
    'hornbutiken'
    """
    found = re.search(r"\[([^\]]*)\]", header)
    return _letters(found[1]) if found else ""


def compact(words: str) -> str:
    """Plain words run together: other programs write ``CategoryName``, ``category_name`` or ``Category name``.

    >>> compact(plain("CategoryName")) == compact("category name")
    True
    """
    return words.replace(" ", "")


def _letters(text: str) -> str:
    """Letters and digits without accents or capitals, a blank for everything else."""
    signs = unicodedata.normalize("NFKD", text.lstrip("\ufeff").casefold())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(s for s in signs if not unicodedata.combining(s))).split())
