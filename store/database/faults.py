"""What the database's own errors mean for the shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
    """The system did not read or write what it was told to."""

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
        "Ask whoever keeps it for the right, then try again."
    )

    place: str
    reason: str


_MEANINGS: dict[str, type[StoreUnavailable | StoreDamaged | StoreBusy | DiskFull | DiskFailed | ServerRefuses]] = {
    "is locked": StoreBusy,
    "deadlock detected": StoreBusy,
    "due to lock timeout": StoreBusy,
    "could not serialize access": StoreBusy,
    "disk is full": DiskFull,
    "No space left on device": DiskFull,
    "disk I/O error": DiskFailed,
    "readonly database": DiskFailed,
    "unable to open database file": DiskFailed,
    "malformed": StoreDamaged,
    "not a database": StoreDamaged,
    "Could not decode": StoreDamaged,
    "no such table": StoreDamaged,  # our tables are checked when the store is opened: what is gone was damaged
    "no such column": StoreDamaged,
    "has no column named": StoreDamaged,
    "foreign key mismatch": StoreDamaged,
    "pipeline mode": StoreUnavailable,  # the server ended the connection while statements were on their way to it
    "permission denied": ServerRefuses,
    "must be owner": ServerRefuses,
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn what the driver says about ``place`` into an error of ours; what it says about our SQL stays as it is."""
    try:
        yield
    except (sa.exc.DatabaseError, sqlite.driver().DatabaseError) as error:
        meaning = _meaning(place, error)
        if meaning is None:
            raise
        raise meaning from error


@contextmanager
def explained(place: str) -> Iterator[None]:
    """:func:`translated` for care of the file, which reads whatever stands there: text that is none is damage too."""
    try:
        with translated(place):
            yield
    except UnicodeDecodeError as error:  # the driver cannot even read the names in the file, or its own message
        raise StoreDamaged(place, "it holds text that is none") from error


def _meaning(place: str, error: Exception) -> KassaError | None:
    reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
    if getattr(error, "connection_invalidated", False):
        return StoreUnavailable(place, reason)
    return next((kind(place, reason) for sign, kind in _MEANINGS.items() if sign in reason), None)
