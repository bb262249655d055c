"""What a PIN must be like."""

from __future__ import annotations

import re
from itertools import pairwise

from models.errors import Refused

PIN_LENGTH_MIN, PIN_LENGTH_MAX = 4, 6
_PIN = re.compile(r"[0-9]{4,6}")


class BadPin(Refused):
    """A PIN cannot be used."""

    code = "bad_pin"
    text = (
        "This PIN cannot be used. Nothing was changed. Choose 4 to 6 digits that do not all repeat and do not just "
        "count up or down."
    )


def check_new_pin(pin: str) -> None:
    """Raise :class:`BadPin` unless a person may choose this PIN.

    >>> check_new_pin("2580")
    >>> check_new_pin("1234")
    Traceback (most recent call last):
    models.access.pin.BadPin: This PIN cannot be used. Nothing was changed. Choose 4 to 6 digits that ...
    """
    if not is_pin(pin) or _is_easy(pin):
        raise BadPin


def is_pin(text: str) -> bool:
    """Whether a text has the form of a PIN."""
    return _PIN.fullmatch(text) is not None


def _is_easy(pin: str) -> bool:
    """One digit or one pair repeated, or digits that count by one up or down."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return pin in (pin[:1] * len(pin), pin[:2] * (len(pin) // 2)) or steps in ({1}, {-1})
