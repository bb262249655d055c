"""The bars of a barcode, in modules: the width of the thinnest bar is one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

# python-barcode has no types.
from barcode.codex import Code128  # type: ignore[import-untyped]
from barcode.ean import EAN8, EAN13  # type: ignore[import-untyped]

from models.barcode import is_gtin

_EAN8_ZEROS, _EAN13_ZEROS = "0" * 6, "0"


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars as (first module, width), ``modules`` wide with the quiet zones; ``text`` is what people read below."""

    bars: tuple[tuple[int, int], ...]
    modules: int
    text: str


def bars_of(code: str) -> Bars:
    """The bars of a GTIN of 14 digits (EAN-8, EAN-13 or UPC-A; of cases Code 128), or of a code of the shop's own.

    Quiet zones: GS1 General Specifications, section 5.2.3 (11 and 7 modules, EAN-8 7 and 7), and 10 modules beside a
    Code 128.
    """
    if len(code) == len(_EAN8_ZEROS) + 8 and is_gtin(code):
        if code.startswith(_EAN8_ZEROS):
            return _drawn(EAN8(code[6:]).build()[0], 7, 7, code[6:])
        if code.startswith(_EAN13_ZEROS):
            return _drawn(EAN13(code[1:]).build()[0], 11, 7, code[2:] if code.startswith("00") else code[1:])
    return _drawn(Code128(code).build()[0], 10, 10, code)


def _drawn(pattern: str, before: int, after: int, text: str) -> Bars:
    bars, at = [], before
    for sign, run in groupby(pattern):
        width = len(list(run))
        if sign == "1":
            bars.append((at, width))
        at += width
    return Bars(tuple(bars), at + after, text)
