"""Where a visitor goes after signing in: to the page that was address for, never to another site."""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import urlsplit

WAY_BACK_LENGTH_MAX = 500


def safe_way_back(address: str, pages: Container[str]) -> str:
    """``address`` if it is one of our ``pages``, with its query; else the first page.

    >>> safe_way_back("/dashboard?day=2026-11-26", {"/dashboard"}), safe_way_back("//evil.example/dashboard", {"/"})
    ('/dashboard?day=2026-11-26', '/')
    """
    if len(address) > WAY_BACK_LENGTH_MAX or not address.isascii() or not address.isprintable() or "\\" in address:
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    path = parts.path.rstrip("/") or "/"
    if parts.scheme or parts.netloc or address.startswith("//") or path not in pages:
        return "/"
    return f"{path}?{parts.query}" if parts.query else path
