"""A backup is whole, sealed and an ordinary SQLite file; a damaged one is never taken for good."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from store.database import file_lock, sqlite
from store.database.engine import Store
from store.database.faults import StoreDamaged
from store.database.file_lock import StoreInUse
from store.upkeep import backup
from store.upkeep.backup import BackupDamaged, NotABackup
from tests.builders import Operator, small_shop


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def sealed(sqlite_store: Store, tmp_path: Path) -> Path:
    operator = Operator(small_shop(sqlite_store))
    for _ in range(3):
        operator.scan("MILK")
        operator.pay_cash()
    assert sqlite_store.file is not None
    file = tmp_path / "copy.db"
    backup.copy_file(sqlite_store.file, file, silent)
    backup.as_one_file(file)
    backup.seal(file)
    return file


def test_any_sqlite_tool_opens_a_backup(sealed: Path) -> None:
    with closing(sqlite3.connect(f"{sealed.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM sale").fetchone() == (3,)
    assert sealed.read_bytes().startswith(b"SQLite format 3\0")
    assert sealed.read_bytes().splitlines()[-1].startswith(b"Kassa backup 1, SHA-256 of every byte before this line: ")


def test_what_is_unsealed_is_what_was_sealed(sealed: Path, tmp_path: Path) -> None:
    backup.unseal(sealed, tmp_path / "out.db")
    assert sealed.read_bytes().startswith((tmp_path / "out.db").read_bytes())


def test_a_cut_backup_is_no_backup(sealed: Path, tmp_path: Path) -> None:
    whole = sealed.read_bytes()
    cut = tmp_path / "cut.db"
    for length in [0, 1, 100, 4096, len(whole) // 2, len(whole) - 64, len(whole) - 1]:
        cut.write_bytes(whole[:length])
        with pytest.raises(NotABackup):
            backup.unseal(cut, tmp_path / "never.db")
        assert not (tmp_path / "never.db").exists()


def test_every_flipped_bit_of_a_backup_is_found(sealed: Path, tmp_path: Path) -> None:
    whole = sealed.read_bytes()
    rng = random.Random(20261123)
    bad, out = tmp_path / "bad.db", tmp_path / "out.db"
    for _ in range(200):
        place = rng.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << rng.randrange(8)
        bad.write_bytes(flipped)
        with pytest.raises((BackupDamaged, NotABackup)):
            backup.unseal(bad, out)
        out.unlink(missing_ok=True)
    bad.write_bytes(whole)  # the control: untouched, it is taken
    backup.unseal(bad, out)


def test_an_ordinary_database_is_no_backup(sqlite_store: Store, tmp_path: Path) -> None:
    assert sqlite_store.file is not None
    with pytest.raises(NotABackup):
        backup.unseal(sqlite_store.file, tmp_path / "out.db")


def test_a_damaged_source_is_told_and_not_copied_silently(tmp_path: Path) -> None:
    source = tmp_path / "shop.db"
    source.write_bytes(b"not a database at all, " * 500)
    with pytest.raises(StoreDamaged) as damaged:
        backup.copy_file(source, tmp_path / "copy.db", silent)
    assert "not a database" in str(damaged.value)


def test_what_is_replaced_stays_beside_with_its_log(tmp_path: Path) -> None:
    place, aside, copy = tmp_path / "shop.db", tmp_path / "shop.db.old", tmp_path / "new.db"
    for name, text in {"shop.db": "old", "shop.db-wal": "old log", "new.db": "new"}.items():
        (tmp_path / name).write_text(text)
    backup.put_in_place(copy, place, aside)
    assert place.read_text() == "new"
    assert aside.read_text() == "old"
    assert (tmp_path / "shop.db.old-wal").read_text() == "old log"
    assert not (tmp_path / "shop.db-wal").exists(), "the old log must not be replayed into the new file"
    assert not copy.exists()


def test_a_file_that_somebody_has_open_is_not_made_one(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    assert sqlite_store.file is not None
    with sqlite_store.view() as view:
        view.exec_driver_sql("SELECT count(*) FROM product").fetchone()
        with pytest.raises(StoreInUse):
            backup.as_one_file(sqlite_store.file)
    sqlite_store.close()
    backup.as_one_file(sqlite_store.file)  # the control: nobody has it open
    with closing(sqlite.driver().connect(sqlite_store.file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_many_use_a_file_together_and_one_replaces_it_alone(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with file_lock.together(file), file_lock.together(file), pytest.raises(StoreInUse), file_lock.alone(file):
        pass
    with file_lock.alone(file), pytest.raises(StoreInUse), file_lock.together(file):
        pass
    with file_lock.alone(file):
        pass


def test_a_killed_process_does_not_hold_the_file_for_ever(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    code = (
        "import sys, time; from pathlib import Path; from store.database import file_lock\n"
        "with file_lock.together(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(StoreInUse), file_lock.alone(file):
            pass
        process.kill()
    with file_lock.alone(file):
        pass
