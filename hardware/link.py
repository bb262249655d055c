"""Byte links to devices: TCP, a serial port, a device file. None waits longer than it is told."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import time
from typing import Protocol

import serial

from hardware.faults import DeviceUnavailable

try:
    from termios import error as TerminalError  # noqa: N812 - an error class; neither OSError nor SerialException
except ImportError:  # Windows has no termios.
    TerminalError = OSError  # type: ignore[assignment, misc]

#: How long a device may take to accept a connection or the next byte.
WAIT_S = 2.0
#: The line settings that receipt printers come with.
BAUD = 9600
NOT_OPEN = "the connection is closed"
_PAUSE_S = 0.005
_READ_BYTES = 256
_WRITE_BYTES = 256


class Link(Protocol):
    """A connection to one device.

    Opening, reading and writing raise :class:`DeviceUnavailable` when the device is away. A lost connection is not
    opened again behind the caller's back: what was under way on it must be settled first.
    """

    def open(self) -> None:
        """Connect, if not connected."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of ``data``; the error says how many bytes may have left."""
        ...

    def read(self, wait_s: float) -> bytes:
        """Whatever the device has sent; nothing after ``wait_s`` seconds of silence."""
        ...

    def close(self) -> None:
        """Disconnect after what was written has gone out."""
        ...

    def abort(self) -> None:
        """Disconnect and throw away what has not gone out yet."""
        ...


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
            data = connection.recv(_READ_BYTES)
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


class SerialLink:
    """A device on a serial port or on a USB port that acts as one."""

    def __init__(self, path: str, *, baud: int = BAUD, wait_s: float = WAIT_S) -> None:
        self._path, self._baud, self._wait_s = path, baud, wait_s
        self._name = f"serial:{path}"
        self._port: serial.Serial | None = None

    def open(self) -> None:
        """Open the port, if it is not open, and forget what was received before."""
        if self._port is None:
            try:
                self._port = serial.Serial(self._path, self._baud, timeout=0, write_timeout=self._wait_s)
                self._port.reset_input_buffer()
            except (OSError, ValueError, TerminalError) as error:  # SerialException is an OSError.
                self.close()
                raise DeviceUnavailable(self._name, str(error)) from error

    def write(self, data: bytes) -> None:
        """Send all of ``data`` in pieces; a piece that fails counts as sent, for nobody knows."""
        port, sent = self._opened(), 0
        try:
            while sent < len(data):
                piece = data[sent : sent + _WRITE_BYTES]
                sent += len(piece)
                port.write(piece)
        except (OSError, TerminalError) as error:
            self.abort()
            raise DeviceUnavailable(self._name, str(error), sent=sent) from error

    def read(self, wait_s: float) -> bytes:
        """Whatever came within ``wait_s`` seconds."""
        port, until = self._opened(), time.monotonic() + wait_s
        try:
            while not (data := port.read(_READ_BYTES)) and time.monotonic() < until:
                time.sleep(_PAUSE_S)
        except (OSError, TypeError, TerminalError) as error:  # pyserial raises TypeError when unplugged while reading.
            self.abort()
            raise DeviceUnavailable(self._name, str(error)) from error
        return bytes(data)

    def close(self) -> None:
        """Close the port."""
        if self._port is not None:
            with contextlib.suppress(OSError, TerminalError):
                self._port.close()
            self._port = None

    def abort(self) -> None:
        """Close the port and drop what the system still holds for it."""
        if self._port is not None:
            with contextlib.suppress(OSError, TerminalError):
                self._port.reset_output_buffer()
        self.close()

    def _opened(self) -> serial.Serial:
        if self._port is None:
            raise DeviceUnavailable(self._name, NOT_OPEN)
        return self._port


class FileLink:
    """A device that the system shows as a file which is written and read, such as ``/dev/usb/lp0``."""

    def __init__(self, path: str, *, wait_s: float = WAIT_S) -> None:
        self._path, self._wait_s = path, wait_s
        self._name = f"file:{path}"
        self._file: int | None = None

    def open(self) -> None:
        """Open the file, if it is not open."""
        if self._file is None:
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
            except OSError as error:
                raise DeviceUnavailable(self._name, str(error)) from error

    def write(self, data: bytes) -> None:
        """Send all of ``data``; no byte may be stuck for longer than the link waits."""
        file, sent = self._opened(), 0
        try:
            while sent < len(data):
                if not select.select([], [file], [], self._wait_s)[1]:
                    raise TimeoutError("it takes no more bytes")
                sent += os.write(file, data[sent : sent + _WRITE_BYTES])
        except OSError as error:
            self.abort()
            raise DeviceUnavailable(self._name, str(error), sent=sent) from error

    def read(self, wait_s: float) -> bytes:
        """Whatever came within ``wait_s`` seconds; an end of file is silence."""
        file, until = self._opened(), time.monotonic() + wait_s
        try:
            while True:
                left = max(until - time.monotonic(), 0)
                if select.select([file], [], [], left)[0] and (data := os.read(file, _READ_BYTES)):
                    return data
                if not left:
                    return b""
                time.sleep(_PAUSE_S)
        except OSError as error:
            self.abort()
            raise DeviceUnavailable(self._name, str(error)) from error

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None

    def abort(self) -> None:
        """Close the file; the system drops what the device has not taken."""
        self.close()

    def _opened(self) -> int:
        if self._file is None:
            raise DeviceUnavailable(self._name, NOT_OPEN)
        return self._file
