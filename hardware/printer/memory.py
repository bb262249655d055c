"""What was begun at the printer: a file that outlives the process, so that no restart does it a second time.

One line for each thing, written before its first byte goes out: ``+ 4294967313 original 3f9a12bc77de`` for a receipt,
``+ 4294967313 drawer 3f9a12bc77de`` for a drawer that was opened. What then was certainly not sent is taken back with
a minus. A line that a crash cut short counts for nothing, and neither did its job begin.

The id of a sale is not enough to know it by: a shop that goes back to an older backup gives the same ids again, to
other sales. So each line ends with a mark that cannot come again, the head of the sale's journal row or else its
instant. Lines of earlier versions have none. All that is known of them is that they were written before such a file
was first read here, so each stands for a sale of its id that is older than that moment, and for no younger one.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path

from models.selling.receipt import Receipt
from models.selling.receipt_words import ReceiptKind

#: So much is remembered: a till repeats a payment within seconds or after a restart, not after weeks.
MEMORY_MAX = 20_000
_ONCE = frozenset({ReceiptKind.ORIGINAL, ReceiptKind.COPY})
_DRAWER = "drawer"
#: Begins the mark of what an earlier version wrote; the instant before which the sale was made follows.
_BEFORE = "before-"
_LINE = re.compile(r"([+-]) (\d+) ([a-z_]+)(?: (\S+))?\n")

#: The sale's id, what was begun for it, and its mark.
Key = tuple[int, str, str]


class PrintMemory:
    """What one printer was given; without a ``file`` it is forgotten with the process. ``at`` is now.

    May be asked by several threads; only what promises to be on disk waits for it.
    """

    def __init__(self, file: Path | None = None, *, at: datetime | None = None) -> None:
        self._file = file
        self._begun: OrderedDict[Key, None] = OrderedDict()
        self._before: dict[tuple[int, str], str] = {}
        self._turn = threading.Lock()
        if file is not None:
            self._load(file, _BEFORE + _stamp(at or datetime.now(UTC)))

    def holds(self, receipt: Receipt) -> bool:
        """Whether it was begun before. What is neither a receipt nor its copy may be printed again and again."""
        return self._holds(receipt, receipt.kind.value)

    def remember(self, receipt: Receipt) -> None:
        """Remember it before the first byte is sent; a full disk keeps no receipt from being printed."""
        if receipt.kind in _ONCE:
            self._write("+", _key(receipt, receipt.kind.value))
            self._flush()

    def take_back(self, receipt: Receipt) -> None:
        """It was not sent after all."""
        if self.holds(receipt):
            self._write("-", _key(receipt, receipt.kind.value))
            self._flush()

    def begin_drawer(self, receipt: Receipt) -> bool:
        """Whether the drawer was not opened for this sale yet; from now on it counts as opened.

        It is on disk once anything else is: should the power fail before, a payment sent again opens the drawer again.
        """
        with self._turn:
            if self._holds(receipt, _DRAWER):
                return False
            self._note("+", _key(receipt, _DRAWER))
            self._append("+", _key(receipt, _DRAWER))
        return True

    def _holds(self, receipt: Receipt, what: str) -> bool:
        kind = ReceiptKind.ORIGINAL.value if what == _DRAWER else what  # they were once remembered as one
        before = self._before.get((receipt.sale_id, kind), "")
        return _key(receipt, what) in self._begun or _stamp(receipt.at) < before

    def _write(self, sign: str, key: Key) -> None:
        with self._turn:
            self._note(sign, key)
            self._append(sign, key)

    def _note(self, sign: str, key: Key) -> None:
        if sign == "-":
            self._begun.pop(key, None)
            return
        self._begun[key] = None
        if len(self._begun) > MEMORY_MAX:
            self._begun.popitem(last=False)

    def _append(self, sign: str, key: Key) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError), self._file.open("a", encoding="ascii") as file:
                file.write(_line(sign, key))

    def _flush(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError), self._file.open("rb+") as file:
                os.fsync(file.fileno())

    def _load(self, file: Path, unmarked: str) -> None:
        """Read what is remembered and write it anew, without what was taken back or is too old."""
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists():
                for line in file.read_text(encoding="ascii", errors="replace").splitlines(keepends=True):
                    if found := _LINE.fullmatch(line):
                        self._note(found[1], (int(found[2]), found[3], found[4] or unmarked))
            half = file.with_suffix(".half")
            with half.open("w", encoding="ascii") as written:
                written.write("".join(_line("+", key) for key in self._begun))
                written.flush()
                os.fsync(written.fileno())
            half.replace(file)
        for sale_id, what, mark in self._begun:
            if mark.startswith(_BEFORE):
                self._before[sale_id, what] = mark.removeprefix(_BEFORE)


def _key(receipt: Receipt, what: str) -> Key:
    mark = receipt.anchor.replace(" ", "") if receipt.anchor else _stamp(receipt.at)
    return receipt.sale_id, what, mark


def _stamp(at: datetime) -> str:
    """An instant, written so that the later one sorts behind."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"


def _line(sign: str, key: Key) -> str:
    return f"{sign} {' '.join(map(str, key))}\n"
