"""The till's browser files, under an address that changes with them: a browser fetches each version once.

Streamlit gives the till's script an address that stays the same over versions, so a browser would have to ask for it
anew at every visit. It is redirected from there to an address with a digest. The modules come as one file there, and so
do the style sheets; each by itself is found below the address too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.till.component import CLIENT, ENTRIES, NAME, SCRIPT, STYLE
from app.till.joined_files import joined_script, joined_style

PREFIX = "/till-client"
#: Where Streamlit looks for the component's files.
COMPONENT = f"/_stcore/bidi-components/{NAME}/"
TILL_PATHS = ("/", "/till", "/till/")
FOREVER = "public, max-age=31536000, immutable"


def digest_of(client: Path) -> str:
    """A name for the present state of all files below ``client``; a changed, new or removed file changes it."""
    digest = hashlib.sha256()
    for path in sorted(client.rglob("*.*")):
        seen = path.stat()
        digest.update(f"{path.relative_to(client).as_posix()}\0{seen.st_size}\0{seen.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:16]


class TillClient:
    """Serves the files of ``client`` and knows their address."""

    def __init__(self, client: Path = CLIENT) -> None:
        self.client = client
        self._files = StaticFiles(directory=client)
        self._digest = digest_of(client)

    def address(self) -> str:
        """Where the present version is found."""
        self._digest = digest_of(self.client)
        return f"{PREFIX}/{self._digest}/"

    def head(self, path: str) -> bytes:
        """A link that lets a browser fetch the till while Streamlit starts; none on other pages."""
        link = f'<link rel="modulepreload" fetchpriority="low" href="{self.address()}{SCRIPT}">'
        return link.encode() if path in TILL_PATHS else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file of the present version; an address of another version is not found."""
        digest, _, name = scope["path"].removeprefix(f"{PREFIX}/").partition("/")
        if digest != self._digest:
            raise HTTPException(404)
        response: Response = await self._files.get_response(name, scope)
        if name == STYLE:
            response = Response(joined_style(self.client), media_type="text/css")
        elif name == SCRIPT:
            response = Response(joined_script(self.client, digest), media_type="text/javascript")
        response.headers["cache-control"] = FOREVER
        await response(scope, receive, send)


class EntryMiddleware:
    """Redirects a browser from where Streamlit looks for the till to the address of its present version."""

    def __init__(self, app: ASGIApp, client: TillClient) -> None:
        self.app, self.client = app, client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve ``scope``."""
        name = scope.get("path", "").removeprefix(COMPONENT)
        if scope["type"] == "http" and name in ENTRIES:
            redirect = RedirectResponse(f"{self.client.address()}{name}", headers={"cache-control": "no-cache"})
            await redirect(scope, receive, send)
        else:
            await self.app(scope, receive, send)
