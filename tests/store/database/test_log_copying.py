"""Long work empties the log of writes itself, so that no till has to do it at the moment of a sale."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.members.member import MemberDetails
from models.members.member_offer import OfferOccasion
from operations.installation.opening import open_store
from operations.members import erase_absent
from pipelines.nightly.end_old_points import end_old_points
from pipelines.nightly.give_offers import give_offers
from store import schema
from store.database.engine import Store
from store.database.pauses import let_others_write
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.contents import count
from tests.operations.members.joined import join
from tests.operations.members.test_member_offers import OfferShop


def rows_in_file(store: Store, table: sa.Table, folder: Path) -> int:
    """Rows that are in the file itself, without its log."""
    assert store.file is not None
    folder.mkdir()
    alone = Path(shutil.copy(store.file, folder / "alone.db"))
    copied = open_store(f"sqlite:///{alone}")
    try:
        return count(copied, table)
    finally:
        copied.close()


def test_after_a_pause_what_was_written_is_in_the_file(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    written = count(sqlite_store, schema.product)
    assert rows_in_file(sqlite_store, schema.product, tmp_path / "before") != written, "the control"
    let_others_write(sqlite_store)
    assert rows_in_file(sqlite_store, schema.product, tmp_path / "after") == written


def test_jobs_about_members_leave_room_for_tills(sqlite_store: Store, tmp_path: Path) -> None:
    shop = OfferShop(sqlite_store)
    shop.promise(OfferOccasion.WELCOME, points=50)
    member = shop.join(agrees=False)
    shop.agree(member)
    assert rows_in_file(sqlite_store, schema.point_entry, tmp_path / "before") == 0
    assert give_offers(sqlite_store, at=AT).welcome == 1
    assert rows_in_file(sqlite_store, schema.point_entry, tmp_path / "given") == 1
    assert end_old_points(sqlite_store, at=AT + timedelta(days=3_000)).points == 50
    assert rows_in_file(sqlite_store, schema.point_entry, tmp_path / "ended") == 2


def test_members_of_whom_nothing_is_heard_are_erased_in_portions(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shop(sqlite_store)
    for place in range(3):
        join(sqlite_store, MemberDetails(f"Away {place}", f"070-174 06 1{place}"))
    monkeypatch.setattr(erase_absent, "PORTION", 1)
    in_file: list[int] = []

    def look(connection: sa.Connection) -> None:
        if connection.engine.url.database == str(sqlite_store.file):
            in_file.append(rows_in_file(sqlite_store, schema.member, tmp_path / str(len(in_file))))

    sa.event.listen(sa.Engine, "commit", look)
    try:
        late = AT + timedelta(days=3_000)
        assert erase_absent.erase_absent_members(sqlite_store, OFFICE_ACTOR, erase_absent.MONTHS_MIN, at=late) == 3
    finally:
        sa.event.remove(sa.Engine, "commit", look)
    assert in_file[:4] == [0, 2, 1, 0], "before each portion is saved the one before is in the file"


def test_a_reader_and_a_writer_do_not_hinder_it(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with sqlite_store.view() as view, sqlite_store.transaction() as tx:
        tx.exec_driver_sql("UPDATE product SET name = name")
        sqlite_store.copy_log()
        assert view.exec_driver_sql("SELECT count(*) FROM product").scalar()


def test_postgresql_needs_none(store: Store) -> None:
    small_shop(store).copy_log()
