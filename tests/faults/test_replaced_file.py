"""An acknowledgement means the file of that name: a shop whose file is moved, removed or replaced sells nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from operations.installation.opening import open_store
from operations.selling.complete_sale import complete_sale
from store.database import sqlite
from store.database.engine import Store
from store.database.faults import DiskFailed, StoreDamaged, StoreReplaced
from tests.builders import AT, Operator, small_shop


def remove(file: Path, _older: Path) -> None:
    file.unlink()


def move(file: Path, _older: Path) -> None:
    file.rename(file.with_suffix(".moved"))


def replace_by_older(file: Path, older: Path) -> None:
    older.replace(file)


def replace_by_nothing(file: Path, older: Path) -> None:
    older.write_bytes(b"")
    older.replace(file)


def cut(file: Path, _older: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path, _older: Path) -> None:
    os.truncate(file, 0)


def remove_log(file: Path, _older: Path) -> None:
    sqlite.wal_of(str(file)).unlink()


def replace_log(file: Path, older: Path) -> None:
    shutil.copyfile(sqlite.wal_of(str(file)), older)
    older.replace(sqlite.wal_of(str(file)))


#: Of a file that was cut, SQLite itself may see that pages are missing, or fail to read them.
GONE = (StoreReplaced, StoreDamaged, DiskFailed)
FAULTS = [remove, move, replace_by_older, replace_by_nothing, cut, empty, remove_log, replace_log]


@pytest.fixture
def selling(sqlite_store: Store, tmp_path: Path) -> tuple[Store, Operator, Path, Path]:
    operator = Operator(small_shop(sqlite_store))
    assert sqlite_store.file is not None
    sqlite_store.close()  # the whole shop is in one file now
    older = tmp_path / "older.db"
    shutil.copyfile(sqlite_store.file, older)
    operator.scan("MILK")
    return sqlite_store, operator, sqlite_store.file, older


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_acknowledged_into_a_file_that_is_not_there(
    selling: tuple[Store, Operator, Path, Path], fault: Callable[[Path, Path], None]
) -> None:
    store, operator, file, older = selling
    payment = operator.payment()
    fault(file, older)
    there = file.exists()

    for _ in range(2):
        with pytest.raises(GONE):
            complete_sale(store, operator.actor, payment, at=AT)
        with pytest.raises(GONE), store.view():
            pass  # so health says it too
    assert file.exists() == there  # no empty shop was made in its place


def test_a_file_that_comes_back_is_sold_from_again(selling: tuple[Store, Operator, Path, Path]) -> None:
    store, operator, file, _ = selling
    payment = operator.payment()
    aside = file.with_suffix(".moved")
    file.rename(aside)
    with pytest.raises(StoreReplaced):
        complete_sale(store, operator.actor, payment, at=AT)
    aside.rename(file)

    assert complete_sale(store, operator.actor, payment, at=AT).origin.receipt_number == 1
    store.close()
    opened = open_store(f"sqlite:///{file}")
    assert complete_sale(opened, operator.actor, payment, at=AT).origin.receipt_number == 1  # it is in the file
    opened.close()


def test_a_file_that_goes_during_a_transaction_is_noticed_before_its_end(
    selling: tuple[Store, Operator, Path, Path],
) -> None:
    store, _, file, _ = selling
    with pytest.raises(StoreReplaced), store.transaction():
        file.unlink()


def test_a_log_that_is_emptied_holds_no_acknowledgement(selling: tuple[Store, Operator, Path, Path]) -> None:
    store, operator, file, _ = selling
    payment = operator.payment()
    os.truncate(sqlite.wal_of(str(file)), 0)
    with pytest.raises(StoreReplaced):  # after the commit, which SQLite thinks is there
        complete_sale(store, operator.actor, payment, at=AT)


def test_a_file_that_is_tidied_up_or_a_log_that_is_written_back_sells_on(
    selling: tuple[Store, Operator, Path, Path],
) -> None:
    _, operator, file, _ = selling
    with closing(sqlite.driver().connect(file, isolation_level=None)) as other:
        other.execute("CREATE TABLE ballast (x)")
        other.execute("INSERT INTO ballast SELECT zeroblob(1000000)")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        operator.scan("PAPER")
        large = file.stat().st_size
        other.execute("DROP TABLE ballast")
        other.execute("VACUUM")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert file.stat().st_size < large
        operator.scan("PAPER")
    assert operator.pay_cash().origin.receipt_number == 1


def test_control_the_database_itself_acknowledges_into_nothing(tmp_path: Path) -> None:
    file = tmp_path / "plain.db"
    with closing(sqlite.driver().connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("CREATE TABLE sale (id)")
        file.unlink()
        connection.execute("INSERT INTO sale VALUES (1)")
        assert connection.execute("SELECT count(*) FROM sale").fetchone() == (1,)
    assert not file.exists()
