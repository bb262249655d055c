"""Which addresses the server has: whoever asks for another is told so, in the visitor's language.

Streamlit answers every address with its page and 200, so that a mistyped address, or a watcher's wrong one, looks well.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.page_shell import language_of
from app.web.problems import problem, words_for
from app.words import Words, words_of

#: The pages, by the paths that :mod:`app.pages` gives them.
TILL_PATH, DASHBOARD_PATH = "till", "dashboard"
#: What customers see on a screen of their own; no page of the menu.
DISPLAY_PATH = "display"
#: Where anyone checks a receipt.
RECEIPT_CHECK_PATH = "receipt"
#: Where a customer becomes a member on the own phone.
JOIN_PATH = "join"
#: Where a customer opens a receipt on the own phone.
RECEIPT_PATH = "my-receipt"
PAGES = frozenset({"/", f"/{TILL_PATH}", f"/{DASHBOARD_PATH}"})
#: Where visitors are sent who have not signed in.
SIGN_IN = "/sign-in"
#: Where a shop is made, and its first person who can sign in.
SETUP = "/setup"
#: Where the interface, the files of Streamlit's page and our own are.
FOLDERS = (
    *("/api/", "/_stcore/", "/static/", "/media/", "/kassa/", "/till-client/", "/display-client/", "/pictures/"),
)
FILES = frozenset({"/favicon.png", "/favicon.ico", "/manifest.json", "/robots.txt"})
STYLE = (
    "body { font: 18px/1.5 sans-serif; margin: 15vh auto; max-width: 34em; padding: 0 1em; color-scheme: light dark }"
)
#: The state of the shop has a short address for whoever watches it, and its place in the interface.
HEALTH, INTERFACE_HEALTH = "/health", "/api/v1/health"


class AddressesMiddleware:
    """Answers 404 where there is nothing, and the state of the shop at ``/health``.

    ``pages`` are the addresses of pages beside the till and the dashboard, and of their forms.
    """

    def __init__(self, app: ASGIApp, language: str, pages: Iterable[str] = ()) -> None:
        self.app, self.language = app, language
        self.pages = PAGES.union(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve ``scope``."""
        if scope["type"] != "http" or exists(scope["path"], self.pages):
            await self.app(scope, receive, send)
        elif scope["path"].rstrip("/") == HEALTH:
            await self.app({**scope, "path": INTERFACE_HEALTH, "raw_path": INTERFACE_HEALTH.encode()}, receive, send)
        else:
            await _nothing_there(Request(scope), self.language)(scope, receive, send)


def exists(path: str, pages: frozenset[str] = PAGES) -> bool:
    """Whether something can be at a path, where these pages are.

    >>> exists("/dashboard"), exists("/dashbord"), exists("/health"), exists("/static/js/index.js")
    (True, False, False, True)
    """
    return path in FILES or path.startswith(FOLDERS) or (path.rstrip("/") or "/") in pages


def _nothing_there(request: Request, language: str) -> Response:
    """A page for a browser, a problem for a program."""
    if "text/html" not in request.headers.get("accept", ""):
        return problem(404, "not_found", words_for(request))
    page = _page(words_of(language_of(request, language)))
    return HTMLResponse(page, status_code=404, headers={"cache-control": "no-store"})


def _page(words: Words) -> str:
    title, text, link = (
        html.escape(words.translate(f"pages.not_found.{part}")) for part in ("title", "text", "to_till")
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><h1>{title}</h1><p>{text}</p><p><a href='/'>{link}</a></p></body></html>"
    )
