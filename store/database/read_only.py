"""A store that nobody can write through, whatever is asked of its connections."""

from __future__ import annotations

import sqlalchemy as sa

from store.database import sqlite
from store.database.engine import Store


class ReadOnlyStore(Store):
    """The shop's memory to look at.

    SQLite opens the file for reading alone (``mode=ro``). On PostgreSQL each transaction is a read-only one.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        if self.is_sqlite:
            self._writer = self._reader = sqlite.make_engine(self.url, read_only=True, file_mode="ro")
        else:
            options = {"postgresql_readonly": True}
            self._writer = self._reader = sa.create_engine(self.url, pool_pre_ping=True, execution_options=options)
