"""Devices that the system shows as a file."""

from __future__ import annotations

import contextlib
import os
import select
import time

from hardware.faults import DeviceUnavailable
from hardware.link.port import NOT_OPEN, PAUSE_S, PORTION_BYTES, WAIT_S


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
                sent += os.write(file, data[sent : sent + PORTION_BYTES])
        except OSError as error:
            self.abort()
            raise DeviceUnavailable(self._name, str(error), sent=sent) from error

    def read(self, wait_s: float) -> bytes:
        """Whatever came within ``wait_s`` seconds; an end of file is silence."""
        file, until = self._opened(), time.monotonic() + wait_s
        try:
            while True:
                left = max(until - time.monotonic(), 0)
                if select.select([file], [], [], left)[0] and (data := os.read(file, PORTION_BYTES)):
                    return data
                if not left:
                    return b""
                time.sleep(PAUSE_S)
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
