"""What a printer is to do and what was begun: after a restart no receipt is forgotten and none comes a second time.

The memory is a file that outlives the process. Each step is a line. ``? 4294967313 original 3f9a12bc77de``: a receipt
is to be printed; it waits until a line with a plus says that it was begun, which is written before its first byte goes
out. What then was certainly not sent is taken back with a minus and waits again. ``+ 4294967313 drawer 3f9a12bc77de``
is a drawer that was opened. A line that a crash cut short counts for nothing, and neither did its job begin.

Only what this file says is waiting is ever printed after a restart. It says so of receipts that were handed to this
printer, and therefore of no sale that was imported, made for a demo or printed by another server of the shop.

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

from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.receipt import Receipt

#: So much is remembered: a till repeats a payment within seconds or after a restart, not after weeks.
MEMORY_MAX = 20_000
_ONCE = frozenset({ReceiptKind.ORIGINAL, ReceiptKind.COPY})
_DRAWER = "drawer"
#: Begins the mark of what an earlier version wrote; the instant before which the sale was made follows.
_BEFORE = "before-"
_WAITS, _BEGUN, _TAKEN_BACK = "?+-"
_LINE = re.compile(r"([?+-]) (\d+) ([a-z_]+)(?: (\S+))?\n")

#: The sale's id, what was begun for it, and its mark.
Key = tuple[int, str, str]


class PrintMemory:
    """What one printer was given; without a ``file`` it is forgotten with the process. ``at`` is now.

    May be asked by several threads; only what promises to be on disk waits for it.
    """

    def __init__(self, file: Path | None = None, *, at: datetime | None = None) -> None:
        self._file = file
        #: Whether it was begun, or waits.
        self._begun: OrderedDict[Key, bool] = OrderedDict()
        self._unsafe = False
        self._before: dict[tuple[int, str], str] = {}
        self._turn = threading.Lock()
        if file is not None:
            self._load(file, _BEFORE + _stamp(at or datetime.now(UTC)))

    def holds(self, receipt: Receipt) -> bool:
        """Whether it was begun before. What is neither a receipt nor its copy may be printed again and again."""
        return self._holds(receipt, receipt.kind.value)

    def wants(self, receipt: Receipt) -> bool:
        """Whether it waits to be begun."""
        return self._begun.get(_key(receipt, receipt.kind.value)) is False

    @property
    def waiting(self) -> list[int]:
        """The sales whose receipts wait, in the order in which they were wanted."""
        with self._turn:
            return [
                sale_id
                for (sale_id, what, _), begun in self._begun.items()
                if what == ReceiptKind.ORIGINAL.value and not begun
            ]

    def want(self, receipt: Receipt) -> None:
        """It is to be printed. Does not wait for the disk: :meth:`flush` or whatever is begun next does."""
        with self._turn:
            key = _key(receipt, receipt.kind.value)
            if receipt.kind is ReceiptKind.ORIGINAL and key not in self._begun:
                self._write(_WAITS, key)

    def remember(self, receipt: Receipt) -> None:
        """Remember it before the first byte is sent; a full disk keeps no receipt from being printed."""
        if receipt.kind in _ONCE:
            with self._turn:
                self._write(_BEGUN, _key(receipt, receipt.kind.value))
            self.flush()

    def take_back(self, receipt: Receipt) -> None:
        """It was not sent after all and waits again."""
        if self.holds(receipt):
            with self._turn:
                self._write(_TAKEN_BACK, _key(receipt, receipt.kind.value))
            self.flush()

    def begin_drawer(self, receipt: Receipt) -> bool:
        """Whether the drawer was not opened for this sale yet; from now on it counts as opened.

        Does not wait for the disk: should the power fail before, a payment that is sent again opens the drawer again.
        """
        with self._turn:
            if self._holds(receipt, _DRAWER):
                return False
            self._write(_BEGUN, _key(receipt, _DRAWER))
        return True

    def flush(self) -> None:
        """Put on disk what was written, if it is not there yet."""
        if self._file is not None and self._unsafe:
            self._unsafe = False
            with contextlib.suppress(OSError), self._file.open("rb+") as file:
                os.fsync(file.fileno())

    def _holds(self, receipt: Receipt, what: str) -> bool:
        kind = ReceiptKind.ORIGINAL.value if what == _DRAWER else what  # they were once remembered as one
        before = self._before.get((receipt.sale_id, kind), "")
        return self._begun.get(_key(receipt, what), False) or _stamp(receipt.at) < before

    def _write(self, sign: str, key: Key) -> None:
        self._note(sign, key)
        if self._file is not None:
            with contextlib.suppress(OSError), self._file.open("a", encoding="ascii") as file:
                file.write(_line(sign, key))
            self._unsafe = True

    def _note(self, sign: str, key: Key) -> None:
        if sign == _TAKEN_BACK and key[2].startswith(_BEFORE):
            self._begun.pop(key, None)
            return
        self._begun[key] = sign == _BEGUN
        if len(self._begun) > MEMORY_MAX:
            self._begun.popitem(last=False)

    def _load(self, file: Path, unmarked: str) -> None:
        """Read what is remembered and write it anew, each thing as it stands and without what is too old."""
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists():
                for line in file.read_text(encoding="ascii", errors="replace").splitlines(keepends=True):
                    if found := _LINE.fullmatch(line):
                        self._note(found[1], (int(found[2]), found[3], found[4] or unmarked))
            half = file.with_suffix(".half")
            with half.open("w", encoding="ascii") as written:
                written.write("".join(_line(_BEGUN if begun else _WAITS, key) for key, begun in self._begun.items()))
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
