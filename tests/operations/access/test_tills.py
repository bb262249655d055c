"""Tills are added and named, and no two of them are called the same."""

from __future__ import annotations

import pytest

from models.card_data import CardDataRefused
from models.setting_kind import WrongSetting
from models.shop_settings import TILL_NAME, name_of
from operations.access.tills import NoSuchLocation, TillNameTaken, add_till
from operations.installation.change_settings import change_setting
from store import shop
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, OFFICE_ACTOR, TILL, small_shop


def names(store: Store) -> dict[int, str]:
    with store.view() as view:
        return {each.id: each.name for each in shop.all_devices(view)}


def test_a_till_is_added_under_the_next_number_and_renamed(store: Store) -> None:
    till = add_till(small_shop(store), OFFICE_ACTOR, "  DISK\x1b 3 ", 2, at=AT)
    assert (till.id, till.name, till.location_id) == (3, "DISK 3", 2)
    change_setting(store, OFFICE_ACTOR, name_of(TILL_NAME, TILL), "FRAMME", at=AT)
    assert names(store) | {TILL: "FRAMME", 3: "DISK 3"} == names(store)
    with store.view() as view:
        assert check_all(view) == []
        assert shop.get_station(view, 3).location.id == 2


@pytest.mark.parametrize(
    ("name", "error"),
    [("", WrongSetting), (" \x00 ", WrongSetting), ("N" * 17, WrongSetting), ("KASSA02", TillNameTaken)],
)
def test_a_name_is_short_and_of_one_till(sqlite_store: Store, name: str, error: type[Exception]) -> None:
    before = names(small_shop(sqlite_store))
    with pytest.raises(error):
        add_till(sqlite_store, OFFICE_ACTOR, name, 1, at=AT)
    assert names(sqlite_store) == before


def test_other_places_and_cards_are_refused(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with pytest.raises(NoSuchLocation):
        add_till(sqlite_store, OFFICE_ACTOR, "DISK", 9, at=AT)
    with pytest.raises(CardDataRefused):
        add_till(sqlite_store, OFFICE_ACTOR, "4242424242424242", 1, at=AT)


def test_a_till_removed_behind_the_journal_is_found(sqlite_store: Store) -> None:
    add_till(small_shop(sqlite_store), OFFICE_ACTOR, "DISK 3", 2, at=AT)
    with sqlite_store.view() as view:
        assert check_all(view) == []
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql("DELETE FROM device_head WHERE device_id = 3")
        tx.exec_driver_sql("DELETE FROM device WHERE id = 3")
    with sqlite_store.view() as view:
        assert any("device 3" in each.subject for each in check_all(view))
