"""The cookie of a browser that is signed in as a member: a random text, of which the store has the hash only.

It goes to the host that set it and to no other. Over TLS its name makes the browser insist on that (RFC 6265bis,
section 4.1.3.2: ``__Host-``). A form of a member's page carries a text that only such a page can know.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from models.members.member_sign_in import STAYS_IN
from operations.members.own_pages import session_of

MEMBER_COOKIE, SAFE_COOKIE = "kassa_member", "__Host-kassa_member"
#: The field of a form that only a page of the same browser can fill.
FORM_FIELD = "form"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def member_token(request: Request, *, is_secure: bool) -> str:
    """The secret of the browser; empty if it is signed in as nobody."""
    token = request.cookies.get(_name(is_secure=is_secure), "")
    return token if _TOKEN.fullmatch(token) else ""


def member_session(request: Request, *, is_secure: bool) -> str:
    """What the store has of it; empty if there is none."""
    token = member_token(request, is_secure=is_secure)
    return session_of(token) if token else ""


def form_text(token: str) -> str:
    """What a form carries that only this browser's pages have."""
    return sha256(f"form:{token}".encode()).hexdigest()


def is_own_form(token: str, fields: Mapping[str, str]) -> bool:
    """Whether a page of this browser sent these fields."""
    text = fields.get(FORM_FIELD, "").encode("utf-8", "replace")
    return bool(token) and hmac.compare_digest(text, form_text(token).encode())


def set_member(response: Response, token: str, *, is_secure: bool) -> None:
    """Let the visitor's browser be signed in."""
    age_s = int(STAYS_IN.total_seconds())
    name = _name(is_secure=is_secure)
    response.set_cookie(name, token, max_age=age_s, path="/", httponly=True, samesite="lax", secure=is_secure)


def remove_member(response: Response, *, is_secure: bool) -> None:
    """Let it be signed in no more."""
    name = _name(is_secure=is_secure)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=is_secure)


def _name(*, is_secure: bool) -> str:
    return SAFE_COOKIE if is_secure else MEMBER_COOKIE
