"""The cookie that names a visitor's basket: a random text, of which the store has the hash only."""

from __future__ import annotations

import hashlib
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

BASKET_COOKIE = "kassa_basket"
BASKET_DAYS = 14
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def basket_key(request: Request) -> str:
    """The key of the visitor's basket; empty if there is none yet."""
    token = request.cookies.get(BASKET_COOKIE, "")
    return key_of(token) if _TOKEN.fullmatch(token) else ""


def key_of(token: str) -> str:
    """The key of the basket that a cookie names."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """The cookie of a new basket."""
    return secrets.token_urlsafe(32)


def set_token(response: Response, token: str, *, is_secure: bool) -> None:
    """Let the visitor's browser remember a basket."""
    age_s = BASKET_DAYS * 24 * 3600
    response.set_cookie(BASKET_COOKIE, token, max_age=age_s, httponly=True, samesite="lax", secure=is_secure)
