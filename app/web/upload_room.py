"""Room for uploaded files: Streamlit keeps each in memory until its page is closed, so there is a limit to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.access import UPLOAD_MAX_BYTES, UPLOADS
from app.web.problems import problem, words_for

#: What the files of one open page, and those of all pages together, may hold; and how many one page may have.
PAGE_MAX_BYTES, SERVER_MAX_BYTES = 128 * 1024 * 1024, 256 * 1024 * 1024
PAGE_FILES_MAX = 200


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """Files that are kept for a page, and the bytes of them."""

    files: int = 0
    size: int = 0


class UploadRoomMiddleware:
    """Refuses a file for which there is no room, before any of it is read; those under way count in full.

    Plain ASGI behind the gate: whoever may not upload takes no room. ``held`` gives what is kept, by page.
    """

    def __init__(self, app: ASGIApp, held: Callable[[], Mapping[str, HeldFiles]]) -> None:
        self.app, self.held = app, held
        self._arriving: list[tuple[str, int]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let anything but a file without room through."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        page = scope["path"].removeprefix(UPLOADS).partition("/")[0]
        coming = (page, int(Headers(scope=scope).get("content-length", UPLOAD_MAX_BYTES)))
        if not self._has_room(*coming):
            await problem(413, "uploads_full", words_for(Request(scope)))(scope, receive, send)
            return
        self._arriving.append(coming)
        try:
            await self.app(scope, receive, send)
        finally:
            self._arriving.remove(coming)

    def _has_room(self, page: str, size: int) -> bool:
        held = self.held()
        here = held.get(page, HeldFiles())
        arriving = [each for name, each in self._arriving if name == page]
        everywhere = sum(each.size for each in held.values()) + sum(each for _name, each in self._arriving)
        return (
            here.files + len(arriving) < PAGE_FILES_MAX
            and here.size + sum(arriving) + size <= PAGE_MAX_BYTES
            and everywhere + size <= SERVER_MAX_BYTES
        )
