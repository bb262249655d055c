"""The demo shop has training receipts, and nothing sums them."""

from __future__ import annotations

from models.journal import JournalKind
from pipelines.demo.demo_training import PIECES, practise_selling
from store import invariants
from store.cash import z_reports
from store.database.engine import Store
from tests.builders import AT, small_shop, stock_up


def _rows(store: Store, table: str) -> int:
    with store.view() as view:
        return int(view.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_somebody_practised_once_and_sold_nothing(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    stock_up(store)
    tables = ("sale", "entry", "stock_movement")
    before = [_rows(store, each) for each in tables]
    for _ in range(2):
        assert practise_selling(store, at=AT) == len(PIECES)
        with store.view() as view:
            tally = z_reports.tally_rows(view, 1, 0)
            assert [str(each) for each in invariants.check_all(view)] == []
        assert tally.training_up_to == len(PIECES), "a series of its own, from 1"
        assert _rows(store, f"journal WHERE kind = '{JournalKind.TRAINING_COMPLETED.value}'") == len(PIECES)
        assert [_rows(store, each) for each in tables] == before
