"""The page that browsers load: its language, our scripts first in its head, and the security headers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.page_words import page_words
from app.web.visitor import LANGUAGE_COOKIE
from app.words import LANGUAGES, choose_language

#: Loaded before Streamlit's own code, which otherwise takes the keys R and C of a scan for its shortcuts.
HEAD = (
    b'<script src="/kassa/wedge.js"></script>'
    b'<script src="/kassa/quiet.js"></script>'
    b'<script src="/kassa/words.js"></script>'
    b'<link rel="stylesheet" href="/kassa/pages.css">'
    b'<link rel="manifest" href="/kassa/manifest.webmanifest">'
    b'<link rel="icon" type="image/svg+xml" href="/kassa/icon.svg">'
    b'<meta name="theme-color" content="#0b5f58">'
)
#: Pages change with Kassa's version, so browsers ask each time whether theirs is current.
FRESH_PATHS = ("/kassa/", "/display-client/", "/_stcore/bidi-components/kassa.")
#: What the shop says of itself is not left behind in a browser, unless the reply says otherwise.
PRIVATE_PATHS = ("/api/", "/media/")

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=()",
}
A_YEAR_S = 365 * 24 * 3600
_HOST = re.compile(r"[\w.\-\[\]:]+")
#: A longer way back, or one with more wishes, leads nowhere.
_WAY_BACK_MAX, _FIELDS_MAX = 500, 20
_ROOT = re.compile(rb"<html\b[^>]*>")
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
Headers = list[tuple[bytes, bytes]]


def content_policy(host: str, inline_scripts: Iterable[bytes] = ()) -> str:
    """What a page may load: only files of ``host``, our own, and of inline scripts only those with these contents."""
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in inline_scripts
    )
    return "; ".join(
        (
            "default-src 'self'",
            # blob: is how Streamlit loads components written in place; wasm is used by its charts.
            f"script-src 'self' 'wasm-unsafe-eval' blob:{hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            # Older browsers do not count sockets of the own host among 'self'.
            f"connect-src 'self' ws://{host} wss://{host}" if _HOST.fullmatch(host) else "connect-src 'self'",
            "worker-src 'self' blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class ShellMiddleware:
    """Adds headers to every reply, and the visitor's language and our part of the head to Streamlit's page.

    Plain ASGI: a page is held back until it is whole (it is small), everything else passes untouched.
    ``language`` is that of visitors whose browser asks for none; ``head_of`` gives what the page at a path has last in
    its head. ``public`` is the address under which a proxy shows the shop, as an origin.
    """

    def __init__(
        self,
        app: ASGIApp,
        language: str = LANGUAGES[0],
        head_of: Callable[[str], bytes] = lambda _path: b"",
        public: str = "",
    ) -> None:
        self.app, self.language, self.head_of, self.public = app, language, head_of, public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve ``scope``."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _may_be_page(scope["path"]):
            # A page is never compressed and never taken from the cache, because we write into it.
            unwanted = (b"accept-encoding", b"if-none-match", b"if-modified-since")
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in unwanted]}
        await self.app(scope, receive, _Writer(self, send, HTTPConnection(scope)))


class _Writer:
    """The way out of one reply."""

    def __init__(self, shell: ShellMiddleware, send: Send, visitor: HTTPConnection) -> None:
        self.send, self.path, self.head_of = send, visitor.scope["path"], shell.head_of
        is_public = bool(shell.public) and visitor.url.scheme == urlsplit(shell.public).scheme
        self.host = urlsplit(shell.public).netloc if is_public else visitor.headers.get("host", "")
        self.is_secure = visitor.url.scheme == "https"
        self.language = language_of(visitor, shell.language)
        self.start: Message | None = None
        self.parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Headers = list(message["headers"])
            if _is_page(headers):
                self.start = message
            else:
                await self.send({**message, "headers": [*self._fresh(headers), *self._headers()]})
        elif self.start is not None and message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_page(self.start, b"".join(self.parts))
        else:
            await self.send(message)

    async def _send_page(self, start: Message, body: bytes) -> None:
        scripts = _INLINE_SCRIPT.findall(body)
        body = _ROOT.sub(f'<html lang="{_language_of(start) or self.language}">'.encode(), body, count=1)
        body = body.replace(b"<head>", b"<head>" + HEAD + page_words(self.language), 1)
        body = body.replace(b"</head>", self.head_of(self.path) + b"</head>", 1)
        dropped = {b"content-length", b"etag", b"last-modified"}
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in dropped]
        headers += [(b"content-length", str(len(body)).encode()), *self._headers(scripts)]
        await self.send({**start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    def _headers(self, inline_scripts: Iterable[bytes] = ()) -> Headers:
        pairs = {**HEADERS, "content-security-policy": content_policy(self.host, inline_scripts)}
        if self.is_secure:
            pairs["strict-transport-security"] = f"max-age={A_YEAR_S}"
        return [(name.encode(), value.encode()) for name, value in pairs.items()]

    def _fresh(self, headers: Headers) -> Headers:
        if self.path.startswith(PRIVATE_PATHS) and not any(name.lower() == b"cache-control" for name, _ in headers):
            return [*headers, (b"cache-control", b"no-store")]
        if not self.path.startswith(FRESH_PATHS):
            return headers
        others = [(name, value) for name, value in headers if name.lower() != b"cache-control"]
        return [*others, (b"cache-control", b"no-cache")]


def language_of(visitor: HTTPConnection, default: str) -> str:
    """The language of the page for ``visitor``, by the rule of :func:`app.web.visitor.language_of_visitor`."""
    wishes = [asked_language(visitor.query_params), visitor.cookies.get(LANGUAGE_COOKIE)]
    return choose_language([*wishes, visitor.headers.get("accept-language")], default)


def asked_language(query: Mapping[str, str]) -> str | None:
    """The language that an address asks for: its own, else that of the page to which it leads back.

    >>> asked_language({"next": "/till?lang=en"}), asked_language({"next": "/till"})
    ('en', None)
    """
    own, way_back = query.get("lang"), query.get("next", "")
    if own or len(way_back) > _WAY_BACK_MAX:
        return own
    try:
        wishes = parse_qs(urlsplit(way_back).query, max_num_fields=_FIELDS_MAX)
    except ValueError:
        return None
    return wishes.get("lang", [None])[0]


def _language_of(start: Message) -> str:
    """The language that a page itself names; empty if it names none."""
    languages = [value for name, value in start["headers"] if name.lower() == b"content-language"]
    return languages[0].decode() if languages else ""


def _may_be_page(path: str) -> bool:
    return "." not in path.rsplit("/", 1)[-1] and not path.startswith(("/api/", "/_stcore/"))


def _is_page(headers: Headers) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
