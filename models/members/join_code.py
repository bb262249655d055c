"""The code with which a customer becomes a member on the own phone: signed, short-lived, of one till and one basket.

A display shows it as a picture. Nothing is stored before it is used, so that showing codes costs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.errors import Refused

#: A till shows another code so often, and one holds for so long after the next one came.
CODE_TIME, HOLDS_AFTER = timedelta(minutes=5), timedelta(minutes=10)
#: So many customers become members with the codes of one till within this time, whoever sends them.
JOINS_MAX, JOINS_TIME = 20, timedelta(hours=1)
#: The browser that used a code is shown the card again for so long.
SHOWN_AGAIN = timedelta(hours=24)
#: So many signs has the signature of a code: 128 bits.
SIGNATURE_SIGNS = 32

_FORM = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,19})-(\d{1,9})-([0-9a-f]{32})", re.ASCII)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class WrongJoinCode(Refused):
    """A text that no till of the shop showed."""

    code = "wrong_join_code"
    text = "This is no code of a till. Nobody became a member; scan the code on the customer's display."


class JoinCodeExpired(Refused):
    """A code that a till showed too long ago."""

    code = "join_code_expired"
    text = "This code is too old. Nobody became a member; scan the code that the display shows now."


class JoinCodeUsed(Refused):
    """A code with which somebody became a member already."""

    code = "join_code_used"
    text = "This code was used already. Nobody else became a member; scan the code that the display shows now."


class JoiningTooOften(Refused):
    """Too many became members by the codes of one till lately."""

    code = "joining_too_often"
    text = "Too many became members at this till lately. Nobody became a member; ask at the till."


class JoiningClosed(Refused):
    """The shop lets nobody become a member on the own phone."""

    code = "joining_closed"
    text = "Nobody becomes a member on the own phone here. Nobody became one; ask at the till."


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A code of a till.

    ``slot`` is the number of the five minutes in which it is shown, ``basket`` the id of the open one (0: none), and
    ``uses`` how many codes of the till were used before, so that the next customer gets another one.
    """

    till_id: int
    slot: int
    basket: int
    uses: int

    @property
    def signed_text(self) -> str:
        """What is signed.

        >>> JoinCode(1, 5939284, 1000001, 3).signed_text
        '1-5939284-1000001-3'
        """
        return f"{self.till_id}-{self.slot}-{self.basket}-{self.uses}"

    def text(self, signature: str) -> str:
        """The whole code; ``signature`` has hexadecimal digits, of which the first count."""
        return f"{self.signed_text}-{signature[:SIGNATURE_SIGNS]}"


def slot_of(at: datetime) -> int:
    """The number of the five minutes in which an instant is.

    >>> from datetime import UTC
    >>> slot_of(datetime(1970, 1, 1, 0, 9, 59, tzinfo=UTC))
    1
    """
    return (at - _EPOCH) // CODE_TIME


def parse_join_code(text: str) -> tuple[JoinCode, str]:
    """The code of a text, and its signature, which nobody has checked yet. Raises :class:`WrongJoinCode`."""
    parts = _FORM.fullmatch(text)
    if parts is None:
        raise WrongJoinCode
    return JoinCode(*(int(parts[number]) for number in range(1, 5))), parts[5]


def check_fresh(code: JoinCode, at: datetime) -> None:
    """Raise :class:`JoinCodeExpired` unless the code still holds; one of the future never does."""
    begins = _EPOCH + code.slot * CODE_TIME
    if not begins <= at < begins + CODE_TIME + HOLDS_AFTER:
        raise JoinCodeExpired
