"""An acknowledgement means the file of that name: whether the embedded file is still the one that was opened.

SQLite goes on writing into a file that was removed, replaced or cut, and reports success.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from store.database import sqlite
from store.database.faults import StoreReplaced


class FileWatch:
    """Watches one database file and its log of writes; every check raises :class:`StoreReplaced`."""

    def __init__(self, file: Path, shown: str) -> None:
        self.file, self.shown = file, shown
        self._wal = sqlite.wal_of(str(file))
        self._identity: tuple[int, int] | None = None
        self._size = 0

    def begin(self) -> None:
        """Remember the file that a connection was opened to, unless one is remembered already."""
        if self._identity is None:
            self._identity = sqlite.file_identity(self.file)

    def forget(self) -> None:
        """Every connection is closed: whatever is there next is the shop."""
        self._identity, self._size = None, 0

    def check_there(self) -> None:
        """Before a connection is opened: the name still leads to the file of the others."""
        if self._identity is not None and sqlite.file_identity(self.file) != self._identity:
            raise StoreReplaced(self.shown)

    def check(self, connection: sa.Connection) -> None:
        """File and log are those that ``connection`` opened, and the file did not lose anything."""
        try:
            found = self.file.stat()
        except FileNotFoundError:
            raise StoreReplaced(self.shown) from None
        if (found.st_dev, found.st_ino) != self._identity or not self._has_its_log(connection):
            raise StoreReplaced(self.shown)
        if found.st_size < self._size:
            self._check_cut(connection, found.st_size)
        self._size = found.st_size

    def check_written(self) -> None:
        """After a commit: the log begins as it must. One that was cut holds nothing that could be read again."""
        try:
            whole = sqlite.is_wal(self._wal)
        except FileNotFoundError:
            whole = False
        if not whole:
            raise StoreReplaced(self.shown)

    def _has_its_log(self, connection: sa.Connection) -> bool:
        return connection.info.get(sqlite.WAL_IDENTITY) == sqlite.file_identity(self._wal)

    def _check_cut(self, connection: sa.Connection, size: int) -> None:
        """A smaller file may be one that was tidied up (VACUUM); one that lacks pages was cut."""
        if not sqlite.holds_all_pages(connection.connection.dbapi_connection, size):
            raise StoreReplaced(self.shown)
