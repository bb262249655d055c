"""What routes are given: the running server's counter, and the words of the caller."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BeforeValidator

from app.counter.open_counter import Counter
from app.counter.printing_status import PrintingStatus
from app.web.problems import words_for
from app.words import Words


def _counter(request: Request) -> Counter:
    counter = request.app.state.counter
    assert isinstance(counter, Counter), "the server's start puts its counter here"
    return counter


def _now() -> datetime:
    return datetime.now(UTC)


def _plain_digits(value: object) -> object:
    """A number of an address in plain digits: ``1_0``, ``+1`` and the digits of other scripts are none."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("is no number in plain digits")
    return value


#: A whole number in a path or query.
NumberOfAddress = Annotated[int, BeforeValidator(_plain_digits)]
#: A reply before it becomes JSON.
Reply = dict[str, Any]

CounterOf = Annotated[Counter, Depends(_counter)]
WordsOf = Annotated[Words, Depends(words_for)]
#: The instant of the request.
At = Annotated[datetime, Depends(_now)]


def printing_reply(status: PrintingStatus) -> Reply:
    """How printing goes at a till, as its screen reads it."""
    return {
        "outcome": status.outcome,
        "receipt_number": status.receipt_number,
        "troubles": list(status.troubles),
        "waiting": status.waiting,
    }
