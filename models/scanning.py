"""What a scanner reads is understood: barcodes with added digits, labels of scales, GS1 codes and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import biip
from biip.rcn import Rcn, RcnRegion

from models.barcode import is_gtin, parse_gtin, unshortened

#: What scanners put before a code to name its kind (ISO/IEC 15424), if they are set so.
_KIND = re.compile(r"\]([A-Za-z])[0-9A-Za-z]")
#: A magazine's barcode with two or five digits added (GS1 General Specifications, section 5.2.2.5).
_WITH_ADDED_DIGITS = re.compile(r"([0-9]{8}|[0-9]{12,13})[ ]?(?:[0-9]{2}|[0-9]{5})")
#: A GS1 code as it is printed under the bars: (01)07310865004703(10)ABC.
_PRINTED = re.compile(r"\(([0-9]{2,4})\)([^()]*)")
_SCALE_PREFIX_LENGTH, _SCALE_ITEM_LENGTH = 2, 6
_ZEROS_LOST = range(7, 12)

#: GS1 application identifiers: net weight in kilograms, lot, best-before day and last day of use (General
#: Specifications, section 3).
_NET_WEIGHT, _LOT, _BEST_BEFORE, _EXPIRES = "310", "10", "15", "17"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a code: a GTIN of 14 digits, or else a SKU or a code of the shop's own.

    A scale's label also holds the ``weight`` in kilograms or the whole ``price`` in units of the currency. A GS1 code
    may name the last day (``expires``) on which the goods may be used, the day up to which they are best, and the lot.
    """

    code: str
    is_gtin: bool = False
    weight: Decimal | None = None
    price: Decimal | None = None
    expires: date | None = None
    best_before: date | None = None
    lot: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day on which the goods are good: that of use, else that up to which they are best."""
        return self.expires or self.best_before


def readings(text: str, country: str) -> Iterator[Reading]:
    """The ways to read a scanned or typed code in a country (ISO 3166-1), the likeliest first.

    >>> next(readings("7310865004703", "SE")) == Reading("07310865004703", is_gtin=True)
    True
    >>> list(readings("2312345004567", "SE"))[2] == Reading("02312345000002", is_gtin=True, weight=Decimal("0.456"))
    True
    >>> [each.lot for each in readings("(01)07310865004703(15)261205(10)L7", "SE")]
    ['', 'L7']
    """
    seen: set[Reading] = set()
    for reading in _all_readings(text.strip(), country):
        if reading not in seen:
            seen.add(reading)
            yield reading


def _all_readings(code: str, country: str) -> Iterator[Reading]:
    bare = _KIND.sub("", code, count=1) if _KIND.match(code) else code
    yield from _as_it_is(code)
    yield from _understood(code, country)
    if bare != code:
        yield from _as_it_is(bare)
    yield from _without_added_digits(bare)
    yield from _with_lost_zeros(bare)


def _as_it_is(code: str) -> Iterator[Reading]:
    if is_gtin(code):
        yield Reading(parse_gtin(code), is_gtin=True)
    whole = unshortened(code)
    if whole != code and is_gtin(whole):  # eight digits may be sound as they are and as a shortened number
        yield Reading(parse_gtin(whole), is_gtin=True)
    yield Reading(code)


def _understood(code: str, country: str) -> Iterator[Reading]:
    """What the rules of GS1 make of a code."""
    parsed = _parse(_as_scanned(code), country)
    if parsed is None:
        return
    message = parsed.gs1_message or parsed.gs1_digital_link_uri
    elements = message.element_strings if message else ()
    weight = next((each.decimal for each in elements if each.ai.ai.startswith(_NET_WEIGHT)), None)
    expires = next((each.date for each in elements if each.ai.ai == _EXPIRES), None)
    best_before = next((each.date for each in elements if each.ai.ai == _BEST_BEFORE), None)
    lot = next((each.value for each in elements if each.ai.ai == _LOT), "")
    if parsed.gtin is not None:
        code = parsed.gtin.as_gtin_14()
        yield Reading(code, is_gtin=True, weight=weight, expires=expires, best_before=best_before, lot=lot)
    if isinstance(parsed.gtin, Rcn) and (parsed.gtin.weight is not None or parsed.gtin.price is not None):
        yield from _of_scale(parsed.gtin)


def _of_scale(label: Rcn) -> Iterator[Reading]:
    """The product of a scale's label: its number without the measure, or the item's number at the scale."""
    base = label.without_variable_measure().as_gtin_14()
    yield Reading(base, is_gtin=True, weight=label.weight, price=label.price)
    item = label.as_gtin_13()[_SCALE_PREFIX_LENGTH:][:_SCALE_ITEM_LENGTH]
    for sku in dict.fromkeys((item, item.lstrip("0"))):
        if sku:
            yield Reading(sku, weight=label.weight, price=label.price)


def _without_added_digits(code: str) -> Iterator[Reading]:
    added = _WITH_ADDED_DIGITS.fullmatch(code)
    if added and is_gtin(added[1]):
        yield Reading(parse_gtin(added[1]), is_gtin=True)


def _with_lost_zeros(code: str) -> Iterator[Reading]:
    if len(code) in _ZEROS_LOST and code.isascii() and code.isdigit() and is_gtin(code.zfill(14)):
        yield Reading(code.zfill(14), is_gtin=True)


def _as_scanned(code: str) -> str:
    """A printed GS1 code as a scanner sends it: without its brackets, a separator after each part."""
    if _PRINTED.match(code):
        return "]C1" + "".join(f"{name}{value}\x1d" for name, value in _PRINTED.findall(code))
    return code[3:] if _KIND.match(code) and code[3:].startswith("http") else code


def _parse(code: str, country: str) -> biip.ParseResult | None:
    if not code.isascii():
        return None
    regions = {each.value: each for each in RcnRegion}
    config = biip.ParseConfig(
        rcn_region=regions.get(country.lower()),
        rcn_verify_variable_measure=False,
        gs1_element_strings_verify_date=False,
    )
    try:
        return biip.parse(code, config=config)
    except (biip.BiipException, ValueError, ArithmeticError, LookupError):
        return None
