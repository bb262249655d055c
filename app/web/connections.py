"""How long a connection may take and how many there may be, so that nobody who opens many of them stops the shop.

Uvicorn itself waits for a request's head and body for ever, and lets a process run out of file descriptors.
"""

from __future__ import annotations

import asyncio
import resource
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: A request's head and body together must have come within this time, and a reply be taken up again within it.
REQUEST_LIMIT_S = 10
#: Beyond so many connections those go first that have not asked for anything yet.
CONNECTIONS_MAX = 256
#: Streams of pages; a page has one.
SOCKETS_MAX = 200
#: Connections, the sockets of pages, the store's files and devices, with room to spare.
FILES_WANTED = 4096
_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_INCOMPLETE = {h11.IDLE, h11.SEND_BODY}


class LimitedConnection(H11Protocol):
    """A connection that is closed when it keeps the server waiting for longer than :data:`REQUEST_LIMIT_S`.

    It waits from the first byte of a request (or from its opening) to the last one, and while its caller does not
    read what it is sent.
    """

    #: Connections whose request is not whole yet, the one that has waited longest first.
    waiting: ClassVar[dict[LimitedConnection, None]] = {}
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request; of too many connections the one that has waited longest is closed."""
        super().connection_made(transport)
        self._await_request()
        if len(self.connections) > CONNECTIONS_MAX:
            self._close_another()

    def data_received(self, data: bytes) -> None:
        """Go on with the request, which has until its limit to become complete."""
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            self._stop_waiting()  # it is a socket of a page now
        elif self.conn.their_state in _INCOMPLETE:
            self._await_request()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the limit."""
        self._stop_waiting()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The caller does not read: give it until the limit."""
        super().pause_writing()
        self._stop_waiting()
        self._late = self.loop.call_later(REQUEST_LIMIT_S, self.transport.abort)

    def resume_writing(self) -> None:
        """The caller reads again."""
        super().resume_writing()
        self._stop_waiting()

    def give_up(self) -> None:
        """Close a connection whose request is not there."""
        if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
            self.transport.write(_LATE)
        self._stop_waiting()
        self.transport.close()

    def _await_request(self) -> None:
        if self._late is None:
            self.waiting[self] = None
            self._late = self.loop.call_later(REQUEST_LIMIT_S, self.give_up)

    def _stop_waiting(self) -> None:
        self.waiting.pop(self, None)
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close_another(self) -> None:
        oldest = next(iter(self.waiting), self)
        oldest._stop_waiting()  # noqa: SLF001 - another of our own kind
        oldest.transport.abort()


def allow_files() -> None:
    """Raise this process's limit of open files to what the server may need, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
