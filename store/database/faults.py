"""What the database's own errors mean for the shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import sqlalchemy as sa

from models.errors import Broken, KassaError, Refused, Unavailable
from store.database import sqlite


class StoreUnavailable(Unavailable):
    """The database did not answer."""

    code = "store_unavailable"
    text = (
        "The shop's database {url} cannot be reached: {reason}. What was paid is safe. "
        "Check that it runs and that KASSA_STORE names it, then try again."
    )

    url: str
    reason: str


class StoreDamaged(Broken):
    """The database's file cannot be read as it was written."""

    code = "store_damaged"
    text = (
        "{place} is damaged: {reason}. Nothing was changed and nothing of it is used silently. Keep a copy of the "
        "file, put the newest backup back with 'kassa restore FILE', and look after the disk."
    )

    place: str
    reason: str


class StoreReplaced(Unavailable):
    """The database's file is not the one that was opened: somebody moved, removed or replaced it."""

    code = "store_replaced"
    text = (
        "{place} was moved, removed or replaced while Kassa was using it. Nothing was changed or saved since. "
        "Put the file back, or stop every Kassa, look with 'kassa doctor' and start again."
    )

    place: str


class StoreBusy(Unavailable):
    """Another program holds the database for longer than we wait."""

    code = "store_busy"
    text = "{place} is held by another program. Nothing was changed. Wait until it is done, or end it, and try again."

    place: str
    reason: str


class DiskFull(Unavailable):
    """There is no room left to write."""

    code = "disk_full"
    text = (
        "The disk of {place} is full. What was paid is safe, and nothing was half written. Make room (500 MB are "
        "plenty), then try again."
    )

    place: str
    reason: str


class DiskFailed(Unavailable):
    """The operating system failed to read or write."""

    code = "disk_failed"
    text = (
        "{place} cannot be read or written: {reason}. What was paid before is safe, and nothing was half written. "
        "Check the disk and the rights of its folder, then try again."
    )

    place: str
    reason: str


class ServerRefuses(Refused):
    """The database server does not let us do this."""

    code = "server_refuses"
    text = (
        "The database {place} does not allow this: {reason}. Nothing was changed. "
        "Ask your database administrator for permission, then try again."
    )

    place: str
    reason: str


_Fault: TypeAlias = type[StoreUnavailable | StoreDamaged | StoreBusy | DiskFull | DiskFailed | ServerRefuses]

#: SQLite's primary result codes (sqlite.org/rescode.html); an extended code such as SQLITE_IOERR_READ begins with one.
_OF_SQLITE: dict[str, _Fault] = {
    "SQLITE_BUSY": StoreBusy,
    "SQLITE_LOCKED": StoreBusy,
    "SQLITE_FULL": DiskFull,
    "SQLITE_IOERR": DiskFailed,
    "SQLITE_READONLY": DiskFailed,
    "SQLITE_CANTOPEN": DiskFailed,
    "SQLITE_PERM": DiskFailed,
    "SQLITE_CORRUPT": StoreDamaged,
    "SQLITE_NOTADB": StoreDamaged,
}
#: SQLite has one code for every fault of a statement, and its driver none for text that it cannot decode: only here
#: the English text decides. Our tables are checked when the store is opened, so what is missing later was damaged.
_OF_TEXT = ("no such table", "no such column", "has no column named", "foreign key mismatch", "Could not decode")
#: PostgreSQL's SQLSTATE (manual, appendix A); two characters mean a whole class.
_OF_POSTGRESQL: dict[str, _Fault] = {
    "40001": StoreBusy,  # serialization_failure
    "40P01": StoreBusy,  # deadlock_detected
    "55P03": StoreBusy,  # lock_not_available
    "53100": DiskFull,
    "58030": DiskFailed,  # io_error
    "25006": ServerRefuses,  # read_only_sql_transaction
    "42501": ServerRefuses,  # insufficient_privilege
    "42P01": StoreDamaged,  # undefined_table
    "42703": StoreDamaged,  # undefined_column
    "XX001": StoreDamaged,  # data_corrupted
    "XX002": StoreDamaged,  # index_corrupted
    "08": StoreUnavailable,  # connection_exception
    "53300": StoreUnavailable,  # too_many_connections
    "57P": StoreUnavailable,  # the server is shut down or starts
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Replace the driver's error by Kassa's own, which names ``place``; a mistake in our SQL is raised unchanged."""
    try:
        yield
    except (sa.exc.DatabaseError, sqlite.driver().DatabaseError) as error:
        meaning = _meaning(place, error)
        if meaning is None:
            raise
        raise meaning from error


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Like :func:`translated`, for maintenance commands: undecodable text also counts as damage."""
    try:
        with translated(place):
            yield
    except UnicodeDecodeError as error:  # the driver cannot even read the names in the file, or its own message
        raise StoreDamaged(place, "it holds text that cannot be decoded") from error


def _meaning(place: str, error: Exception) -> KassaError | None:
    cause = getattr(error, "orig", error)
    if getattr(error, "connection_invalidated", False):
        fault: _Fault | None = StoreUnavailable
    elif hasattr(cause, "sqlstate"):
        fault = _of_postgresql(cause.sqlstate, lost=isinstance(error, sa.exc.OperationalError))
    else:
        fault = _of_sqlite(getattr(cause, "sqlite_errorname", None) or "", str(cause))
    return fault(place, str(cause).strip().partition("\n")[0]) if fault else None


def _of_postgresql(sqlstate: str | None, *, lost: bool) -> _Fault | None:
    """The error of an SQLSTATE; without one the server did not answer, if the connection was ``lost``."""
    if sqlstate is None:
        return StoreUnavailable if lost else None
    return next((fault for code, fault in _OF_POSTGRESQL.items() if sqlstate.startswith(code)), None)


def _of_sqlite(errorname: str, reason: str) -> _Fault | None:
    """The error of a result code; ``None`` for a mistake in our SQL."""
    known = _OF_SQLITE.get("_".join(errorname.split("_")[:2]))
    return known or (StoreDamaged if any(sign in reason for sign in _OF_TEXT) else None)
