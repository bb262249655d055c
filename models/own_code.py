"""Kassa's own codes: what it prints on paper and cards to scan again, and how no other code can be taken for one.

An own code is the reserved prefix, a letter for its kind, what it names, and two check signs::

    KX R 4000005 24

The prefix with a letter behind it is reserved: no product gets a SKU or a code that begins like that. Only capital
letters and digits are used, so that every scanner types them alike on every keyboard, and Code 128 and QR codes stay
small. ``model/own_code.js`` of the till has the same rule for the browser, and one table of cases tests both.

Source of the check signs: ISO/IEC 7064, system MOD 1271-36. They find every single wrong sign, and any two neighbours
in the wrong order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from models.errors import Refused

#: What every own code begins with; a letter follows.
PREFIX = "KX"
#: The signs of a number in a code (Crockford's base 32): none that people take for another.
NUMBER_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_MAX = 2**63 - 1
#: 50 random bits are in a coupon: who guesses a code at a till each second needs many lives.
COUPON_SIGNS = 10

_RESERVED = re.compile(rf"{PREFIX}[A-Z]", re.IGNORECASE | re.ASCII)
_BODY = re.compile(r"[0-9A-Z]{3,}", re.ASCII)
_CODE = re.compile(rf"{PREFIX}([A-Z])([0-9A-Z]{{3,}})([0-9A-Z]{{2}})", re.ASCII)
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS, _CHECK_LENGTH = 1271, 2


class OwnCodeKind(StrEnum):
    """What an own code names, by the letter behind the prefix."""

    RECEIPT = "R"
    SIGNED_RECEIPT = "V"
    PARKED_BASKET = "P"
    COUPON = "C"
    GIFT_CARD = "G"
    MEMBER_CARD = "M"
    OPERATOR_BADGE = "O"
    DEPOSIT_VOUCHER = "D"


class ReservedCode(Refused):
    """A SKU or a barcode of the shop's own that begins like one of Kassa's own codes."""

    code = "reserved_code"
    text = (
        "{barcode} cannot be the code of a product: KX and a letter begin the codes of receipts, cards and coupons. "
        "Nothing was changed; choose another code."
    )

    barcode: str


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A code of Kassa's own: its kind, and the ``body`` of capital letters and digits, which tells one from another."""

    kind: OwnCodeKind
    body: str

    def __post_init__(self) -> None:
        if not _BODY.fullmatch(self.body):
            raise ValueError(f"{self.body!r} cannot be in a code")

    @property
    def text(self) -> str:
        """The whole code, as it is printed.

        >>> OwnCode(OwnCodeKind.RECEIPT, "4000005").text
        'KXR400000524'
        """
        return f"{PREFIX}{self.kind.value}{self.body}{check_signs(f'{PREFIX}{self.kind.value}{self.body}')}"

    @property
    def number(self) -> int | None:
        """The number in it; ``None`` if it holds none.

        >>> OwnCode(OwnCodeKind.RECEIPT, "4000005").number
        4294967301
        """
        return read_number(self.body)


@dataclass(frozen=True, slots=True)
class MisreadCode:
    """A text that begins as an own code does and is none: it was misread, or its kind does not exist."""

    text: str


@dataclass(frozen=True, slots=True)
class GoodsCode:
    """A text that can only mean goods; :func:`models.scanning.readings` tells which."""

    text: str


#: What a scanned or typed text means.
CodeMeaning = OwnCode | MisreadCode | GoodsCode


def meaning_of(text: str) -> CodeMeaning:
    """The one meaning of a scanned or typed text.

    >>> meaning_of("kxr400000524")
    OwnCode(kind=<OwnCodeKind.RECEIPT: 'R'>, body='4000005')
    >>> meaning_of("KXR400000526"), meaning_of("7310865004703")
    (MisreadCode(text='KXR400000526'), GoodsCode(text='7310865004703'))
    """
    plain = text.strip()
    if not is_reserved(plain):
        return GoodsCode(plain)
    parts = _CODE.fullmatch(plain.upper()) if plain.isascii() else None
    if parts is None or parts[1] not in set(OwnCodeKind) or check_signs(plain.upper()[:-_CHECK_LENGTH]) != parts[3]:
        return MisreadCode(plain)
    return OwnCode(OwnCodeKind(parts[1]), parts[2])


def is_reserved(text: str) -> bool:
    """Whether a text begins as Kassa's own codes do, in capital letters or not.

    >>> is_reserved("KXR1"), is_reserved("kxt"), is_reserved("KX-85"), is_reserved("KX")
    (True, True, False, False)
    """
    return _RESERVED.match(text.strip()) is not None


def check_not_reserved(*codes: str) -> None:
    """Raise :class:`ReservedCode` if one of a product's codes begins as Kassa's own do."""
    for code in codes:
        if is_reserved(code):
            raise ReservedCode(code)


def code_of_number(kind: OwnCodeKind, number: int) -> OwnCode:
    """The own code for the id of a sale or a basket."""
    signs = ""
    left = number
    while left or len(signs) < 3:
        left, place = divmod(left, len(NUMBER_SIGNS))
        signs = NUMBER_SIGNS[place] + signs
    return OwnCode(kind, signs)


def read_number(body: str) -> int | None:
    """The number that signs write; ``None`` if they write none, or one that no id has."""
    number = 0
    for sign in body:
        place = NUMBER_SIGNS.find(sign)
        number = number * len(NUMBER_SIGNS) + place
        if place < 0 or number > NUMBER_MAX:
            return None
    return number


def new_coupon(choose: Callable[[str], str]) -> OwnCode:
    """The code of a new coupon; ``choose`` picks one sign of a text by chance.

    >>> new_coupon(lambda signs: signs[0]).text
    'KXC0000000000UB'
    """
    return OwnCode(OwnCodeKind.COUPON, "".join(choose(NUMBER_SIGNS) for _ in range(COUPON_SIGNS)))


def check_signs(text: str) -> str:
    """The two signs that follow a text of capital letters and digits (ISO/IEC 7064, MOD 1271-36).

    >>> check_signs("ISO79")
    '3W'
    """
    rest = 0
    for sign in text:
        rest = (rest + _SIGNS.index(sign)) * len(_SIGNS) % _MODULUS
    first, second = divmod((_MODULUS + 1 - rest * len(_SIGNS)) % _MODULUS, len(_SIGNS))
    return f"{_SIGNS[first]}{_SIGNS[second]}"
