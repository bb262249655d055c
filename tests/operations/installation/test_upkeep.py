"""Backups are taken while the shop sells and put back whole; what is wrong with the data is found and named."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from operations.installation import upkeep, verification
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from operations.installation.upkeep import BackupExists, BackupIsOlder, BackupMissing, StoreUnsound
from operations.progress import no_progress
from store import schema
from store.database import sqlite
from store.database.engine import Store, StoreUnavailable
from store.database.faults import StoreDamaged
from store.database.file_lock import StoreInUse
from store.database.versions import NotAStore, StoreTooNew
from store.shop import NoShop
from store.upkeep import backup, diagnosis
from store.upkeep.backup import BackupDamaged, NotABackup
from tests.builders import OFFICE_ACTOR, Operator, small_shop
from tests.operations.catalogue.picture_files import show_goods
from tests.waiting import wait_until

LATER = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)


def sell(store: Store, times: int) -> None:
    operator = Operator(store)
    for _ in range(times):
        operator.scan("MILK")
        operator.scan("BANANAS")
        operator.pay_cash()


def receipts(settings: Settings) -> int:
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        return sum(end.last_receipt for end in diagnosis.chain_ends(view))


def everything(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        return {
            table.name: sorted(map(tuple, view.execute(sa.select(table))), key=repr)
            for table in schema.metadata.sorted_tables
        }


def files_of(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.home.iterdir() if path.suffix != ".lock")


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    """A shop of three sales, on each database."""
    made = Settings(home=tmp_path, store_url=store_url)
    with upkeep.shop_in_use(made, make=True) as store:
        sell(show_goods(small_shop(store), "MILK", "teal", "red"), 3)
    return made


@pytest.fixture
def file_settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """A shop of three sales, in a file."""
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made, make=True) as store:
        sell(show_goods(small_shop(store), "MILK", "teal", "red"), 3)
    return made


@pytest.fixture
def copy_file(settings: Settings) -> Path:
    """A backup of the shop of three sales."""
    return take(settings, "kept.db")


def take(settings: Settings, name: str) -> Path:
    with upkeep.shop_in_use(settings) as store:
        return upkeep.make_backup(store, OFFICE_ACTOR, settings.backups / name, no_progress).file


def test_what_was_backed_up_comes_back_to_the_row(settings: Settings, copy_file: Path) -> None:
    before = everything(settings)
    assert len(before["picture"]) == len(before["product_picture"]) == 2
    with upkeep.shop_in_use(settings) as store:
        sell(store, 2)
    restored = upkeep.restore_backup(settings, OFFICE_ACTOR, copy_file, no_progress, at=LATER, older=True)
    assert everything(settings) == before
    assert restored.verdict.problems == ()
    assert restored.verdict.rows > 0
    with upkeep.shop_in_use(settings) as store:
        sell(store, 1)  # the shop goes on
        assert verification.verify(store, no_progress).problems == ()


def test_a_backup_of_either_database_goes_back_to_the_other(
    file_settings: Settings, empty_postgres_url: str, tmp_path: Path
) -> None:
    keys = file_settings.keys  # the same shop, moved with its keys
    server = Settings(home=tmp_path / "server", keys=keys, store_url=empty_postgres_url)
    before = everything(file_settings)
    first = upkeep.restore_backup(server, OFFICE_ACTOR, take(file_settings, "from_file.db"), no_progress, at=LATER)
    assert first.aside is None, "there was nothing to replace"
    assert everything(server) == before
    back = Settings(home=tmp_path / "new", keys=keys, store_url=f"sqlite:///{tmp_path / 'new' / 'shop.db'}")
    assert (
        upkeep.restore_backup(back, OFFICE_ACTOR, take(server, "from_server.db"), no_progress, at=LATER).aside is None
    )
    assert everything(back) == before
    with upkeep.shop_in_use(server) as store:
        sell(store, 1)
        assert verification.verify(store, no_progress).problems == ()


@pytest.mark.proof
def test_every_backup_taken_while_the_shop_sells_is_whole(
    settings: Settings, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    stop, sold = threading.Event(), 0
    with upkeep.shop_in_use(settings) as store:

        def sell_on() -> None:
            nonlocal sold
            while not stop.is_set():
                sell(store, 1)
                sold += 1

        thread = threading.Thread(target=sell_on)
        thread.start()
        try:
            files = []
            for each in range(rounds(3, 200)):
                files.append(upkeep.make_backup(store, OFFICE_ACTOR, tmp_path / f"{each}.db", no_progress).file)
                wait_until(lambda before=sold: sold > before, "the shop sells on")  # type: ignore[misc]
        finally:
            stop.set()
            thread.join()
    counts = []
    for file in files:
        target = Settings(home=tmp_path, store_url=f"sqlite:///{tmp_path / 'again.db'}")
        assert (
            upkeep.restore_backup(target, OFFICE_ACTOR, file, no_progress, at=LATER, older=True).verdict.problems == ()
        )
        counts.append(receipts(target))
        (tmp_path / "again.db").unlink()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_the_control_a_bare_copy_of_the_file_loses_sales(file_settings: Settings, tmp_path: Path) -> None:
    with upkeep.shop_in_use(file_settings) as store:
        sell(store, 5)
        assert store.file is not None
        (tmp_path / "bare.db").write_bytes(store.file.read_bytes())  # the log beside it holds the newest sales
    assert receipts(file_settings) == 8
    with suppress(StoreDamaged):
        assert receipts(Settings(home=tmp_path, store_url=f"sqlite:///{tmp_path / 'bare.db'}")) < 8


def test_the_replaced_shop_is_kept_beside(settings: Settings, copy_file: Path) -> None:
    with upkeep.shop_in_use(settings) as store:
        sell(store, 2)
    restored = upkeep.restore_backup(settings, OFFICE_ACTOR, copy_file, no_progress, at=LATER, older=True)
    assert receipts(settings) == 3
    assert restored.aside is not None
    assert restored.aside.endswith("replaced_20261124T033000Z")
    with closing(Store(settings.store_url)) as store:
        if store.file is not None:
            aside = Settings(home=settings.home, store_url=f"sqlite:///{restored.aside}")
            assert receipts(aside) == 5
        else:
            with store.view() as view:
                count = sa.text('SELECT count(*) FROM "replaced_20261124T033000Z".sale')
                assert view.scalar(count) == 5


def test_going_back_behind_what_was_sold_must_be_meant(settings: Settings, copy_file: Path) -> None:
    upkeep.restore_backup(settings, OFFICE_ACTOR, copy_file, no_progress, at=LATER)  # nothing is lost by it: allowed
    with upkeep.shop_in_use(settings) as store:
        sell(store, 1)
    with pytest.raises(BackupIsOlder) as refusal:
        upkeep.restore_backup(settings, OFFICE_ACTOR, copy_file, no_progress, at=LATER)
    assert refusal.value.devices == ("KASSA01",)
    assert receipts(settings) == 4


def test_a_running_shop_is_not_replaced(settings: Settings, copy_file: Path) -> None:
    before = everything(settings)
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        view.execute(sa.select(schema.sale)).all()
        with pytest.raises(StoreInUse):
            upkeep.restore_backup(settings, OFFICE_ACTOR, copy_file, no_progress, at=LATER)
    assert everything(settings) == before


def test_another_program_with_the_file_open_keeps_it_from_being_replaced(file_settings: Settings) -> None:
    file = take(file_settings, "kept.db")
    with closing(Store(file_settings.store_url)) as store, store.view() as view:  # does not take our lock
        view.execute(sa.select(schema.sale)).all()
        with pytest.raises(StoreInUse):
            upkeep.restore_backup(file_settings, OFFICE_ACTOR, file, no_progress, at=LATER)


@pytest.mark.proof
def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    settings: Settings, copy_file: Path, rounds: Callable[[int, int], int]
) -> None:
    before, whole = everything(settings), copy_file.read_bytes()
    listing = files_of(settings)
    rng = random.Random(7)
    for number in range(rounds(20, 500)):
        bad = bytearray(whole)
        if number % 2:
            bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
        else:
            del bad[rng.randrange(len(bad)) :]
        copy_file.write_bytes(bad)
        with pytest.raises((BackupDamaged, NotABackup)) as refusal:
            upkeep.restore_backup(settings, OFFICE_ACTOR, copy_file, no_progress, at=LATER, older=True)
        assert "Nothing was changed" in str(refusal.value)
    assert everything(settings) == before
    assert files_of(settings) == listing


def test_a_backup_that_was_changed_and_sealed_anew_is_refused_by_its_chain(settings: Settings, copy_file: Path) -> None:
    forged = settings.backups / "forged.db"
    backup.unseal(copy_file, forged)
    with closing(sqlite.driver().connect(forged)) as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET payload = replace(payload, 'MILK', 'SILK') WHERE seq = 2")
        connection.commit()
    backup.seal(forged)
    with pytest.raises(BackupDamaged, match=r"journal of device 1, row 2 was changed"):
        upkeep.restore_backup(settings, OFFICE_ACTOR, forged, no_progress, at=LATER)


def test_a_shop_that_does_not_hold_together_is_not_backed_up_as_if_it_did(file_settings: Settings) -> None:
    with closing(sqlite.driver().connect(file_settings.home / "shop.db")) as connection:
        connection.execute("UPDATE stock_level SET on_hand = on_hand + 1000")
        connection.commit()
    with pytest.raises(StoreUnsound, match="C5"):
        take(file_settings, "unsound.db")
    assert list(file_settings.backups.iterdir()) == []


def test_a_shop_damaged_beyond_reading_is_replaced_and_kept(file_settings: Settings) -> None:
    copy_file, place = take(file_settings, "kept.db"), file_settings.home / "shop.db"
    place.write_bytes(b"\0" * 5000)
    with pytest.raises(StoreDamaged):
        receipts(file_settings)
    restored = upkeep.restore_backup(file_settings, OFFICE_ACTOR, copy_file, no_progress, at=LATER)
    assert receipts(file_settings) == 3
    assert restored.aside is not None
    assert Path(restored.aside).read_bytes() == b"\0" * 5000


def test_somebody_elses_database_is_left_alone(file_settings: Settings, empty_postgres_url: str) -> None:
    copy_file = take(file_settings, "kept.db")
    with closing(Store(empty_postgres_url)) as store, store.transaction() as tx:
        tx.execute(sa.text("CREATE TABLE theirs (a int)"))
    with pytest.raises(NotAStore):
        upkeep.restore_backup(
            Settings(home=file_settings.home, store_url=empty_postgres_url),
            OFFICE_ACTOR,
            copy_file,
            no_progress,
            at=LATER,
        )
    with closing(Store(empty_postgres_url)) as store, store.view() as view:
        assert sa.inspect(view).get_table_names() == ["theirs"]


def test_a_backup_is_never_written_over_another(settings: Settings, copy_file: Path) -> None:
    with pytest.raises(BackupExists), upkeep.shop_in_use(settings) as store:
        upkeep.make_backup(store, OFFICE_ACTOR, copy_file, no_progress)


def test_a_backup_that_is_not_there_is_said_to_be_missing(file_settings: Settings) -> None:
    with pytest.raises(BackupMissing):
        upkeep.restore_backup(file_settings, OFFICE_ACTOR, file_settings.home / "none.db", no_progress, at=LATER)


def test_verify_names_the_first_bad_row(file_settings: Settings) -> None:
    with closing(sqlite.driver().connect(file_settings.home / "shop.db")) as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET payload = replace(payload, 'BANANAS', 'bananas') WHERE seq = 6")
        connection.commit()
    with upkeep.shop_in_use(file_settings) as store:
        verdict = verification.verify(store, no_progress)
    assert verdict.problems[0] == "C4: journal of device 1, row 6 was changed after it was written"


@pytest.mark.proof
def test_no_damage_to_the_file_makes_verify_stumble(
    file_settings: Settings, rounds: Callable[[int, int], int], tmp_path: Path
) -> None:
    whole, home = (file_settings.home / "shop.db").read_bytes(), tmp_path / "damaged"
    home.mkdir()
    rng, found = random.Random(1910), 0
    for _ in range(rounds(40, 2_000)):
        damaged = bytearray(whole)
        for _ in range(rng.choice([1, 8, 40])):
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        for left in home.iterdir():
            left.unlink()
        (home / "shop.db").write_bytes(damaged)
        try:
            with upkeep.shop_in_use(Settings(home=home)) as store:
                found += bool(verification.verify(store, no_progress).problems)
        except (StoreDamaged, NoShop, StoreTooNew, NotAStore, StoreUnavailable):
            found += 1
    assert found > 5


def test_what_a_killed_backup_left_behind_is_cleared_by_the_next(file_settings: Settings) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    file_settings.backups.mkdir()
    left = [file_settings.backups / f".old.db.{ended.pid}.part{ending}" for ending in ("", "-wal")]
    ours = file_settings.backups / f".other.db.{os.getpid()}.part"
    for file in (*left, ours):
        file.touch()
    take(file_settings, "next.db")
    assert [file.exists() for file in left] == [False, False]
    assert ours.exists(), "another backup of a living process goes on"


def test_only_the_schedules_own_old_backups_are_cleared(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / upkeep.backup_name(upkeep.NIGHTLY, datetime(2026, 11, day, 3, 30, tzinfo=UTC))).touch()
    by_hand = tmp_path / upkeep.backup_name(upkeep.BY_HAND, datetime(2020, 1, 1, tzinfo=UTC))
    by_hand.touch()
    gone = upkeep.clear_nightly(tmp_path, OFFICE_ACTOR, most=2)
    assert [file.name for file in gone] == [f"nightly-2026110{day}T033000Z.db" for day in (1, 2, 3)]
    assert by_hand.exists()
    assert len(list(tmp_path.iterdir())) == 3


def test_where_there_is_no_shop_nothing_is_made_unless_asked_for(tmp_path: Path) -> None:
    fresh = Settings(home=tmp_path / "deep" / "home")
    with pytest.raises(NoShop), upkeep.shop_in_use(fresh):
        pass
    assert list(tmp_path.iterdir()) == []
    with upkeep.shop_in_use(fresh, make=True) as store:
        assert store.file == tmp_path / "deep" / "home" / "shop.db"
        assert stat.S_IMODE(store.file.parent.stat().st_mode) == 0o700, "for this account only"
    with pytest.raises(NoShop), upkeep.shop_in_use(fresh):
        pass
    open_store(fresh.store_url, migrate=False).close()


def test_a_table_that_names_a_column_which_is_not_there_is_damage(sqlite_store: Store) -> None:
    """One flipped bit in the text of the tables does that: SQLite opens such a file and then cannot check it."""
    small_shop(sqlite_store)
    sqlite_store.close()
    assert sqlite_store.file is not None
    with closing(sqlite.driver().connect(sqlite_store.file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'REFERENCES sale (id)', 'REFERENCES sale (ie)')"
            " WHERE name = 'sale_line'"
        )
        assert connection.execute("SELECT changes()").fetchone() == (1,)
        connection.commit()
    with pytest.raises(StoreDamaged, match="foreign key mismatch"), sqlite_store.view() as view:
        view.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
