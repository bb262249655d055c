"""A second port of the same process, for the web shop: what answers there is the web shop and nothing else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import ClassVar

import uvicorn
from starlette.types import ASGIApp

from app.web.connections import LimitedConnection
from models.errors import Unavailable

#: Requests under way get this long at the end.
STOP_WAIT_S = 3


class StorefrontPortTaken(Unavailable):
    """Somebody else listens at the port of the web shop."""

    code = "storefront_port_taken"
    text = (
        "The web shop cannot listen at {host}:{port}: another program does. Nothing was opened; end that program, or "
        "choose another KASSA_STOREFRONT_PORT."
    )

    host: str
    port: int


class StorefrontConnection(LimitedConnection):
    """A visitor's connection; those of the tills are counted apart and are never closed for it."""

    waiting: ClassVar[dict[LimitedConnection, None]] = {}


class _BesideServer(uvicorn.Server):
    """A server whose end is that of the one beside it, which hears the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving_beside(app: ASGIApp, host: str, port: int, proxies: str) -> AsyncIterator[None]:
    """Serve ``app`` at a port within the block; ``proxies`` may name their callers.

    Raises :class:`StorefrontPortTaken`.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        http=StorefrontConnection,
        ws="none",
        timeout_graceful_shutdown=STOP_WAIT_S,
    )
    server = _BesideServer(config)
    try:
        listening = listen_at(host, port)
    except OSError as error:
        raise StorefrontPortTaken(host, port) from error
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


def listen_at(host: str, port: int) -> socket.socket:
    """A socket that listens, by TCP by name: only then does asyncio send each reply at once.

    Otherwise the second part of a reply waits forty milliseconds for the visitor's acknowledgement of the first.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening
