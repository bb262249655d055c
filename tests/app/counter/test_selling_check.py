"""Health says whether a sale could be saved now, whatever happened to the shop's file."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from app.counter import selling_check
from app.counter.selling_check import SellingCheck
from operations.installation.opening import open_store
from store.database import commit_check, sqlite
from store.database.engine import Store
from store.database.faults import DiskFailed, DiskFull, ServerRefuses, StoreBusy, StoreReplaced
from tests.builders import Operator, small_shop


@pytest.fixture
def selling(sqlite_store: Store) -> Store:
    """A shop that sells: the connections of a running server are open."""
    Operator(small_shop(sqlite_store)).scan("MILK")
    return sqlite_store


def fail_with(code: int) -> Callable[..., None]:
    def sync(_file: int) -> None:
        raise OSError(code, os.strerror(code))

    return sync


@pytest.mark.parametrize(
    ("code", "fault"), [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, DiskFailed)]
)
def test_a_disk_without_room_or_in_trouble_is_told(
    selling: Store, monkeypatch: pytest.MonkeyPatch, code: int, fault: type[Exception]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail_with(code))
        with pytest.raises(fault):
            SellingCheck().check(selling)
    SellingCheck().check(selling)


def test_a_file_that_went_is_told(selling: Store) -> None:
    assert selling.file is not None
    selling.file.unlink()
    with pytest.raises(StoreReplaced):
        SellingCheck().check(selling)
    assert not selling.file.exists()


def test_a_database_held_by_another_program_is_told(selling: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_check, "PATIENCE_S", 0.1)
    assert selling.file is not None
    with closing(sqlite.driver().connect(selling.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            SellingCheck().check(selling)
        other.execute("ROLLBACK")
    SellingCheck().check(selling)


def test_one_look_serves_everybody_for_a_while(selling: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Store] = []
    check = SellingCheck(looks.append)
    for _ in range(20):
        check.check(selling)
    assert len(looks) == 1
    monkeypatch.setattr(selling_check, "FRESH_S", 0.0)
    check.check(selling)
    assert len(looks) == 2


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Store]:
    store = open_store(postgres_url)
    yield small_shop(store)
    store.close()


def test_a_server_that_takes_no_writes_from_us_is_told(postgres: Store) -> None:
    SellingCheck().check(postgres)
    reader = f"reader_of_{postgres.url.database}"
    with postgres.transaction() as tx:
        tx.exec_driver_sql(f"CREATE ROLE {reader} LOGIN")
        tx.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}")
    reading = Store(postgres.url.set(username=reader).render_as_string(hide_password=False))
    with pytest.raises(ServerRefuses, match="does not allow this"):
        SellingCheck().check(reading)
    reading.close()
    with postgres.transaction() as tx:
        tx.exec_driver_sql(f"DROP OWNED BY {reader}")
        tx.exec_driver_sql(f"DROP ROLE {reader}")
