"""What the routes of lists share: how long a page is, where it begins, and its tag."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Header, Query, Response
from pydantic import BaseModel

from app.api.cursors import CURSOR_LENGTH_MAX
from app.api.records import Problem
from app.web.request_parts import NumberOfAddress

PAGE_USUAL, PAGE_MAX = 50, 200

Limit = Annotated[NumberOfAddress, Query(ge=1, le=PAGE_MAX, description="Rows of the page.")]
Cursor = Annotated[
    str, Query(max_length=CURSOR_LENGTH_MAX, description="Where the page begins: the `next` of the page before it.")
]
LocationWish = Annotated[
    NumberOfAddress | None, Query(ge=1, le=2**31 - 1, description="Number of a location; without one the whole shop.")
]
KnownTag = Annotated[str | None, Header(alias="if-none-match", description="The ETag of the answer that you have.")]

_REFUSALS = {
    401: "No key, or one that does not hold.",
    403: "The key lacks the scope.",
    409: "The shop cannot answer this.",
    422: "A value in the address is wrong.",
    429: "The key asks too often; Retry-After has the seconds to wait.",
    503: "The shop is busy; Retry-After has the seconds to wait.",
}
_NOT_FOUND = {404: "There is none."}
Answers = dict[int | str, dict[str, Any]]
_SAME: Answers = {304: {"description": "What you have is still so."}}


def replies(*, may_be_missing: bool = False) -> Answers:
    """What a route may answer beside its result, for the description of the interface."""
    return {**_SAME, **_problems(may_be_missing=may_be_missing)}


def refusals(*, may_be_missing: bool = False) -> Answers:
    """As :func:`replies`, for a route that gets a body, and whose result is never compared with what its caller has."""
    return {400: {"model": Problem, "description": "The body is no text."}} | _problems(may_be_missing=may_be_missing)


def _problems(*, may_be_missing: bool) -> Answers:
    texts = _REFUSALS | (_NOT_FOUND if may_be_missing else {})
    return {status: {"model": Problem, "description": text} for status, text in sorted(texts.items())}


def tagged(record: BaseModel, known_tag: str | None) -> Response:
    """A result as JSON with its ETag; only that it is the same where the caller has it."""
    body = record.model_dump_json().encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if known_tag is not None and tag in known_tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def percent(rate_ppm: int) -> str:
    """A rate in parts per million as percent.

    >>> percent(60_000), percent(255_000)
    ('6', '25.5')
    """
    return f"{(Decimal(rate_ppm) / 10_000).normalize():f}"
