"""Devices on a serial port, or on a USB port that acts as one."""

from __future__ import annotations

import contextlib
import time

import serial

from hardware.faults import DeviceUnavailable
from hardware.link.port import NOT_OPEN, PAUSE_S, PORTION_BYTES, WAIT_S

try:
    from termios import error as TerminalError  # noqa: N812 - an error class; neither OSError nor SerialException
except ImportError:  # Windows has no termios.
    TerminalError = OSError  # type: ignore[assignment, misc]

#: The line settings that receipt printers come with.
BAUD = 9600


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
                piece = data[sent : sent + PORTION_BYTES]
                sent += len(piece)
                port.write(piece)
        except (OSError, TerminalError) as error:
            self.abort()
            raise DeviceUnavailable(self._name, str(error), sent=sent) from error

    def read(self, wait_s: float) -> bytes:
        """Whatever came within ``wait_s`` seconds."""
        port, until = self._opened(), time.monotonic() + wait_s
        try:
            while not (data := port.read(PORTION_BYTES)) and time.monotonic() < until:
                time.sleep(PAUSE_S)
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
