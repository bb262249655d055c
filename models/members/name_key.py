"""What members are found by: names without accents, and phone numbers with the code of their country."""

from __future__ import annotations

import re
import unicodedata

#: Letters that have no accent to take off, but that people type without it.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ð": "d", "þ": "th"})
_PHONE_SIGNS = re.compile(r"[ ()/.\-\u2010-\u2015]")
#: ITU-T E.164: at most 15 digits; no subscriber's number is shorter than this.
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
#: A search of so many digits at least is one for a phone number.
PHONE_DIGITS_MIN = 4


def name_key(name: str) -> str:
    """A name as it is compared: small letters without accents, one space between two words.

    >>> name_key("  Åsa  Öhrn-Løvåsen ")
    'asa ohrn lovasen'
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def last_name_key(name: str) -> str:
    """The same, beginning with the last word: people search by either.

    >>> last_name_key("Anna Maria Öberg-Ek")
    'oberg ek anna maria'
    """
    *first, last = name.split() or [""]
    return name_key(" ".join([last, *first]))


def phone_number(text: str, calling_code: str) -> str | None:
    """A phone number in the form of ITU-T E.164; ``None`` if it is none.

    :param calling_code: that of the shop's country, for a number that begins with 0

    >>> phone_number("070-174 06 05", "46"), phone_number("0046 70 174 06 05", "46"), phone_number("12 ab", "46")
    ('+46701740605', '+46701740605', None)
    """
    number = begin_of_phone(text, calling_code)
    return number if number is not None and _PHONE.fullmatch(number) else None


def begin_of_phone(text: str, calling_code: str) -> str | None:
    """The beginning of a phone number that somebody types; ``None`` if the text is none.

    >>> begin_of_phone("070-17", "46"), begin_of_phone("Anna", "46"), begin_of_phone("07", "46")
    ('+467017', None, None)
    """
    plain = _PHONE_SIGNS.sub("", text.strip())
    if not re.fullmatch(rf"\+?\d{{{PHONE_DIGITS_MIN},}}", plain, re.ASCII):
        return None
    if plain.startswith("+"):
        return plain
    if plain.startswith("00"):
        return f"+{plain[2:]}"
    return f"+{calling_code}{plain.removeprefix('0')}"
