"""The database: one transaction for each thing the shop does, and read-only views."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from store.database import sqlite
from store.database.fair_lock import FairLock, queue_for
from store.database.faults import StoreUnavailable, translated
from store.database.file_watch import FileWatch
from store.signing.commit_signing import OPTION, CommitSigning
from store.signing.key_ring import KeyRing

__all__ = ["Connection", "Store", "StoreUnavailable", "normalise_url"]

#: What transactions and views hand out; operations name the type without speaking SQL.
Connection = sa.Connection


class Store:
    """The shop's memory.

    SQLite: writers of this process queue in the order they came, and each transaction begins
    with ``BEGIN IMMEDIATE``. PostgreSQL: writers run side by side, so what they change together
    is locked in a fixed order (device head, stock by SKU, then the rest) or changed by a guarded UPDATE.
    """

    def __init__(self, url: str, keys: KeyRing | None = None) -> None:
        self.url = normalise_url(url)
        #: The keys that sign what is written to the journal; without them it is not signed.
        self.keys = keys
        #: Whether others may write to it, too; nobody does to a copy in which something is tried.
        self.is_shared = True
        #: Whether this is the embedded file rather than a server.
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        #: The embedded file, if it is one.
        self.file = Path(self.url.database) if self.is_sqlite and self.url.database else None
        #: The database as it may be named to people: its file, or its address without the password.
        self.shown = str(self.file or self.url.render_as_string(hide_password=True))
        if self.is_sqlite:
            self._writer = sqlite.make_engine(self.url, read_only=False)
            self._reader = sqlite.make_engine(self.url, read_only=True)
            self._turn: FairLock | nullcontext[None] = queue_for(self.file) if self.file else FairLock()
        else:
            self._writer = self._reader = sa.create_engine(self.url, pool_pre_ping=True)
            self._turn = nullcontext()
        self._at_hand: sa.Connection | None = None
        self._watch = FileWatch(self.file, self.shown) if self.file else None

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """All or nothing. Only ``operations`` may call this.

        Raises what :func:`store.database.faults.translated` makes of a full disk, a locked file or a damaged one.
        """
        signing = None if self.keys is None else CommitSigning(self.keys)
        with self._turn, translated(self.shown), self._writing() as connection, connection.begin():
            connection.info[OPTION] = signing
            self._begin(connection, sqlite.begin_immediate)
            yield connection
            self._check_file(connection)  # whoever is told that it is saved must find it in the file of that name
        if self._watch is not None:
            self._watch.check_written()
        if signing is not None:
            signing.remember()

    @contextmanager
    def view(self) -> Iterator[sa.Connection]:
        """A read-only look at one committed state; the database itself refuses writes."""
        with translated(self.shown), self._connect(self._reader) as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                self._begin(connection, _begin_reading)
                self._check_file(connection)
                yield connection

    def copy_log(self) -> None:
        """Move what SQLite's log of writes holds into the file while others write, so that no till has to do it."""
        if self.is_sqlite:
            with translated(self.shown), self._connect(self._reader) as connection:
                sqlite.copy_log(connection.connection.dbapi_connection)

    def forget_deleted(self, *tables: str) -> None:
        """Let no copy of what was deleted from tables stay in the database's own log of writes, or in its pages.

        SQLite writes over it in the pages themselves, see :data:`store.database.sqlite.SETTINGS`.
        """
        with translated(self.shown), self._turn, self._connect(self._writer) as connection:
            if self.is_sqlite:
                sqlite.empty_log(connection.connection.dbapi_connection)
                return
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in tables:
                alone.exec_driver_sql(f"VACUUM FULL {table}")

    @property
    def fingerprint(self) -> str:
        """What tells this database from others, without telling where it is."""
        url = self.url
        place = sqlite.file_identity(self.file) if self.file else (url.host, url.port, url.database)
        return hashlib.sha256(repr(place).encode()).hexdigest()[:16]

    def close(self) -> None:
        """Give all connections back."""
        at_hand, self._at_hand = self._at_hand, None
        if at_hand is not None:
            at_hand.close()
        if self.keys is not None:
            self.keys.close()
        self._writer.dispose()
        self._reader.dispose()
        if self._watch is not None:
            self._watch.forget()

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A connection to write with. On SQLite, where one writes at a time, it stays at hand unless it failed."""
        connection, self._at_hand = self._at_hand or self._connect(self._writer), None
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if self.is_sqlite:
            self._at_hand = connection
        else:
            connection.close()

    def _begin(self, connection: sa.Connection, begin: Callable[[Any], None]) -> None:
        """Begin on SQLite, whose driver does not.

        SQLAlchemy's ``begin`` event would do it, but costs time on every statement.
        """
        if self.is_sqlite:
            begin(connection.connection.dbapi_connection)

    def _connect(self, engine: sa.Engine) -> sa.Connection:
        if self._watch is not None:
            self._watch.check_there()  # SQLite would make an empty file where ours was
        try:
            connection = engine.connect()
        except sa.exc.OperationalError as error:
            raise StoreUnavailable(self.shown, str(error.orig).strip()) from error
        if self._watch is not None:
            self._watch.begin()
        return connection

    def _check_file(self, connection: sa.Connection) -> None:
        if self._watch is not None:
            self._watch.check(connection)


def _begin_reading(connection: Any) -> None:
    connection.execute("BEGIN")


def normalise_url(url: str) -> sa.URL:
    """The address with the driver that we use: ``postgresql://`` means psycopg."""
    parsed = sa.make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    return parsed
