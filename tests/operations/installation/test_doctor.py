"""The doctor tells what is wrong before it costs a sale, and changes nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from models.access.actor import Actor
from models.delivery import Attempt, Consumer, Outcome
from operations.delivery import begin_deliveries, settle_delivery
from operations.installation import doctor, upkeep
from operations.installation.configuration import Settings
from operations.installation.doctor import Finding, Grade
from operations.installation.opening import open_store
from operations.installation.private_files import OTHERS
from operations.progress import no_progress
from store import delivery
from store.database import sqlite
from tests.builders import AT, OFFICE_ACTOR, TILL, Operator, small_shop

SOON = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _private() -> Iterator[None]:
    """Files are made as every command makes them."""
    before = os.umask(OTHERS)
    yield
    os.umask(before)


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    """A shop with one sale and a fresh backup, on each database."""
    made = Settings(home=tmp_path, store_url=store_url)
    with upkeep.shop_in_use(made, make=True) as store:
        operator = Operator(small_shop(store))
        operator.scan("MILK")
        operator.pay_cash()
        copy = upkeep.make_backup(
            store, OFFICE_ACTOR, made.backups / upkeep.backup_name(upkeep.BY_HAND, AT), no_progress
        )
    os.utime(copy.file, (AT.timestamp(), AT.timestamp()))
    return made


def found(settings: Settings, at: datetime = SOON) -> list[Finding]:
    return list(doctor.examine(settings, at=at))


def worst(findings: list[Finding]) -> list[tuple[str, Grade]]:
    return [(each.subject, each.grade) for each in findings if each.grade is not Grade.OK]


@pytest.fixture
def old_engine() -> ModuleType:
    """The engine that Debian 12 ships, by its numbers."""
    module = ModuleType("sqlite3")
    module.sqlite_version, module.sqlite_version_info = "3.40.1", (3, 40, 1)  # type: ignore[attr-defined]
    return module


def test_a_sound_shop_has_nothing_to_mend(settings: Settings) -> None:
    findings = found(settings)
    durability = [each for each in findings if each.subject == "durability"]
    if "postgresql" in settings.store_url:  # the server of the tests runs without fsync, on purpose
        assert worst(findings) == [("durability", Grade.BAD)]
        assert "fsync" in durability[0].todo
    else:
        assert worst(findings) == []
        assert "synchronous 2" in durability[0].state
    assert {each.subject for each in findings} >= {
        "python",
        "sqlite engine",
        "home",
        "disk",
        "clock",
        "store",
        "backup",
    }
    assert next(each.state for each in findings if each.subject == "journal").startswith("KASSA01: 3 rows")


def test_looking_makes_nothing(tmp_path: Path) -> None:
    nowhere = Settings(home=tmp_path / "not" / "yet")
    assert worst(found(nowhere)) == [("store", Grade.BAD), ("backup", Grade.WARN)]
    assert list(tmp_path.iterdir()) == []


def test_where_no_shop_is_nobody_is_fit_to_sell(tmp_path: Path) -> None:
    (store,) = [each for each in found(Settings(home=tmp_path)) if each.subject == "store"]
    assert store.state.startswith("there is no shop")
    (tmp_path / "shop.db").touch()
    assert ("tables", Grade.BAD) in worst(found(Settings(home=tmp_path)))
    with upkeep.shop_in_use(Settings(home=tmp_path), make=True):
        pass
    assert ("shop", Grade.BAD) in worst(found(Settings(home=tmp_path)))


def test_a_shop_that_was_lost_is_told_from_none(settings: Settings) -> None:
    lost = Settings(home=settings.home, store_url=f"sqlite:///{settings.home / 'lost.db'}")
    (store,) = [each for each in found(lost) if each.subject == "store"]
    assert store.grade is Grade.BAD
    assert store.state.endswith("and there was a shop")
    assert "kassa restore" in store.todo


def test_a_shop_that_takes_no_sale_is_bad(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(settings, make=True) as store:
        small_shop(store)
    assert [each.state for each in found(settings) if each.subject == "selling"] == ["a sale could be saved now"]
    with closing(sqlite.driver().connect(tmp_path / "shop.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        (selling,) = [each for each in found(settings) if each.subject == "selling"]
    assert (selling.grade, selling.state) == (Grade.BAD, "a sale could not be saved now: store_busy")


def test_an_engine_that_damages_files_is_bad_and_the_line_says_how_to_mend_it(old_engine: ModuleType) -> None:
    finding = doctor.check_engine(old_engine)
    assert finding.grade is Grade.BAD
    assert "3.40.1" in finding.state
    assert "pip install pysqlite3" in finding.todo
    assert doctor.check_engine(sqlite.driver()).grade is Grade.OK


@pytest.mark.parametrize(
    ("free_mb", "grade"), [(501, Grade.OK), (500, Grade.OK), (499, Grade.WARN), (100, Grade.WARN), (99, Grade.BAD)]
)
def test_little_room_is_told_before_there_is_none(free_mb: int, grade: Grade, tmp_path: Path) -> None:
    assert doctor.check_disk(tmp_path, free_mb * doctor.MB).grade is grade


def test_a_home_that_cannot_be_written_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert doctor.check_home(tmp_path / "file").grade is Grade.BAD
    assert doctor.check_home(tmp_path).grade is Grade.OK


def test_files_that_other_accounts_may_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "shop.db").touch(0o600)
    assert doctor.check_home(tmp_path).grade is Grade.OK
    (tmp_path / "shop.db").chmod(0o640)
    finding = doctor.check_home(tmp_path)
    assert (finding.grade, finding.state) == (Grade.WARN, "other accounts may read shop.db")


def test_a_clock_before_the_last_sale_is_bad(settings: Settings) -> None:
    findings = found(settings, AT - timedelta(hours=1))
    assert ("clock", Grade.BAD) in worst(findings)
    assert ("clock", Grade.BAD) in worst([doctor.check_clock(datetime(1970, 1, 1, tzinfo=UTC))])


def test_an_old_backup_is_told(settings: Settings) -> None:
    assert ("backup", Grade.WARN) in worst(found(settings, AT + timedelta(hours=37)))
    assert ("backup", Grade.WARN) not in worst(found(settings, AT + timedelta(hours=35)))


def test_a_server_that_does_not_answer_is_told_within_seconds(tmp_path: Path) -> None:
    nobody = Settings(home=tmp_path, store_url="postgresql://kassa:s3cr3t@127.0.0.1:9/shop")
    findings = found(nobody)
    assert ("store", Grade.BAD) in worst(findings)
    assert "s3cr3t" not in repr(findings)


def test_a_damaged_file_is_bad(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_bytes(b"torn" * 3000)
    findings = found(Settings(home=tmp_path))
    assert ("store", Grade.BAD) in worst(findings)
    assert [each.state for each in findings if each.subject == "store"] == [
        f"sqlite:///{tmp_path}/shop.db: store_damaged"
    ]


def test_a_cut_journal_is_bad(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(settings, make=True) as store:
        Operator(small_shop(store)).scan("MILK")
        Operator(store).scan("PAPER")
    assert ("journal", Grade.BAD) not in worst(found(settings))
    with closing(sqlite.driver().connect(settings.home / "shop.db")) as connection:
        connection.execute("DROP TRIGGER journal_no_delete")
        connection.execute("DELETE FROM journal WHERE seq = 3")
        connection.commit()
    assert ("journal", Grade.BAD) in worst(found(settings))


def test_a_row_that_cannot_be_is_bad(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(settings, make=True) as store:
        small_shop(store)
    with closing(sqlite.driver().connect(tmp_path / "shop.db")) as connection:
        connection.execute("UPDATE shop SET day_closes_at = 'at four'")
        connection.commit()
    assert ("store", Grade.BAD) in worst(found(settings))


def test_tables_of_another_version_are_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.commit()
    findings = found(Settings(home=tmp_path))
    assert "store_too_new" in next(each.state for each in findings if each.grade is Grade.BAD)


def test_a_dead_letter_and_a_receipt_that_waits_are_told_with_advice(settings: Settings) -> None:
    device, printer = Actor("device", TILL), Consumer.RECEIPT_PRINTER
    with closing(open_store(settings.store_url)) as store:
        begin_deliveries(store, device, printer, "here", at=AT)
        assert _deliveries(settings, AT)[0].grade is Grade.OK
        operator = Operator(store)
        for _ in range(2):
            operator.scan("MILK")
            operator.pay_cash()
        with store.view() as view:
            cursor = delivery.find_cursor(view, TILL, printer)
            assert cursor is not None
            first = next(delivery.waiting(view, cursor))
        settle_delivery(store, device, printer, Attempt(first.seq, Outcome.UNCERTAIN), at=AT)
    dead, waits = _deliveries(settings, AT + timedelta(minutes=10))
    assert (dead.grade, waits.grade) == (Grade.WARN, Grade.WARN)
    assert "receipt printer of KASSA01, last 7 days: may have been printed: 1" in dead.state
    assert "print a copy" in dead.todo
    assert "receipts wait since 2026-11-23 10:30 UTC" in waits.state
    assert [each.state for each in _deliveries(settings, AT + timedelta(days=8))] == [waits.state]


def _deliveries(settings: Settings, at: datetime) -> list[Finding]:
    return [each for each in doctor.examine(settings, at=at) if each.subject == "delivery"]
