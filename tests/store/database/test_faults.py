"""The databases' own faults, really raised, become errors of ours by their codes and not by their English."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from models.errors import KassaError
from store import schema
from store.database import faults, sqlite
from store.database.engine import Connection, Store
from tests.builders import small_shop
from tests.waiting import wait_until

ROW = {"id": 9, "name": "x", "address": "y"}


def test_a_mistake_in_our_sql_stays_what_it_is(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError), store.transaction() as tx:
        tx.exec_driver_sql("SELEKT 1")
    small_shop(store)
    with pytest.raises(sa.exc.IntegrityError), store.transaction() as tx:
        tx.execute(schema.location.insert(), [ROW, ROW])


def test_a_table_or_column_that_is_gone_is_damage(store: Store) -> None:
    for statement in ("SELECT * FROM no_such_table", "SELECT no_such_column FROM location"):
        with pytest.raises(faults.StoreDamaged), store.view() as view:
            view.exec_driver_sql(statement)


# --- the embedded file -----------------------------------------------------------------------------


def full(tx: Connection) -> None:
    tx.exec_driver_sql("PRAGMA max_page_count = 1")
    tx.exec_driver_sql("CREATE TABLE more (x)")


def read_only(tx: Connection) -> None:
    tx.exec_driver_sql("PRAGMA query_only = ON")
    tx.execute(schema.location.insert(), ROW)


def undecodable(tx: Connection) -> None:
    tx.exec_driver_sql("SELECT CAST(x'ff' AS TEXT)").all()


@pytest.mark.parametrize(
    ("provoke", "errorname", "fault"),
    [
        (full, "SQLITE_FULL", faults.DiskFull),
        (read_only, "SQLITE_READONLY", faults.DiskFailed),
        (undecodable, None, faults.StoreDamaged),
    ],
)
def test_what_the_file_refuses(
    sqlite_store: Store, provoke: Callable[[Connection], None], errorname: str | None, fault: type[KassaError]
) -> None:
    with pytest.raises(fault) as caught, sqlite_store.transaction() as tx:
        provoke(tx)
    assert errorname_of(caught.value) == errorname


def test_a_file_that_another_program_writes_to_is_busy(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sqlite.SETTINGS, "busy_timeout", 20)
    assert sqlite_store.file
    sqlite_store.close()
    with closing(sqlite.driver().connect(sqlite_store.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(faults.StoreBusy) as caught, sqlite_store.transaction():
            pass
    assert errorname_of(caught.value) == "SQLITE_BUSY"


@pytest.mark.parametrize(
    ("offset", "errorname"), [(0, "SQLITE_NOTADB"), (4096, "SQLITE_CORRUPT")], ids=["its head", "a page"]
)
def test_a_file_with_other_bytes_in_it_is_damaged(sqlite_store: Store, offset: int, errorname: str) -> None:
    file = the_file(sqlite_store)
    content = bytearray(file.read_bytes())
    content[offset : offset + 4096] = b"\xa5" * 4096
    file.write_bytes(content)
    with pytest.raises(faults.StoreDamaged) as caught, faults.translated(str(file)), opened(file) as connection:
        read_all(connection)
    assert errorname_of(caught.value) == errorname


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(faults.DiskFailed) as caught, faults.translated("it"), opened(tmp_path) as connection:
        connection.execute("SELECT 1 FROM sqlite_schema")
    assert errorname_of(caught.value) == "SQLITE_CANTOPEN"


def read_all(connection: Any) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        connection.execute(f"SELECT count(*) FROM {name}").fetchone()


def the_file(store: Store) -> Path:
    """The closed file of a store, with all of its pages in it."""
    assert store.file
    with store.transaction() as tx:
        tx.execute(schema.location.insert(), ROW)
    store.close()
    with opened(store.file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return store.file


@contextmanager
def opened(file: Path) -> Iterator[Any]:
    with closing(sqlite.driver().connect(file, isolation_level=None)) as connection:
        yield connection


def errorname_of(error: KassaError) -> str | None:
    """The name that SQLite itself gave to the cause; ``None`` where its driver failed before."""
    cause = getattr(error.__cause__, "orig", error.__cause__)
    name: str | None = getattr(cause, "sqlite_errorname", None)
    return name


# --- the server ------------------------------------------------------------------------------------


def not_permitted(tx: Connection) -> None:
    role = f"stranger_{uuid4().hex[:12]}"  # goes with the transaction
    tx.exec_driver_sql(f"CREATE ROLE {role}")
    tx.exec_driver_sql(f"SET LOCAL ROLE {role}")
    tx.exec_driver_sql("SELECT * FROM location")


def not_writable(tx: Connection) -> None:
    tx.exec_driver_sql("SET TRANSACTION READ ONLY")
    tx.execute(schema.location.insert(), ROW)


def cut_off(tx: Connection) -> None:
    tx.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")


def raised_by_the_server(code: str) -> Callable[[Connection], None]:
    """What no test can bring about, such as a broken disk: the server raises it with the code that it then has."""

    def provoke(tx: Connection) -> None:
        tx.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'auf Deutsch' USING ERRCODE = '{code}'; END $$")

    return provoke


@pytest.mark.parametrize(
    ("provoke", "sqlstate", "fault"),
    [
        (not_permitted, "42501", faults.ServerRefuses),
        (not_writable, "25006", faults.ServerRefuses),
        (cut_off, "57P01", faults.StoreUnavailable),
        (raised_by_the_server("53100"), "53100", faults.DiskFull),
        (raised_by_the_server("58030"), "58030", faults.DiskFailed),
        (raised_by_the_server("XX001"), "XX001", faults.StoreDamaged),
        (raised_by_the_server("53300"), "53300", faults.StoreUnavailable),
        (raised_by_the_server("08006"), "08006", faults.StoreUnavailable),
    ],
)
def test_what_the_server_refuses(
    postgres_store: Store, provoke: Callable[[Connection], None], sqlstate: str, fault: type[KassaError]
) -> None:
    with pytest.raises(fault) as caught, postgres_store.transaction() as tx:
        provoke(tx)
    assert sqlstate_of(caught.value) == sqlstate


def test_a_code_that_is_none_of_ours_stays_what_it_is(postgres_store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError), postgres_store.transaction() as tx:
        raised_by_the_server("22012")(tx)


def test_a_row_that_another_transaction_locks_is_busy(postgres_store: Store) -> None:
    small_shop(postgres_store)
    with postgres_store.transaction() as first:
        lock(first, 1)
        with pytest.raises(faults.StoreBusy) as caught, postgres_store.transaction() as second:
            lock(second, 1, "SET LOCAL lock_timeout = '10ms'")
    assert sqlstate_of(caught.value) == "55P03"


def test_a_snapshot_that_another_transaction_outdates_is_busy(postgres_store: Store) -> None:
    small_shop(postgres_store)
    with pytest.raises(faults.StoreBusy) as caught, postgres_store.transaction() as first:
        change_what_another_changed(first, postgres_store)
    assert sqlstate_of(caught.value) == "40001"


def change_what_another_changed(first: Connection, store: Store) -> None:
    first.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    first.execute(sa.select(schema.location.c.id)).all()
    with store.transaction() as second:
        second.exec_driver_sql("UPDATE location SET name = 'b' WHERE id = 1")
    first.exec_driver_sql("UPDATE location SET name = 'a' WHERE id = 1")


def test_two_transactions_that_wait_for_each_other_end_one(postgres_store: Store) -> None:
    small_shop(postgres_store)
    both_locked, caught = threading.Barrier(2, timeout=30), list[faults.StoreBusy]()

    def take(mine: int, other: int) -> None:
        try:
            with postgres_store.transaction() as tx:
                lock(tx, mine, "SET LOCAL deadlock_timeout = '10ms'")
                both_locked.wait()
                lock(tx, other)
        except faults.StoreBusy as busy:
            caught.append(busy)

    threads = [threading.Thread(target=take, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sqlstate_of(each) for each in caught] == ["40P01"]


def lock(tx: Connection, location_id: int, *settings: str) -> None:
    for setting in settings:
        tx.exec_driver_sql(setting)
    tx.execute(sa.select(schema.location).where(schema.location.c.id == location_id).with_for_update())


def sqlstate_of(error: KassaError) -> str | None:
    state: str | None = getattr(getattr(error.__cause__, "orig", None), "sqlstate", None)
    return state


def test_a_writer_waits_until_another_process_is_done(sqlite_store: Store) -> None:
    assert sqlite_store.file
    asked: list[str] = []

    @sa.event.listens_for(sqlite_store._writer, "connect")
    def _watch(connection: Any, _record: object) -> None:
        connection.set_trace_callback(asked.append)

    def write() -> None:
        with sqlite_store.transaction():
            begun.set()

    begun, writer = threading.Event(), threading.Thread(target=write)
    with closing(sqlite.driver().connect(sqlite_store.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.start()
        wait_until(lambda: asked.count("BEGIN IMMEDIATE") > 1 or not writer.is_alive(), "the writer asks again")
        assert not begun.is_set()
        other.execute("ROLLBACK")
        assert begun.wait(30)
    writer.join()
