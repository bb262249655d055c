"""The cookie that holds the secret of a session: given at signing in, taken back at signing out."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from app.web.cookies import OFFICE_COOKIE

#: How much of what a browser calls itself is stored with a session.
BROWSER_LENGTH_MAX = 200


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
    """What the browser calls itself, for the list of sessions; only printable text."""
    agent = request.headers.get("user-agent", "")
    return "".join(character for character in agent if character.isprintable())[:BROWSER_LENGTH_MAX]
