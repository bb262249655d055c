"""A shop is not opened by what could damage it or forget what was paid."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from operations.shop import open_store
from store import sqlite


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
