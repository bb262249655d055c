"""Who has the shop's file open: many may use it together, one may replace it alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from models.errors import Refused


class StoreInUse(Refused):
    """Kassa runs, so that the shop's data cannot be replaced."""

    code = "store_in_use"
    text = (
        "{place} is in use by a running Kassa. Nothing was changed. Stop 'kassa serve', 'kassa schedule' and "
        "other Kassa commands first, then try again."
    )

    place: str


@contextmanager
def together(file: Path) -> Iterator[None]:
    """Use the file beside others, for as long as the block runs; nobody can replace it meanwhile."""
    with _held(file, alone=False):
        yield


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Have the file for oneself; raises :class:`StoreInUse` if anybody uses it."""
    with _held(file, alone=True):
        yield


@contextmanager
def _held(file: Path, *, alone: bool) -> Iterator[None]:
    # The lock lies beside the file, never on it: the file itself is what gets replaced. The system
    # lets go of it when its process ends, however that happens.
    with file.with_name(f"{file.name}.lock").open("ab") as lock:
        if not _lock(lock, alone=alone):
            raise StoreInUse(str(file))
        yield


if sys.platform == "win32":

    def _lock(lock: IO[bytes], *, alone: bool) -> bool:
        """Windows itself refuses to replace a file that somebody has open."""
        return bool(lock) or alone

else:
    import fcntl

    def _lock(lock: IO[bytes], *, alone: bool) -> bool:
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
