"""Pages with a form that the server writes whole, without a script: their frame, and proof that a form came from one.

A form holds a random token that its browser also has in a cookie: another site can make a browser send a form, but
knows no token.
"""

from __future__ import annotations

import html
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.web.page_shell import asked_language, language_of
from app.web.visitor import LANGUAGE_COOKIE
from app.words import LANGUAGES, Words, words_of
from models.errors import KassaError

TOKEN_COOKIE, TOKEN_FIELD = "kassa_form", "token"
TOKEN_BYTES = 32
FIELDS_MAX = 20
#: So long a browser remembers the language that its visitor asked for.
LANGUAGE_DAYS = 365
NO_STORE = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a page with forms needs to know of its visitor: the words, and the token of its forms.

    ``is_asked_for``: its address names the language, which the browser then remembers.
    """

    words: Words
    token: str
    is_new: bool
    is_secure: bool
    is_asked_for: bool = False

    def text(self, key: str, **values: object) -> str:
        """A text as HTML."""
        return html.escape(self.words.translate(key, **values))

    def explain(self, error: KassaError) -> str:
        """What went wrong and what to do, as HTML."""
        return html.escape(self.words.explain(error))

    def form(self, action: str, body: str) -> str:
        """A form that is sent to ``action``."""
        hidden = f'<input type="hidden" name="{TOKEN_FIELD}" value="{self.token}">'
        return f'<form method="post" action="{html.escape(action)}">{hidden}{body}</form>'

    def button(self, key: str, *, name: str = "", value: str = "", quiet: bool = False, icon: str = "") -> str:
        """A button that sends the form, with a field of its own if it has a ``name``."""
        field = f' name="{html.escape(name)}" value="{html.escape(value)}"' if name else ""
        look = ' class="quiet"' if quiet else ""
        return f'<button type="submit"{field}{look}>{icon}{self.text(key)}</button>'

    def respond(self, title: str, body: str, status: int = 200) -> HTMLResponse:
        """The whole page; ``title`` is the key of its heading, ``body`` its HTML."""
        heading = self.text(title)
        # ``<head >`` and not ``<head>``: the scripts of Streamlit's pages are not for this one.
        page = (
            "<!DOCTYPE html><html><head ><meta charset=utf-8>"
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="robots" content="noindex">'
            f"<title>{heading} · Kassa</title>"
            '<link rel="icon" type="image/svg+xml" href="/kassa/icon.svg">'
            '<link rel="stylesheet" href="/kassa/sign_in.css"></head >'
            f'<body><main><p class="brand"><img src="/kassa/icon.svg" alt="" width="32" height="32">Kassa</p>'
            f"<h1>{heading}</h1>{body}</main></body></html>"
        )
        response = HTMLResponse(page, status, headers=NO_STORE)
        if self.is_new:
            response.set_cookie(TOKEN_COOKIE, self.token, httponly=True, samesite="strict", secure=self.is_secure)
        if self.is_asked_for:
            # What is sent from here, and the page that follows, have another address and no wish in it.
            age_s, language = LANGUAGE_DAYS * 24 * 3600, self.words.language
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=age_s, samesite="lax", secure=self.is_secure)
        return response


def form_page(request: Request, language: str) -> FormPage:
    """The page for whoever asks; ``language`` is that of visitors without a wish."""
    token = request.cookies.get(TOKEN_COOKIE, "")
    is_new = not _is_token(token)
    if is_new:
        token = secrets.token_urlsafe(TOKEN_BYTES)
    is_secure, is_asked_for = request.url.scheme == "https", asked_language(request.query_params) in LANGUAGES
    return FormPage(words_of(language_of(request, language)), token, is_new, is_secure, is_asked_for)


async def read_form(request: Request) -> Mapping[str, str] | None:
    """The fields of a form that came from a page of ours; ``None`` if it came from elsewhere.

    Which origins may send one at all is decided before, by :class:`app.web.access.AccessMiddleware`.
    """
    try:
        text = (await request.body()).decode()
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError:
        return None
    token = request.cookies.get(TOKEN_COOKIE, "")
    sent_token = fields.get(TOKEN_FIELD, "")
    if not _is_token(token) or not secrets.compare_digest(token.encode(), sent_token.encode()):
        return None
    return fields


def note(text: str, kind: str = "bad") -> str:
    """A sentence above a form: what was wrong (``bad``), or what was done (``good``); ``text`` is HTML."""
    role = "alert" if kind == "bad" else "status"
    return f'<p class="note {kind}" role="{role}">{text}</p>' if text else ""


def _is_token(text: str) -> bool:
    return len(text) >= TOKEN_BYTES and text.isascii() and text.replace("-", "").replace("_", "").isalnum()
