"""The demo shop has members with points, some used, some brought back."""

from __future__ import annotations

from models.members.point_entry import PointChange
from pipelines.demo.demo_points import WELCOME, give_points, set_demo_rule
from store import invariants
from store.database.engine import Store
from store.members.point_rows import all_entries
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up
from tests.operations.members.joined import join


def test_a_member_uses_points_and_brings_a_part_back_once(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    stock_up(store)
    set_demo_rule(store, OFFICE_ACTOR, AT.date(), at=AT)
    join(store)
    assert give_points(store, OFFICE_ACTOR, language="sv", at=AT) == 2
    with store.view() as view:
        entries = all_entries(view)
        assert [str(each) for each in invariants.check_all(view)] == []
    changes = [PointChange.ADJUSTMENT, PointChange.USE, PointChange.EARN, PointChange.TAKE_BACK, PointChange.GIVE_BACK]
    assert [each.change for each in entries] == changes
    assert entries[0].points == WELCOME[0]
    assert give_points(store, OFFICE_ACTOR, language="sv", at=AT) == 2
    with store.view() as view:
        assert all_entries(view) == entries
