"""Long work empties the log of writes itself, so that no till has to do it at the moment of a sale."""

from __future__ import annotations

import shutil
from pathlib import Path

from operations.installation.opening import open_store
from pipelines.pauses import let_others_write
from store import schema
from store.database.engine import Store
from tests.builders import small_shop
from tests.contents import count


def goods_in_file(store: Store, folder: Path) -> int | None:
    """Products that are in the file itself, without its log; nothing where not even the table is."""
    assert store.file is not None
    folder.mkdir()
    alone = Path(shutil.copy(store.file, folder / "alone.db"))
    copied = open_store(f"sqlite:///{alone}")
    try:
        return count(copied, schema.product)
    finally:
        copied.close()


def test_after_a_pause_what_was_written_is_in_the_file(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    written = count(sqlite_store, schema.product)
    assert goods_in_file(sqlite_store, tmp_path / "before") != written, "the control: it is in the log alone"
    let_others_write(sqlite_store)
    assert goods_in_file(sqlite_store, tmp_path / "after") == written


def test_a_reader_and_a_writer_do_not_hinder_it(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with sqlite_store.view() as view, sqlite_store.transaction() as tx:
        tx.exec_driver_sql("UPDATE product SET name = name")
        sqlite_store.copy_log()
        assert view.exec_driver_sql("SELECT count(*) FROM product").scalar()


def test_postgresql_needs_none(store: Store) -> None:
    small_shop(store).copy_log()
