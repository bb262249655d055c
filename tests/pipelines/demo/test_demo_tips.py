"""The demo shop has tips by card, of which some are paid out."""

from __future__ import annotations

from pipelines.demo.demo_tips import PAID_OUT, TIPS, give_tips
from store import invariants
from store.database.engine import Store
from store.selling.tip_rows import all_tip_entries, tips_owed
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up


def test_two_gave_a_tip_and_some_is_paid_out_once(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    stock_up(store)
    assert give_tips(store, OFFICE_ACTOR, at=AT) == len(TIPS)
    with store.view() as view:
        entries = all_tip_entries(view)
        assert [str(each) for each in invariants.check_all(view)] == []
        assert tips_owed(view, "") == 100 * (sum(TIPS) - PAID_OUT)
    assert [each.change for each in entries] == ["tip", "tip", "bank"]
    assert give_tips(store, OFFICE_ACTOR, at=AT) == len(TIPS)
    with store.view() as view:
        assert all_tip_entries(view) == entries
