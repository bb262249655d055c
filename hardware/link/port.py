"""A byte link to a device, over whatever cable. None waits longer than its time limit."""

from __future__ import annotations

from typing import Protocol

#: How long a device may take to accept a connection or the next byte.
WAIT_S = 2.0
NOT_OPEN = "the connection is closed"
#: So many bytes are taken, or given to the system, at a time.
PORTION_BYTES = 256
#: Between two looks at a device that has no way to wake whoever waits for it.
PAUSE_S = 0.005


class Link(Protocol):
    """A connection to one device.

    Opening, reading and writing raise :class:`DeviceUnavailable` when the device is away. A lost connection is not
    opened again behind the caller's back: what was under way on it must be settled first.
    """

    def open(self) -> None:
        """Connect, if not connected."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of ``data``; the error has the number of bytes that may have left."""
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
