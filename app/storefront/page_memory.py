"""Pages of the web shop that are alike for many visitors: written once in some seconds, and sent again from memory.

Only pages of visitors without a basket are alike, by address, language and the name under which the shop is asked for.
What such a page shows may be as old as the memory; whether goods can be ordered, and at what price, is always decided
anew.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.storefront.basket_cookie import BASKET_COOKIE
from app.web.page_shell import language_of

#: In a running shop a page is at most so old. So many pages are remembered, none larger than this.
REMEMBERED_S, PAGES_MAX, BYTES_MAX = 5.0, 256, 64_000
_ALIKE = ("/category/", "/product/")
PageKey = tuple[str, ...]


@dataclass(slots=True)
class _Page:
    """What was sent, in its messages; ``at`` is when it was begun."""

    at: float
    messages: list[Message] = field(default_factory=list)

    def is_whole(self) -> bool:
        """Whether it is a page, not too large and sent to its end, that sets no cookie."""
        if len(self.messages) != 2 or self.messages[0]["status"] != 200:
            return False
        names = {name for name, _ in self.messages[0]["headers"]}
        body = self.messages[1]
        return b"set-cookie" not in names and not body.get("more_body") and len(body["body"]) <= BYTES_MAX


class PageMemory:
    """Sends a page again that ``app`` wrote a moment ago; with ``age_s`` 0 nothing is remembered."""

    def __init__(self, app: ASGIApp, language: str, age_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._language, self._age_s, self._clock = app, language, age_s, clock
        self._pages: OrderedDict[PageKey, _Page] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve ``scope``."""
        if not await self.send_again(scope, send):
            await self.write(scope, receive, send)

    async def send_again(self, scope: Scope, send: Send) -> bool:
        """Send the page from memory, if it is there and not too old; returns whether it was sent."""
        key = self._key(scope)
        page = None if key is None else self._pages.get(key)
        if page is None or self._clock() - page.at >= self._age_s:
            return False
        for message in page.messages:
            await send(_copy(message))
        return True

    async def write(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the page be written, and remember it."""
        key, page = self._key(scope), _Page(self._clock())
        if key is None:
            await self._app(scope, receive, send)
            return

        async def send_and_copy(message: Message) -> None:
            page.messages.append(_copy(message))
            await send(message)

        await self._app(scope, receive, send_and_copy)
        if page.is_whole():
            self._pages[key] = page
            self._pages.move_to_end(key)
            if len(self._pages) > PAGES_MAX:
                self._pages.popitem(last=False)

    def _key(self, scope: Scope) -> PageKey | None:
        """The name of a page that is alike for many; ``None`` for a page of one visitor only."""
        path = scope["path"]
        if not self._age_s or scope["method"] != "GET" or not (path == "/" or path.startswith(_ALIKE)):
            return None
        request = Request(scope)
        if BASKET_COOKIE in request.cookies or "lang" in request.query_params:
            return None
        host = request.headers.get("host", "")
        return (
            scope["scheme"],
            host,
            path,
            scope["query_string"].decode("latin-1"),
            language_of(request, self._language),
        )


def _copy(message: Message) -> Message:
    """A message with headers of its own: whoever is outside adds some to those that are sent."""
    return {**message, "headers": list(message["headers"])} if "headers" in message else message
