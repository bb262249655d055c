"""A shop is not opened by what could damage it or forget what was paid."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread, Timer
from typing import Any

import pytest

from operations.installation import opening
from operations.installation.opening import open_store
from store.database import sqlite, versions
from store.database.faults import StoreBusy


def test_an_engine_that_can_damage_the_file_does_not_touch_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SQLITE_VERSION_LEAST", (99, 0, 0))
    with pytest.raises(sqlite.EngineTooOld, match=r"99\.0\.0 or newer"):
        open_store(f"sqlite:///{tmp_path / 'shop.db'}")
    assert list(tmp_path.iterdir()) == []


def test_the_standard_librarys_engine_is_judged_by_its_version() -> None:
    if sqlite3.sqlite_version_info < sqlite.SQLITE_VERSION_LEAST:
        with pytest.raises(sqlite.EngineTooOld, match=sqlite3.sqlite_version):
            sqlite.check_engine(sqlite3)
    else:
        sqlite.check_engine(sqlite3)


@pytest.mark.parametrize(
    ("setting", "weaker"), [("synchronous", 1), ("journal_mode", "delete"), ("mmap_size", 1 << 20)]
)
def test_a_connection_that_came_out_weaker_is_refused(tmp_path: Path, setting: str, weaker: object) -> None:
    """Settings are read back: here somebody changes one right after it was set."""

    class Stubborn:
        def __init__(self) -> None:
            self.real = sqlite.driver().connect(tmp_path / "shop.db", isolation_level=None)

        def execute(self, sql: str) -> object:
            answer = self.real.execute(sql)
            if sql.startswith(f"PRAGMA {setting} ="):
                answer.fetchall()
                self.real.execute(f"PRAGMA {setting} = {weaker}").fetchall()
            return answer

    connection = Stubborn()
    with closing(connection.real), pytest.raises(sqlite.UnsafeSettings, match=setting) as refused:
        sqlite.apply_settings(connection, dict(sqlite.SETTINGS))
    assert refused.value.found == weaker


#: Opens the database at a signal, so that several do it at the same moment.
OPEN = """
import sys
from operations.installation.opening import open_store
print("ready", flush=True)
sys.stdin.readline()
open_store(sys.argv[1]).close()
"""


def test_programs_that_start_at_once_on_an_empty_database_all_open_it(empty_store_url: str) -> None:
    """A server, its schedule and a command: one makes the tables, the others wait for it."""
    command, pipe = [sys.executable, "-c", OPEN, empty_store_url], subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(4)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert ended == [("", 0)] * 4
    with closing(open_store(empty_store_url, migrate=False)) as store, store.view() as view:
        assert versions.current(view) == versions.head()


def opened_at_once(file: Path, setting: Callable[[Any], None]) -> list[str]:
    """What goes wrong when four connections to a new file are set up at the same moment."""
    together, wrong = Barrier(4), list[str]()

    def connect() -> None:
        with closing(sqlite.driver().connect(file, isolation_level=None)) as connection:
            together.wait()
            try:
                setting(connection)
            except sqlite.driver().OperationalError as error:
                wrong.append(str(error))

    threads = [Thread(target=connect) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return wrong


def test_connections_that_open_a_new_file_at_once_all_come_to_their_settings(tmp_path: Path) -> None:
    found = [
        wrong
        for number in range(40)
        for wrong in opened_at_once(
            tmp_path / f"{number}.db", lambda each: sqlite.apply_settings(each, sqlite.SETTINGS)
        )
    ]
    assert found == []


def test_control_without_asking_again_one_of_them_finds_it_locked(tmp_path: Path) -> None:
    """In about one of twelve files, however long the busy time-out is."""

    def plainly(connection: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout = {sqlite.BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = wal")

    assert any(opened_at_once(tmp_path / f"{number}.db", plainly) for number in range(3_000))


def test_a_program_that_starts_waits_for_tables_longer_than_for_a_sale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the file for fifteen times as long as a sale would wait."""
    monkeypatch.setitem(sqlite.SETTINGS, "busy_timeout", 20)
    monkeypatch.setattr(opening, "UPGRADE_TRIES", 100_000)
    with closing(sqlite.driver().connect(tmp_path / "shop.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("BEGIN IMMEDIATE")
        Timer(0.3, lambda: other.execute("COMMIT")).start()
        with closing(open_store(f"sqlite:///{tmp_path / 'shop.db'}")) as store, store.view() as view:
            assert versions.current(view) == versions.head()


def test_control_with_one_try_it_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sqlite.SETTINGS, "busy_timeout", 20)
    monkeypatch.setattr(opening, "UPGRADE_TRIES", 1)
    with closing(sqlite.driver().connect(tmp_path / "shop.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            open_store(f"sqlite:///{tmp_path / 'shop.db'}")
