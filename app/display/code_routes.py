"""The routes with which a browser asks for the code that makes it a customer display, and learns that it is one."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.web.cookies import DISPLAY_COOKIE, TILL_COOKIE_S
from app.web.request_parts import At, CounterOf, Reply
from app.web.sign_in.session_cookie import browser_of, set_secret_cookie
from models.access.display import PairedDisplay
from operations.access.displays import ask_for_display_code, find_display, is_code_shown
from store.database.engine import Store

router = APIRouter(prefix="/display")

#: No secret of a cookie is longer.
SECRET_MAX = 200


@router.get("/code")
def pairing(request: Request, response: Response, counter: CounterOf, at: At) -> Reply:
    """Whether this browser is a display, and if not, whether the code that it shows still holds."""
    secret = secret_of(request.cookies)
    if _display(counter.store, secret) is not None:
        set_secret_cookie(response, request, DISPLAY_COOKIE, secret, TILL_COOKIE_S)
        return {"is_paired": True, "holds": False}
    return {"is_paired": False, "holds": _holds(counter.store, secret, at)}


@router.post("/code")
def new_code(request: Request, response: Response, counter: CounterOf, at: At) -> Reply:
    """A new code for this browser to show; none if it is a display already."""
    code = ask_for_display_code(counter.store, secret_of(request.cookies), browser_of(request), at=at)
    if code is None:
        return {"is_paired": True, "code": ""}
    set_secret_cookie(response, request, DISPLAY_COOKIE, code.secret, TILL_COOKIE_S)
    return {"is_paired": False, "code": code.code}


def secret_of(cookies: dict[str, str]) -> str:
    """What the browser's cookie of a display holds; empty if that can be no secret."""
    secret = cookies.get(DISPLAY_COOKIE, "")
    return secret if len(secret) <= SECRET_MAX else ""


def _display(store: Store, secret: str) -> PairedDisplay | None:
    return find_display(store, secret) if secret else None


def _holds(store: Store, secret: str, at: datetime) -> bool:
    return bool(secret) and is_code_shown(store, secret, at=at)
