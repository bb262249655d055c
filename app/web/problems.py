"""Errors as replies by RFC 9457, with ``{code, message, details}``; the message is in the caller's language.

``type`` names the code once more as a URN, ``title`` is the name of the HTTP status, ``detail`` the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.words import Words, choose_language, words_of
from models.card_data import has_card_data, hide_card_data
from models.errors import Broken, KassaError, Refused, Unavailable
from models.money import Money
from store.database.faults import ServerRefuses

#: Refusals that mean "not found" (404) rather than "not allowed".
NOT_FOUND = {"unknown_device", "unknown_sale"}
#: Refusals that ask who somebody is (401), and that forbid it (403).
NOBODY_KNOWN = {"browser_not_enrolled", "nobody_signed_in"}
FORBIDDEN = {"other_till", "scope_missing"}
#: What is not from whom it claims to be from (400).
UNSIGNED = {"forged_event"}
#: What the web itself refuses, by status.
WEB_CODES = {404: "not_found", 405: "wrong_method"}


_STATUSES = {404: NOT_FOUND, 401: NOBODY_KNOWN, 403: FORBIDDEN, 400: UNSIGNED}


def words_for(request: Request) -> Words:
    """The words of ``?lang=`` or else of the Accept-Language header."""
    return words_of(choose_language([request.query_params.get("lang"), request.headers.get("accept-language")]))


def problem(status: int, code: str, words: Words, details: Mapping[str, object] | None = None) -> JSONResponse:
    """A reply with a problem of the interface itself."""
    body = {"code": code, "message": words.translate(f"problem.{code}"), "details": dict(details or {})}
    return _reply(body, status)


def add_problem_handlers(api: FastAPI) -> None:
    """Let every error of ``api`` end in such a reply."""
    api.add_exception_handler(KassaError, _kassa_error)
    api.add_exception_handler(RequestValidationError, _wrong_request)
    api.add_exception_handler(HTTPException, _web_error)
    api.add_exception_handler(500, _broken)


def _kassa_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KassaError)
    return problem_of(request, error)


def problem_of(request: Request, error: KassaError, status: int | None = None) -> JSONResponse:
    """A reply with an error, explained in the caller's language; without a status with the one of its kind."""
    words = words_for(request)
    body = {
        "code": error.code,
        "message": words.explain(error),
        "details": {name: _plain(value) for name, value in vars(error).items()},
    }
    if isinstance(error, (Unavailable, ServerRefuses)):
        body["details"] = {}  # they name files, addresses and the driver's words, which are for the log
    if isinstance(error, Broken):
        body |= {"message": words.translate("problem.broken"), "details": {}}
    return _reply(body, status or _status(error))


class ProblemReply(JSONResponse):
    """A reply whose body is a problem."""

    media_type = "application/problem+json"


def _reply(body: dict[str, Any], status: int) -> JSONResponse:
    named = {"type": f"urn:kassa:problem:{body['code']}", "title": HTTPStatus(status).phrase, "status": status}
    whole = {**named, "detail": body["message"], **body}
    return ProblemReply(whole, status_code=status, headers={"cache-control": "no-store"})


def _status(error: KassaError) -> int:
    if isinstance(error, Refused):
        return next((status for status, codes in _STATUSES.items() if error.code in codes), 409)
    return 503 if isinstance(error, Unavailable) else 500


def _wrong_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # Where and what, never the value itself: it may be large, secret or not even text.
    places = [{"where": _place(each["loc"]), "what": each["type"]} for each in error.errors()[:10]]
    return problem(422, "wrong_request", words_for(request), {"places": places})


def _web_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, WEB_CODES.get(error.status_code, "wrong_request"), words_for(request))


def _broken(request: Request, _error: Exception) -> JSONResponse:
    return problem(500, "broken", words_for(request))


def _place(location: tuple[int | str, ...]) -> str:
    # Keys that a caller made up may hold anything; only names and numbers are returned.
    return ".".join(str(part) if isinstance(part, int) or _is_name(part) else "?" for part in location)


def _is_name(part: str) -> bool:
    return part.isidentifier() and not has_card_data(part)


def _plain(value: object) -> Any:
    """A value that JSON can hold, without card data; amounts become ``{minor, currency}``."""
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | None) and not has_card_data(str(value)):
        return value
    return hide_card_data(str(value))
