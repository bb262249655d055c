"""Room for uploaded files: Streamlit has each in memory until its page is closed, so there is a limit to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.access import UPLOAD_MAX_BYTES, UPLOADS
from app.web.problems import problem, words_for


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What the files of one open page, and those of all pages, may hold; and how many files one page may have."""

    page_bytes: int = 128 * 1024 * 1024
    server_bytes: int = 256 * 1024 * 1024
    page_files: int = 200
    file_bytes: int = UPLOAD_MAX_BYTES


@dataclass(frozen=True, slots=True)
class UploadedFiles:
    """The files of a page, and the bytes of them."""

    files: int = 0
    size: int = 0


_USUAL = UploadLimits()


class UploadRoomMiddleware:
    """Refuses a file for which there is no room, before any of it is read; those under way count in full.

    Plain ASGI behind the gate: whoever may not upload takes no room. ``files_in_memory`` gives those of each page.
    """

    def __init__(
        self,
        app: ASGIApp,
        files_in_memory: Callable[[], Mapping[str, UploadedFiles]],
        limits: UploadLimits = _USUAL,
    ) -> None:
        self.app, self.files_in_memory, self.limits = app, files_in_memory, limits
        self._arriving: list[tuple[str, int]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let anything but a file without room through."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        page = scope["path"].removeprefix(UPLOADS).partition("/")[0]
        coming = (page, int(Headers(scope=scope).get("content-length", self.limits.file_bytes)))
        if not self._has_room(*coming):
            await problem(413, "uploads_full", words_for(Request(scope)))(scope, receive, send)
            return
        self._arriving.append(coming)
        try:
            await self.app(scope, receive, send)
        finally:
            self._arriving.remove(coming)

    def _has_room(self, page: str, size: int) -> bool:
        everywhere = self.files_in_memory()
        here = everywhere.get(page, UploadedFiles())
        arriving = [each for name, each in self._arriving if name == page]
        total = sum(each.size for each in everywhere.values()) + sum(each for _name, each in self._arriving)
        return (
            here.files + len(arriving) < self.limits.page_files
            and here.size + sum(arriving) + size <= self.limits.page_bytes
            and total + size <= self.limits.server_bytes
        )
