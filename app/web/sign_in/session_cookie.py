"""The cookie that holds the secret of a session: given at signing in, taken back at signing out."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from app.web.cookies import OFFICE_COOKIE
from models.access.enrolment import browser_name


def set_session_cookie(response: Response, request: Request, token: str, ends_at: datetime) -> None:
    """Give the browser the secret ``token`` until ``ends_at``: no script reads it, no other site sends it."""
    response.set_cookie(
        OFFICE_COOKIE,
        token,
        expires=ends_at,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def set_secret_cookie(response: Response, request: Request, name: str, secret: str, max_age: int | None = None) -> None:
    """Give the browser a secret of another kind, just as safely."""
    response.set_cookie(
        name,
        secret,
        max_age=max_age,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def clear_session_cookie(response: Response, request: Request) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(
        OFFICE_COOKIE, path="/", secure=request.url.scheme == "https", httponly=True, samesite="strict"
    )


def browser_of(request: Request) -> str:
    """What kind of browser asks, for the lists of sign-ins and tills; never the text itself that it sends."""
    return browser_name(request.headers.get("user-agent", ""))
