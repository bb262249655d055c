"""Who may set up a shop that has no owner yet: whoever sits at this machine, or has the key that the server printed."""

from __future__ import annotations

import secrets
from hmac import compare_digest

#: Made anew at each start of the server and worth nothing once the shop has an owner.
_KEY = secrets.token_urlsafe(16)


def setup_key() -> str:
    """The key of this start of the server."""
    return _KEY


def is_setup_key(text: str) -> bool:
    """Whether a text is the key, compared in a time that does not tell how much of it is right."""
    return compare_digest(text.encode("utf-8", "replace"), _KEY.encode())
