"""Barcodes in a cell: GTINs with their check digits, and other codes that a shop prints itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from integrations.spreadsheets.cell_faults import is_shortened, without_entities
from integrations.spreadsheets.cells import digits_of
from models.barcode import GTIN_LENGTHS, NotAGtin, WrongCheckDigit, is_code, parse_gtin

_NO_BARCODE = frozenset({"", "-", "n/a", "na", "null", "none", "saknas", "0"})
#: A UPC-A whose leading zero a spreadsheet has dropped.
_ZERO_LOST = 11
#: More digits than this are two barcodes run together.
_DIGITS_MAX = 20
SHORTENED = "was shortened by a spreadsheet; format the column as text and export again"


@dataclass(frozen=True, slots=True)
class Barcodes:
    """What a cell holds: ``gtins`` of 14 digits, other ``codes``, and GTINs whose lost zero was put back.

    ``faults`` are a code and a reason each.
    """

    gtins: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    restored: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = ()


def read_barcodes(cell: str) -> Barcodes:
    """The barcodes of a cell: none, one, or several between commas, semicolons, bars or line breaks.

    >>> read_barcodes("5449000000996, MUGG-01").gtins, read_barcodes("MUGG-ROD-01").codes
    (('05449000000996',), ('MUGG-ROD-01',))
    """
    if not cell:
        return Barcodes()
    text = digits_of(without_entities(cell))
    if text.casefold() in _NO_BARCODE:
        return Barcodes()
    if is_shortened(text):
        return Barcodes(faults=(("shortened_barcode", SHORTENED),))
    found = [_one(part) for part in _parts(text)]
    return Barcodes(
        gtins=tuple(dict.fromkeys(code for each in found for code in each.gtins)),
        codes=tuple(dict.fromkeys(code for each in found for code in each.codes)),
        restored=tuple(pair for each in found for pair in each.restored),
        faults=tuple(dict.fromkeys(fault for each in found for fault in each.faults)),
    )


def _parts(text: str) -> list[str]:
    """Blanks and slashes separate numbers; within other codes they may belong to them."""
    numbers = [part for part in re.split(r"[\s,;|/]+", text) if part]
    if all(re.fullmatch(r"['=\"]*[0-9]{6,14}(?:\.0)?\"?", part) for part in numbers):
        return [digits_of(part) for part in numbers]
    return [digits_of(part) for part in re.split(r"[,;|\r\n\t]+", text) if part.strip()]


def _one(text: str) -> Barcodes:
    try:
        return Barcodes(gtins=(parse_gtin(text),))
    except WrongCheckDigit:
        return Barcodes(faults=(("wrong_check_digit", "has a wrong check digit"),))
    except NotAGtin:
        pass
    digits = text.isascii() and text.isdigit()
    if digits and len(text) == _ZERO_LOST and (gtin := _with_zero(text)):
        return Barcodes(gtins=(gtin,), restored=((text, gtin.lstrip("0").zfill(_ZERO_LOST + 1)),))
    if is_code(text) and not (digits and len(text) > _DIGITS_MAX):
        return Barcodes(codes=(text,))
    lengths = ", ".join(map(str, GTIN_LENGTHS[:-1]))
    return Barcodes(
        faults=(("not_a_gtin", f"is neither a barcode of {lengths} or {GTIN_LENGTHS[-1]} digits nor a code to print"),)
    )


def _with_zero(digits: str) -> str | None:
    try:
        return parse_gtin(f"0{digits}")
    except WrongCheckDigit:
        return None
