"""A stand-in for a receipt printer, which fails where a test wants it.

It knows the commands that our encoder sends, and no others: whatever else begins with a control byte is collected in
``Mechanism.strange``. Source of the lengths: Epson ESC/POS command reference.
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import socket
import threading
import tty
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum

_LENGTHS = {
    b"\x1b@": 2, b"\x1bt": 3, b"\x1bE": 3, b"\x1ba": 3, b"\x1bd": 3, b"\x1bp": 5,
    b"\x1d!": 3, b"\x1dh": 3, b"\x1dw": 3, b"\x1dH": 3, b"\x1df": 3, b"\x1dk": 4, b"\x1dV": 3, b"\x1dr": 3, b"\x1d(": 5,
    b"\x10\x04": 3, b"\x10\x14": 5,
}  # fmt: skip
_AT_ONCE = (b"\x10\x04", b"\x10\x14")
_STATUS, _OFFLINE, _NO_PAPER = 0x12, 0x08, 0x60


@dataclass
class Mechanism:
    """Paper, cutter and drawer: what the bytes of one printer do, whichever way they come."""

    papers: list[str] = field(default_factory=list)
    drawer_openings: int = 0
    strange: list[bytes] = field(default_factory=list)
    has_paper: bool = True
    _bytes: bytes = b""
    _held: list[bytes] = field(default_factory=list)
    _paper: str = ""

    def feed(self, data: bytes) -> bytes:
        """Take bytes in and give the answers."""
        self._bytes += data
        answers = b""
        while token := self._next_token():
            answers += self._act(token)
        return answers

    def new_roll(self) -> bytes:
        """Put paper in: what was held comes out, and its answers."""
        self.has_paper = True
        held, self._held = self._held, []
        return b"".join(self._act(token) for token in held)

    def hang_up(self) -> None:
        """The connection is gone: half a command is dropped, half a receipt stays on the paper."""
        self._bytes = b""
        self._tear_off()

    def _next_token(self) -> bytes:
        head = self._bytes[:2]
        if not head:
            return b""
        if head[0] >= 0x20 or head[0] == 0x0A:
            length = 1
        elif len(head) < 2:
            return b""
        elif head in _LENGTHS:
            length = _LENGTHS[head]
            if head == b"\x1dk" and len(self._bytes) >= length:
                length += self._bytes[3]
            elif head == b"\x1d(" and len(self._bytes) >= length:  # a square code, which nobody reads here
                length += int.from_bytes(self._bytes[3:5], "little")
        else:
            self.strange.append(head)
            length = 1
        if len(self._bytes) < length:
            return b""
        token, self._bytes = self._bytes[:length], self._bytes[length:]
        return token

    def _act(self, token: bytes) -> bytes:
        if token[:2] in _AT_ONCE:
            return self._act_at_once(token)
        if not self.has_paper:
            self._held.append(token)
            return b""
        if token[:2] == b"\x1bp":
            self.drawer_openings += 1
        elif token[:2] == b"\x1dr":
            return b"\x00"
        elif token[:2] == b"\x1dV":
            self._tear_off()
        elif token[:2] == b"\x1dk":
            self._paper += f"[{token[4:].decode('ascii').removeprefix('{B')}]\n"
        elif len(token) == 1:
            self._paper += token.decode("cp858")
        return b""

    def _act_at_once(self, token: bytes) -> bytes:
        if token[:2] == b"\x10\x14":
            self.drawer_openings += 1
            return b""
        troubled = {1: _OFFLINE, 4: _NO_PAPER}.get(token[2], 0)
        return bytes([_STATUS | (0 if self.has_paper else troubled)])

    def _tear_off(self) -> None:
        if self._paper.strip():
            self.papers.append(self._paper)
        self._paper = ""


class Fault(Enum):
    """What happens after the last byte that still goes well."""

    CLOSES = "closes"
    """The connection is closed at once."""
    STALLS = "stalls"
    """Nothing more is read or answered while the connection lasts."""
    DEAF = "deaf"
    """Everything is read and printed, and nothing answered any more."""
    NO_PAPER = "no paper"
    """The paper ends; what comes is held."""


class _Front(ABC):
    """One thread between a line and a mechanism. A fault strikes once, after ``fault_after`` bytes."""

    def __init__(self) -> None:
        self.mechanism = Mechanism()
        self.fault: Fault | None = None
        self.fault_after = 0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def fail(self, fault: Fault, after: int) -> None:
        """Fail once, when ``after`` more bytes were taken."""
        self.fault, self.fault_after = fault, after

    def new_roll(self) -> None:
        """Put paper in."""
        with self._lock:
            answers = self.mechanism.new_roll()
            if answers:
                self._answer(answers)

    def close(self) -> None:
        """Switch the printer off."""
        self._stop.set()
        self._thread.join(5)

    @abstractmethod
    def _run(self) -> None:
        """Take what is sent until the printer is switched off."""

    @abstractmethod
    def _answer(self, data: bytes) -> None:
        """Send bytes back over the link."""

    def _take(self, data: bytes) -> Fault | None:
        """Process bytes and answer; the fault that strikes among them, if one does."""
        with self._lock:
            if self.fault is None or len(data) < self.fault_after:
                self.fault_after -= len(data)
                self._send(self.mechanism.feed(data))
                return None
            struck, self.fault = self.fault, None
            self._send(self.mechanism.feed(data[: self.fault_after]))
            rest = data[self.fault_after :]
            if struck is Fault.NO_PAPER:
                self.mechanism.has_paper = False
                self._send(self.mechanism.feed(rest))
                return None
            if struck is Fault.DEAF:
                self.mechanism.feed(rest)
            return struck

    def _swallow(self, data: bytes) -> Fault:
        """Process bytes and answer nothing any more."""
        with self._lock:
            self.mechanism.feed(data)
        return Fault.DEAF

    def _send(self, answers: bytes) -> None:
        if answers:
            self._answer(answers)


class NetworkPrinter(_Front):
    """A printer on a port of this machine that serves one connection after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.05)
        self.port: int = self._server.getsockname()[1]
        self._connection: socket.socket | None = None
        self._thread.start()

    def _run(self) -> None:
        with self._server:
            while not self._stop.is_set():
                with contextlib.suppress(TimeoutError):
                    self._connection = self._server.accept()[0]
                    with self._connection:
                        self._serve(self._connection)
                    self._connection = None
                    with self._lock:
                        self.mechanism.hang_up()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(0.05)
        struck: Fault | None = None
        with contextlib.suppress(OSError):
            while not self._stop.is_set() and struck is not Fault.CLOSES:
                if struck is Fault.STALLS:
                    if _hung_up(connection):
                        return
                elif data := _received(connection):
                    struck = self._take(data) if struck is None else self._swallow(data)

    def _answer(self, data: bytes) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.sendall(data)


def _received(connection: socket.socket) -> bytes:
    """What came within a moment, or nothing; raises when the other side has gone."""
    try:
        data = connection.recv(1024)
    except TimeoutError:
        return b""
    if not data:
        raise ConnectionResetError
    return data


def _hung_up(connection: socket.socket) -> bool:
    """Whether the other side has gone; reads nothing."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(50))


class LinePrinter(_Front):
    """A printer on a pseudo terminal, for the serial port and for the device file."""

    def __init__(self) -> None:
        super().__init__()
        self._ours, theirs = pty.openpty()
        tty.setraw(self._ours)
        tty.setraw(theirs)
        self._theirs = theirs
        self.path = os.ttyname(theirs)
        self._thread.start()

    def _run(self) -> None:
        struck: Fault | None = None
        while not self._stop.is_set() and struck is not Fault.CLOSES:
            if not select.select([self._ours], [], [], 0.05)[0] or struck is Fault.STALLS:
                self._stop.wait(0.05 if struck else 0)
                continue
            data = os.read(self._ours, 1024)
            struck = self._take(data) if struck is None else self._swallow(data)
        os.close(self._theirs)
        os.close(self._ours)

    def _answer(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._ours, data)
