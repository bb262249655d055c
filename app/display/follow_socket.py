"""The open connection of a customer display: it is sent what it shows, at once whenever that changes.

The server signals what it stored at a till; what another process stores is found by looking once a second. Each look
asks first whether the browser is still a display, so one that was revoked is sent nothing more.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from app.counter.open_counter import Counter
from app.display.code_routes import secret_of
from app.display.display_reader import DisplayReading, read_display, write_reading
from app.web.join_page import origin_for_phones
from models.errors import KassaError
from operations.access.displays import note_display

router = APIRouter(prefix="/display")

#: How often a display is looked at without a signal.
POLL_S = 1.0
#: A display that is shown the same for so long learns that the server is still there.
BEAT_S = 5.0
BEAT = "{}"
#: When a display was last here is remembered this exactly.
SEEN_EVERY = timedelta(minutes=5)
#: Why a connection is closed: the browser is no display (any more).
NOT_PAIRED = 4401


@router.websocket("/follow")
async def follow(socket: WebSocket) -> None:
    """Send a display what it shows until it leaves or is revoked."""
    await socket.accept()
    counter, secret = _counter(socket), secret_of(socket.cookies)
    reading = await _read(counter, secret)
    if reading is None:
        await socket.close(NOT_PAIRED)
        return
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        loop.call_soon_threadsafe(changed.set)

    gone = asyncio.ensure_future(_until_gone(socket))
    try:
        with counter.signals.listen(reading.display.till_id, wake):
            await _Follower(socket, counter, secret).run(changed, gone)
    except WebSocketDisconnect:
        return
    finally:
        gone.cancel()


@dataclass(slots=True)
class _Follower:
    """One open display and what it was sent last."""

    socket: WebSocket
    counter: Counter
    secret: str
    last_text: str = ""
    sent_at: float = field(default_factory=time.monotonic)

    async def run(self, changed: asyncio.Event, gone: asyncio.Future[None]) -> None:
        """Look again after each signal and each second, until the display is ``gone``."""
        while not gone.done():
            changed.clear()
            with suppress(KassaError):  # the store cannot be asked now: the display receives nothing, and notices that
                reading = await _read(self.counter, self.secret)
                if reading is None:
                    await self.socket.close(NOT_PAIRED)
                    return
                await self._show(write_reading(reading, self._origin(reading)))
            await _wait_for_either(gone, changed)

    def _origin(self, reading: DisplayReading) -> str:
        host = self.socket.headers.get("host", "")
        return origin_for_phones(self.counter.settings.public_url, host, is_demo=reading.shop.is_demo)

    async def _show(self, text: str) -> None:
        if text != self.last_text:
            await self._send(text)
            self.last_text = text
        elif time.monotonic() - self.sent_at >= BEAT_S:
            await self._send(BEAT)

    async def _send(self, text: str) -> None:
        await self.socket.send_text(text)
        self.sent_at = time.monotonic()


async def _read(counter: Counter, secret: str) -> DisplayReading | None:
    return await run_in_threadpool(_look, counter, secret)


def _look(counter: Counter, secret: str) -> DisplayReading | None:
    at = datetime.now(UTC)
    reading = read_display(counter.store, secret, at=at, installation=counter.installation)
    if reading is not None and at - reading.display.seen_at >= SEEN_EVERY:
        note_display(counter.store, reading.display, at=at)
    return reading


async def _wait_for_either(gone: asyncio.Future[None], changed: asyncio.Event) -> None:
    """Wait for the display's leaving or a change, but no longer than until the next look."""
    signal: asyncio.Future[bool] = asyncio.ensure_future(changed.wait())
    waiting: tuple[asyncio.Future[Any], ...] = (gone, signal)
    try:
        await asyncio.wait(waiting, timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        signal.cancel()


async def _until_gone(socket: WebSocket) -> None:
    """Wait until the display has left; what it sends means nothing."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        continue


def _counter(socket: WebSocket) -> Counter:
    counter = socket.app.state.counter
    assert isinstance(counter, Counter), "the server's start puts its counter here"
    return counter
