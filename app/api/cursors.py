"""Cursors: opaque texts from which the next page of a list begins, stable when rows come in between."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from fastapi.exceptions import RequestValidationError

CURSOR_LENGTH_MAX = 200
_LARGEST = 2**63


def write_cursor(place: Sequence[str | int]) -> str:
    """The cursor of a place in a list.

    >>> read_cursor(write_cursor([1, "MILK"]), (int, str))
    (1, 'MILK')
    """
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def read_cursor(text: str, kinds: Sequence[type[str | int]]) -> tuple[str | int, ...]:
    """The place of a cursor, whose values are of these kinds; any other text is refused as a wrong request."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise _wrong_cursor() from None
    if not isinstance(place, list) or [type(each) for each in place] != list(kinds):
        raise _wrong_cursor()
    if not all(_is_sensible(each) for each in place):
        raise _wrong_cursor()
    return tuple(place)


def _is_sensible(value: str | int) -> bool:
    return value.isprintable() if isinstance(value, str) else 0 <= value < _LARGEST


def _wrong_cursor() -> RequestValidationError:
    return RequestValidationError([{"loc": ("query", "cursor"), "type": "cursor", "msg": "is none of ours"}])
