"""Which receipts were begun to be printed: a file that outlives the process, so that no restart prints a second one.

One line for each, written before the first byte goes to the printer: ``+ 4294967313 original``. What then was certainly
not sent is taken back with a minus. A line that a crash cut short counts for nothing, and neither did its job begin.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import OrderedDict
from pathlib import Path

from models.selling.receipt import Receipt
from models.selling.receipt_words import ReceiptKind

#: So many receipts are remembered: a till repeats a payment within seconds or after a restart, not after weeks.
MEMORY_MAX = 10_000
_LINE = re.compile(r"([+-]) (\d+) ([a-z_]+)\n")

Key = tuple[int, str]


class PrintMemory:
    """The receipts of one printer; without a ``file`` they are forgotten with the process."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._begun: OrderedDict[Key, None] = OrderedDict()
        if file is not None:
            self._load(file)

    def holds(self, receipt: Receipt) -> bool:
        """Whether it was begun before. What is neither a receipt nor its copy may be printed again and again."""
        return _key(receipt) in self._begun

    def remember(self, receipt: Receipt) -> None:
        """Remember it before the first byte is sent; a full disk keeps no receipt from being printed."""
        if receipt.kind in {ReceiptKind.ORIGINAL, ReceiptKind.COPY}:
            self._note("+", _key(receipt))
            self._append("+", _key(receipt))

    def take_back(self, receipt: Receipt) -> None:
        """It was not sent after all."""
        if self.holds(receipt):
            self._note("-", _key(receipt))
            self._append("-", _key(receipt))

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
                file.flush()
                os.fsync(file.fileno())

    def _load(self, file: Path) -> None:
        """Read what is remembered and write it anew, without what was taken back or is too old."""
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            for line in file.read_text(encoding="ascii", errors="replace").splitlines(keepends=True):
                if found := _LINE.fullmatch(line):
                    self._note(found[1], (int(found[2]), found[3]))
            half = file.with_suffix(".half")
            half.write_text("".join(_line("+", key) for key in self._begun), encoding="ascii")
            half.replace(file)


def _key(receipt: Receipt) -> Key:
    return receipt.sale_id, receipt.kind.value


def _line(sign: str, key: Key) -> str:
    return f"{sign} {key[0]} {key[1]}\n"
