"""Barcodes: GTINs with their check digits."""

from __future__ import annotations

from models.errors import Refused

GTIN_LENGTHS = (8, 12, 13, 14)
#: Digits of a UPC-E with its number system and its check digit; an EAN-8 has as many.
SHORT_LENGTH = 8


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


#: A code of a shop's own: so many signs of ASCII; fewer digits would be typed as a quantity.
CODE_LENGTHS = range(2, 49)
CODE_DIGITS_LEAST = 3


def is_code(text: str) -> bool:
    """Whether a text can be a code of the shop's own (Code 128, Code 39): printable ASCII, no GTIN.

    >>> is_code("MUGG-ROD-01"), is_code("10047"), is_code("12"), is_code("Räksallad"), is_code("5449000000996")
    (True, True, False, False, False)
    """
    if len(text) not in CODE_LENGTHS or not (text.isascii() and text.isprintable()) or text != " ".join(text.split()):
        return False
    return not text.isdigit() or (len(text) >= CODE_DIGITS_LEAST and len(text) not in GTIN_LENGTHS)


def check_digit(body: str) -> int:
    """The GS1 check digit that follows ``body``.

    Source: GS1 General Specifications, section 7.9 (weights 3 and 1 from the right).

    >>> check_digit("731086500470")
    3
    """
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -weighted % 10


def parse_gtin(text: str) -> str:
    """A scanned or typed barcode as a GTIN of 14 digits, zeros in front. Eight digits are an EAN-8, else a UPC-E.

    >>> parse_gtin("7310865004703")
    '07310865004703'
    """
    digits = text.strip()
    if len(digits) not in GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()):
        raise NotAGtin(text)
    if not _is_sound(digits):
        digits = unshortened(digits) if len(digits) == SHORT_LENGTH else digits
        if not _is_sound(digits):
            raise WrongCheckDigit(text.strip())
    return digits.zfill(14)


def is_gtin(text: str) -> bool:
    """Whether a text is a GTIN with its check digit.

    >>> is_gtin("7310865004703"), is_gtin("7310865004704"), is_gtin("4111111111111111")
    (True, False, False)
    """
    digits = text.strip()
    if len(digits) not in GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()):
        return False
    return _is_sound(digits) or (len(digits) == SHORT_LENGTH and _is_sound(unshortened(digits)))


def unshortened(short: str) -> str:
    """The UPC-A that a zero-suppressed UPC-E of eight digits means; other digits stay as they are.

    Source: GS1 General Specifications, section 5.2.2.4.2 (the last of the six digits tells where zeros were left out).

    >>> unshortened("04252614")
    '042100005264'
    """
    system, digits, check = short[:1], short[1:7], short[7:]
    if system not in {"0", "1"} or len(short) != SHORT_LENGTH:
        return short
    match digits[5]:
        case "0" | "1" | "2":
            body = f"{digits[:2]}{digits[5]}0000{digits[2:5]}"
        case "3":
            body = f"{digits[:3]}00000{digits[3:5]}"
        case "4":
            body = f"{digits[:4]}00000{digits[4]}"
        case last:
            body = f"{digits[:5]}0000{last}"
    return f"{system}{body}{check}"


def _is_sound(digits: str) -> bool:
    return check_digit(digits[:-1]) == int(digits[-1])
