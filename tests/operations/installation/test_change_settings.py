"""A setting is one value and one fact; what somebody changes behind the journal's back is found."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.access.actor import Actor
from models.card_data import CardDataRefused
from models.errors import Refused
from models.shop_settings import UnknownSetting
from operations.installation.change_settings import change_setting
from operations.installation.setting_list import list_changes, list_values
from store import invariants
from store.database.engine import Store
from store.setting_rows import get_value, setting_names
from tests.builders import AT, OFFICE, small_shop
from tests.faults.tampering import Undone

ACTOR = Actor("office", OFFICE)


def test_a_change_is_stored_once_with_what_was_before_and_who_did_it(store: Store) -> None:
    small_shop(store)
    for value in ("Nytt namn", "Nytt namn", "Annat namn"):
        assert change_setting(store, ACTOR, "company.name", value, at=AT) == value
    change_setting(store, ACTOR, "tills.lock_minutes", "2", at=AT)  # the usual value is no change
    change_setting(store, ACTOR, "company.day_closes_at", "03:30", at=AT)
    with store.view() as view:
        changes = [(each.name, each.before, each.after, each.by) for each in list_changes(view)]
        assert get_value(view, "company.day_closes_at") == "03:30"
        assert invariants.check_all(view) == []
    assert sorted(changes) == [
        ("company.day_closes_at", "04:00", "03:30", "office"),
        ("company.name", "Kassa Hörnet AB", "Nytt namn", "office"),
        ("company.name", "Nytt namn", "Annat namn", "office"),
    ]


@given(st.lists(st.tuples(st.sampled_from(["location.2.name", "till.1.name", "receipt.footer_sv"]), st.text())))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_whatever_is_set_is_what_the_journal_replays(sqlite_store: Store, changes: list[tuple[str, str]]) -> None:
    small_shop(sqlite_store)
    for name, value in changes:
        with suppress(Refused):
            change_setting(sqlite_store, ACTOR, name, value, at=AT)
    with sqlite_store.view() as view:
        assert invariants.check_all(view) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE shop_setting SET value = '60'", "the setting tills.lock_minutes is stored as 60"),
        ("DELETE FROM shop_setting", "the setting tills.lock_minutes is recorded in the journal but not stored"),
        ("INSERT INTO shop_setting VALUES ('x', 'y')", "the setting x is stored but not recorded"),
        ("UPDATE shop SET company = 'Mitt AB'", "company.name is stored as Mitt AB"),
        ("UPDATE shop SET org_number = '1'", "company.org_number is stored as 1"),
        ("UPDATE location SET name = 'X' WHERE id = 2", "location.2.name is stored as X"),
        ("UPDATE device SET name = 'X' WHERE id = 1", "till.1.name is stored as X"),
    ],
)
def test_a_setting_changed_behind_the_journal_is_named(store: Store, damage: str, words: str) -> None:
    small_shop(store)
    change_setting(store, ACTOR, "tills.lock_minutes", "5", at=AT)
    change_setting(store, ACTOR, "company.name", "Annat namn", at=AT)
    found: list[str] = []
    with suppress(Undone), store.transaction() as tx:
        tx.exec_driver_sql(damage)
        found = [str(each) for each in invariants.check_all(tx)]
        raise Undone
    assert [each for each in found if words in each], found


@pytest.mark.parametrize("name", ["location.9.name", "till.100.name", "till.7.name"])
def test_what_is_not_there_has_no_settings(sqlite_store: Store, name: str) -> None:
    small_shop(sqlite_store)
    with pytest.raises(UnknownSetting):
        change_setting(sqlite_store, ACTOR, name, "X", at=AT)


def test_a_card_number_is_never_a_setting(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with pytest.raises(CardDataRefused):
        change_setting(sqlite_store, ACTOR, "receipt.footer_sv", "4111 1111 1111 1111", at=AT)


def test_the_list_has_every_setting_and_is_searched_by_name_value_and_meaning(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with sqlite_store.view() as view:
        everything = list_values(view)
        assert [each.name for each in everything if each.can_be_changed] == [each.text for each in setting_names(view)]
        assert {"taxes", "accounts", "numbers"} <= {each.group for each in everything}
        assert [each.name for each in list_values(view, "torget")] == ["location.2.name", "location.2.address"]
        assert [each.name for each in list_values(view, "SFS 2026:118")] == ["tax.food.2026-04-01"]
        assert list_values(view, "nothing like this") == []
