"""The last row of each device's journal, noted outside the database after each commit."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from models.anchor import AnchoredHead

#: JSON of the same length whatever the number, so that a shorter record leaves nothing of a longer one.
_RECORD = b'{"device":%7d,"seq":%19d,"hash":"%s","key":"%s"}\n'


class HeadMemory:
    """A folder with a small file for each device. It is never flushed, so that it costs almost nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = threading.Lock()
        self._files: dict[int, int] = {}

    def remember(self, head: AnchoredHead) -> None:
        """Note the last row of a device. A disk that refuses loses only this second proof, never the sale."""
        record = _RECORD % (head.device, head.seq, head.hash.encode(), head.key.encode())
        with suppress(OSError), self._turn:
            descriptor = self._files.get(head.device)
            if descriptor is None:
                descriptor = self._files[head.device] = self._open(head.device)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, record)

    def read(self) -> list[AnchoredHead]:
        """The last row of each device that was committed here, as far as it can be read."""
        return list(self._read())

    def replace(self, heads: list[AnchoredHead]) -> None:
        """Remember these and no others: the shop was deliberately restored to an earlier state."""
        for file in self._folder.glob("device-*"):
            file.unlink(missing_ok=True)
        self.close()
        for head in heads:
            self.remember(head)
        self.close()

    def close(self) -> None:
        """Close what is open."""
        with self._turn:
            for descriptor in self._files.values():
                os.close(descriptor)
            self._files.clear()

    def _read(self) -> Iterator[AnchoredHead]:
        for file in sorted(self._folder.glob("device-*")):
            with suppress(OSError, ValueError, TypeError):
                yield AnchoredHead(**json.loads(file.read_text(encoding="ascii")))

    def _open(self, device_id: int) -> int:
        folder = self._folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / f"device-{device_id}", os.O_RDWR | os.O_CREAT, 0o600)


class NoMemory(HeadMemory):
    """Notes nothing: for copies of a shop."""

    def remember(self, head: AnchoredHead) -> None:
        """Nothing: the row is not one of the shop."""
