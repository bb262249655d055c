"""Devices on the network."""

from __future__ import annotations

import contextlib
import select
import socket
import struct

from hardware.faults import DeviceUnavailable
from hardware.link.port import NOT_OPEN, PORTION_BYTES, WAIT_S


class TcpLink:
    """A device on the network, usually a printer on port 9100."""

    def __init__(self, host: str, port: int, *, wait_s: float = WAIT_S) -> None:
        self._address, self._wait_s = (host, port), wait_s
        self._name = f"tcp:{host}:{port}"
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Connect, if not connected."""
        if self._socket is None:
            try:
                self._socket = socket.create_connection(self._address, self._wait_s)
            except OSError as error:
                raise DeviceUnavailable(self._name, str(error)) from error
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        """Send all of ``data``; no byte may be stuck for longer than the link waits."""
        connection, sent = self._connected(), 0
        try:
            while sent < len(data):
                sent += connection.send(data[sent:])
        except OSError as error:
            self.abort()
            raise DeviceUnavailable(self._name, str(error), sent=sent) from error

    def read(self, wait_s: float) -> bytes:
        """Whatever came within ``wait_s`` seconds."""
        connection = self._connected()
        try:
            if not select.select([connection], [], [], max(wait_s, 0))[0]:
                return b""
            data = connection.recv(PORTION_BYTES)
        except OSError as error:
            self.abort()
            raise DeviceUnavailable(self._name, str(error)) from error
        if not data:
            self.abort()
            raise DeviceUnavailable(self._name, "it closed the connection")
        return data

    def close(self) -> None:
        """Disconnect."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def abort(self) -> None:
        """Disconnect; a reset makes both ends drop the bytes that are still under way."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise DeviceUnavailable(self._name, NOT_OPEN)
        return self._socket
