"""The registered number of a company: its check digit, and the numbers of sole traders, which are personal numbers.

A receipt must show the number (SKVFS 2014:9, chapter 7, section 1 a), so a sole trader's personal number is stored as
that one value of the company; it never becomes part of a name, a code or an id.
"""

from __future__ import annotations

from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from models.errors import Refused

#: In the number of a legal person the third and fourth digit are at least this, so that it cannot be a day of birth.
LEGAL_PERSON_MIN = 20
#: Coordination numbers are personal numbers whose day is this much higher.
COORDINATION_DAYS = 60
_CENTURY_DIGITS = 12


class WrongCompanyNumber(Refused):
    """The registered number of a company cannot be right."""

    code = "wrong_company_number"
    text = (
        "{number!r} is no Swedish organisation number: {reason}. Nothing was changed. Write its ten digits as on the "
        "registration certificate; a sole trader writes the personal number."
    )

    number: str
    reason: str


def check_company_number(text: str) -> str:
    """The number as ``NNNNNN-NNNN``; raises :class:`WrongCompanyNumber`.

    >>> check_company_number(" 5560004755 "), check_company_number("19640823-3234")
    ('556000-4755', '640823-3234')
    """
    number = "".join(sign for sign in text if sign not in " -+\u2013")
    if len(number) == _CENTURY_DIGITS and number[:2] in {"16", "19", "20"}:
        number = number[2:]
    if not (number.isascii() and number.isdigit() and len(number) == len("5560004755")):
        raise WrongCompanyNumber(text[:40], "it needs ten digits")
    if number == "0" * len(number):
        raise WrongCompanyNumber(text[:40], "it is all zeros")
    try:
        orgnr.validate(number)
    except ValidationError:
        raise WrongCompanyNumber(text[:40], "its last digit does not fit the others") from None
    if is_personal_number(number) and not _can_be_birthday(number):
        raise WrongCompanyNumber(text[:40], "it begins with no date, and no company's number begins so") from None
    return f"{number[:6]}-{number[6:]}"


def is_personal_number(number: str) -> bool:
    """Whether a number of ten digits, with or without its dash, is that of a sole trader.

    >>> is_personal_number("640823-3234"), is_personal_number("556000-4755")
    (True, False)
    """
    return int(number[2:4]) < LEGAL_PERSON_MIN


def _can_be_birthday(number: str) -> bool:
    month, day = int(number[2:4]), int(number[4:6])
    day -= COORDINATION_DAYS if day > COORDINATION_DAYS else 0
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True
