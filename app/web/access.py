"""Which requests the server hears at all: its own pages may ask, at its own names, with a sensible size."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.connections import SOCKETS_MAX
from app.web.problems import problem, words_for

API_PREFIX = "/api/"
BODY_MAX_BYTES = 256 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Outside the interface there is nothing to write to but the forms of some pages.
READING = frozenset({"GET", "HEAD"})
#: Those of Streamlit's own paths that our pages need; the others (uploads, metrics, agent, sign-in) are closed.
INNER_PATHS = frozenset({"/_stcore/stream", "/_stcore/health", "/_stcore/host-config"})
INNER_FOLDERS = ("/_stcore/bidi-components/kassa.",)
#: Where Streamlit takes files; whose, the gate decides. The server ends one that is larger than its ``maxUploadSize``.
UPLOADS, UPLOADING = "/_stcore/upload_file/", frozenset({"PUT", "DELETE"})
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
CLOSED_FOLDERS = ("/_stcore/", "/app/static/", "/auth/", "/component/", "/oauth2callback")


class AccessMiddleware:
    """Refuses foreign names, foreign sockets and closed paths, and on the interface foreign pages and large bodies.

    Plain ASGI, so that it sees websockets too and buffers nothing but the bodies that it measures. ``public`` is the
    address under which a proxy shows the shop, as an origin; ``forms`` are the paths of pages that take a form.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = (), public: str = "", forms: Iterable[str] = ()) -> None:
        self.app, self.public, self.forms = app, public, frozenset(forms)
        self.hosts = frozenset({*hosts, *own_names(), *_names_of(public)})
        self.sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the connection through or answer with the reason."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not is_own_host(headers.get("host", ""), self.hosts):
            await _refuse(scope, receive, send, 421, "unknown_host")
            return
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send, headers)
        elif scope["path"].startswith(API_PREFIX) or (scope["path"] in self.forms and scope["method"] == "POST"):
            await self._ask(scope, receive, send, headers)
        elif scope["path"].startswith(UPLOADS) and scope["method"] in UPLOADING:
            await self._upload(scope, receive, send, headers)
        elif not is_open(scope["path"]):
            await _refuse(scope, receive, send, 404, "not_found")
        elif scope["method"] not in READING:
            await _refuse(scope, receive, send, 405, "wrong_method")
        else:
            await self.app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """A socket of a page of ours: browsers name the page's origin, and whoever names none is no browser."""
        if not is_open(scope["path"]) or not headers.get("origin") or not is_same_origin(headers, self.public):
            await _refuse(scope, receive, send, 403, "foreign_origin")
            return
        if self.sockets >= SOCKETS_MAX:
            await _refuse(scope, receive, send, 503, "server_busy")
            return
        self.sockets += 1
        try:
            await self.app(_as_same_origin(scope, headers), receive, send)
        finally:
            self.sockets -= 1

    async def _upload(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """A file of a page of ours; one without a length is measured as it comes, by the server itself."""
        length = headers.get("content-length", "0")
        if not is_same_origin(headers, self.public):
            await _refuse(scope, receive, send, 403, "foreign_origin")
        elif not length.isdecimal() or int(length) > UPLOAD_MAX_BYTES:
            await _refuse(scope, receive, send, 413, "body_too_large")
        else:
            await self.app(scope, receive, send)

    async def _ask(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        if scope["method"] not in SAFE_METHODS and not is_same_origin(headers, self.public):
            await _refuse(scope, receive, send, 403, "foreign_origin")
            return
        try:
            body = await _read(receive, BODY_MAX_BYTES)
        except ClientDisconnect:
            return  # it went before its request was whole: there is nothing to do and nobody to tell
        if body is None:
            await _refuse(scope, receive, send, 413, "body_too_large")
            return
        await self.app(scope, _replay(body, receive), send)


def is_open(path: str) -> bool:
    """Whether a path outside the interface exists for visitors."""
    if path in INNER_PATHS or path.startswith(INNER_FOLDERS):
        return True
    return not path.startswith(CLOSED_FOLDERS)


def own_names() -> frozenset[str]:
    """The names under which this machine may be asked."""
    name = socket.gethostname().lower()
    return frozenset({"localhost", name, f"{name}.local"})


def is_own_host(host: str, names: frozenset[str]) -> bool:
    """Whether a Host header names this server.

    An address in digits is always ours. A foreign name that points at our address is how a website
    reaches into a network through a visitor's browser (DNS rebinding); it needs a name, not digits.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.rstrip(".") in names
    return True


def origin_to_send(request: Request) -> str:
    """This server's address for links that leave it, such as those in e-mails to somebody else.

    A name was checked at the door. Digits may be anybody's, who would then get what the link opens: those of the
    connection itself take their place.
    """
    origin = f"{request.url.scheme}://{request.url.netloc}"
    here, port = request.scope.get("server") or ("localhost", None)
    try:
        address = ipaddress.ip_address(request.url.hostname or "")
    except ValueError:
        return origin
    if address.is_loopback or str(address) == here:
        return origin
    name = f"[{here}]" if ":" in here else here
    is_usual = port in {None, 80 if request.url.scheme == "http" else 443}
    return f"{request.url.scheme}://{name}" if is_usual else f"{request.url.scheme}://{name}:{port}"


def is_same_origin(headers: Headers, public: str = "") -> bool:
    """Whether a request that changes something comes from a page of ours, or from no page at all.

    A page at the ``public`` address is ours, whatever host its proxy names to us; at that name no other scheme or port
    is.
    """
    site, origin, host = (headers.get(name) for name in ("sec-fetch-site", "origin", "host"))
    if site is not None and site != "same-origin":
        return False
    if origin is None or origin == public:
        return True
    parts = urlsplit(origin)
    return parts.netloc == host and parts.hostname not in _names_of(public)


def _names_of(public: str) -> frozenset[str]:
    name = urlsplit(public).hostname
    return frozenset({name} if name else ())


def _as_same_origin(scope: Scope, headers: Headers) -> Scope:
    """The scope of a socket that may be opened, so that Streamlit sees what we saw: the origin is the host's own.

    Else it compares the origin with the machine's addresses, and asks an outside service for one of them.
    """
    origin = f"http://{headers['host']}".encode("latin-1")
    kept = [(name, value) for name, value in scope["headers"] if name != b"origin"]
    return {**scope, "headers": [*kept, (b"origin", origin)]}


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, code: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    reply = problem(status, code, words_for(Request(scope)))
    await reply(scope, receive, send)


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or ``None`` as soon as it is larger than ``limit``; raises ``ClientDisconnect``."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
