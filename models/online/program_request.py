"""A request of a program to order something: sent again with the same key, it is the same order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from models.errors import Refused

#: Keys of requests are no longer than this.
REQUEST_KEY_MAX = 200
#: Hexadecimal digits of an API key's number, of a request's key, and of its body: with the mark 64 signs.
_NUMBER, _KEY, _BODY = 16, 23, 24
#: No hexadecimal digit, so that no visitor's basket has such a name.
_MARK = "p"


class RequestKeyReused(Refused):
    """The key of a request was used for another one."""

    code = "request_key_reused"
    text = (
        "This Idempotency-Key was used for a request with another body. Nothing was ordered; send each new request "
        "with a new key."
    )


class RequestUnderWay(Refused):
    """The same request is being worked on."""

    code = "request_under_way"
    text = (
        "The request of this Idempotency-Key is still being worked on. Nothing was done twice; ask again in a moment."
    )


class UnknownWebOrder(Refused):
    """No order of this number was placed with this key."""

    code = "unknown_web_order"
    text = "No order {number} was placed with this key. Nothing was changed; list the orders of the key."

    number: int


@dataclass(frozen=True, slots=True)
class ProgramRequest:
    """What a program sent: ``api_key`` is the number of its key, ``request_key`` its Idempotency-Key.

    ``body`` is the request itself in one form, so that another one with the same key is recognised.
    """

    api_key: int
    request_key: str
    body: str

    @property
    def prefix(self) -> str:
        """What every order of this request begins with, whatever its body.

        >>> len(ProgramRequest(4294967301, "order 1", "{}").prefix)
        40
        """
        return orders_prefix(self.api_key) + _digest(self.request_key, _KEY)

    @property
    def basket_key(self) -> str:
        """The name under which the order is stored once.

        >>> one, other = (ProgramRequest(1, "a", body).basket_key for body in ("x", "y"))
        >>> len(one), one == other, one[:40] == other[:40]
        (64, False, True)
        """
        return self.prefix + _digest(self.body, _BODY)


def orders_prefix(api_key: int) -> str:
    """What the orders of an API key begin with.

    >>> orders_prefix(255)
    'p00000000000000ff'
    """
    return f"{_MARK}{api_key:0{_NUMBER}x}"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
