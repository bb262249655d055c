"""Whether something could be committed now: asked by whoever watches the shop, and changes nothing."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import closing
from pathlib import Path
from time import sleep

from store.database import sqlite
from store.database.faults import DiskFailed, DiskFull, StoreBusy, translated

#: So much is written and synced to see that there is room; a sale needs about a tenth.
ROOM_BYTES = 64 * 1024
#: Another program that writes for longer than this keeps sales waiting too long.
PATIENCE_S = 2.0
ASK_AGAIN_MS = 20
_FULL = {errno.ENOSPC, errno.EDQUOT}


def check_file(file: Path) -> None:
    """Raise what a commit into an embedded file would raise now: the disk is full, fails, or another program writes."""
    shown = str(file)
    _check_room(file.parent, shown)
    with (
        translated(shown),
        closing(sqlite.driver().connect(f"{file.as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA busy_timeout = 0")
        more_times = int(PATIENCE_S * 1000 / ASK_AGAIN_MS)
        while not _begins(connection, shown, is_last=not more_times):
            more_times -= 1
            sleep(ASK_AGAIN_MS / 1000)
        connection.execute("ROLLBACK")


def _begins(connection: object, shown: str, *, is_last: bool) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    except sqlite.driver().OperationalError as error:
        if not str(error.sqlite_errorname).startswith("SQLITE_BUSY"):
            raise
        if is_last:
            raise StoreBusy(shown, str(error)) from error
        return False
    return True


def _check_room(folder: Path, shown: str) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(range(256)) * (ROOM_BYTES // 256))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        fault = DiskFull if error.errno in _FULL else DiskFailed
        raise fault(shown, str(error.strerror)) from error
