"""Barcodes: GTINs with their check digits."""

from __future__ import annotations

from models.errors import Refused

GTIN_LENGTHS = (8, 12, 13, 14)


class WrongCheckDigit(Refused):
    """The digits contradict each other: a misread or mistyped barcode."""

    code = "wrong_check_digit"
    text = "The barcode {digits} was misread: its check digit is wrong. Nothing was added; scan it again."

    digits: str


class NotAGtin(Refused):
    """The text cannot be a GTIN at all."""

    code = "not_a_gtin"
    text = "{barcode!r} is not a barcode number of 8, 12, 13 or 14 digits. Nothing was added; scan it again."

    barcode: str


class UnknownBarcode(Refused):
    """A sound barcode of no product in the catalogue."""

    code = "unknown_barcode"
    text = "No product has the barcode {barcode}. Nothing was added; search by name or register the product."

    barcode: str


def check_digit(body: str) -> int:
    """The GS1 check digit that follows ``body``.

    Source: GS1 General Specifications, section 7.9 (weights 3 and 1 from the right).

    >>> check_digit("731086500470")
    3
    """
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -weighted % 10


def parse_gtin(text: str) -> str:
    """A scanned or typed barcode as a GTIN of 14 digits, zeros in front.

    >>> parse_gtin("7310865004703")
    '07310865004703'
    """
    digits = text.strip()
    if len(digits) not in GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()):
        raise NotAGtin(text)
    if check_digit(digits[:-1]) != int(digits[-1]):
        raise WrongCheckDigit(digits)
    return digits.zfill(14)


def is_gtin(text: str) -> bool:
    """Whether a text is a GTIN with its check digit.

    >>> is_gtin("7310865004703"), is_gtin("7310865004704"), is_gtin("4111111111111111")
    (True, False, False)
    """
    try:
        return bool(parse_gtin(text))
    except (NotAGtin, WrongCheckDigit):
        return False
