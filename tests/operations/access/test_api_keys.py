"""Keys of programs: made by those who may, stored as a hash, in the journal, and found out when changed behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.access.actor import Actor
from models.access.api_key import ApiScope, KeyRefused, UnknownApiKey, WrongApiKey
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.facts.api_key import ApiKeyMade
from models.facts.registry import read_fact
from operations.access.api_keys import KEY_SEEN_EVERY, make_api_key, revoke_api_key, use_api_key
from operations.access.permissions import NotPermitted
from store import journal
from store.access import stored_api_keys
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, OFFICE, OFFICE_ACTOR, small_shop

OWNER = Actor("eva", OFFICE, PERMISSIONS[BuiltInRole.OWNER])
ASSISTANT = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])


def test_a_key_holds_until_its_end_and_the_journal_has_who_made_it(store: Store) -> None:
    new_key = make_api_key(small_shop(store), OWNER, "Web  shop", ["sales:read", "stock:read"], at=AT, days=30)
    assert new_key.key.scopes == {ApiScope.STOCK, ApiScope.SALES}
    end = AT + timedelta(days=30)
    assert use_api_key(store, new_key.secret, at=end - timedelta(seconds=1)).id == new_key.key.id
    with pytest.raises(KeyRefused):
        use_api_key(store, new_key.secret, at=end)
    with store.view() as view:
        row = list(journal.read(view, OFFICE))[-1]
        recorded = read_fact(row.kind, row.payload)
        assert isinstance(recorded.fact, ApiKeyMade)
        assert (recorded.fact.name, recorded.fact.scopes) == ("Web shop", "stock:read sales:read")
        assert recorded.actor is not None
        assert recorded.actor.operator_id == "eva"
        assert check_all(view) == []


def test_a_key_is_revoked_once_and_its_neighbour_holds_on(store: Store) -> None:
    gone, stays = (make_api_key(small_shop_once(store), OWNER, name, ["stock:read"], at=AT) for name in "ab")
    revoke_api_key(store, OWNER, gone.key.id, at=AT)
    for number in (gone.key.id, 77):
        with pytest.raises(UnknownApiKey):
            revoke_api_key(store, OWNER, number, at=AT)
    with pytest.raises(KeyRefused):
        use_api_key(store, gone.secret, at=AT)
    assert use_api_key(store, stays.secret, at=AT).name == "b"
    with store.view() as view:
        assert check_all(view) == []


def small_shop_once(store: Store) -> Store:
    with store.view() as view:
        is_new = not list(journal.read(view, OFFICE))
    return small_shop(store) if is_new else store


def test_the_key_itself_is_stored_nowhere_and_its_use_once_a_minute(sqlite_store: Store) -> None:
    new_key = make_api_key(small_shop(sqlite_store), OWNER, "a", ["stock:read"], at=AT)
    for seconds in (0, 59, 60):
        use_api_key(sqlite_store, new_key.secret, at=AT + timedelta(seconds=seconds))
    with sqlite_store.view() as view:
        rows = list(view.exec_driver_sql("SELECT * FROM api_key"))
        assert rows, "the control: there was a row to look at"
        everything = f"{rows}{[row.payload for row in journal.read(view, OFFICE)]}"
        (key,) = stored_api_keys.all_keys(view)
    assert new_key.secret not in everything
    assert new_key.secret.removeprefix("kassa_") not in everything
    assert key.seen_at == AT + KEY_SEEN_EVERY


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [
        ("", ["stock:read"], 1),
        ("x" * 41, ["stock:read"], 1),
        ("a", [], 1),
        ("a", ["stock:write"], 1),
        ("a", ["stock:read"], 0),
        ("a", ["stock:read"], 731),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(sqlite_store: Store, name: str, scopes: list[str], days: int) -> None:
    with pytest.raises(WrongApiKey):
        make_api_key(small_shop(sqlite_store), OWNER, name, scopes, at=AT, days=days)
    with sqlite_store.view() as view:
        assert stored_api_keys.all_keys(view) == []


def test_only_managers_owners_and_the_command_line_make_and_revoke_keys(sqlite_store: Store) -> None:
    new_key = make_api_key(small_shop(sqlite_store), OFFICE_ACTOR, "a", ["stock:read"], at=AT)
    with pytest.raises(NotPermitted):
        make_api_key(sqlite_store, ASSISTANT, "b", ["stock:read"], at=AT)
    with pytest.raises(NotPermitted):
        revoke_api_key(sqlite_store, ASSISTANT, new_key.key.id, at=AT)
    holders = {role for role in BuiltInRole if Permission.CHANGE_API_KEYS in PERMISSIONS[role]}
    assert holders == {BuiltInRole.MANAGER, BuiltInRole.OWNER, BuiltInRole.OFFICE}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE api_key SET revoked_at = NULL",
        "UPDATE api_key SET scopes = 'products:read stock:read sales:read'",
        "UPDATE api_key SET ends_at = ends_at + 1",
        "UPDATE api_key SET secret_hash = 'x'",
        "DELETE FROM api_key",
    ],
)
def test_a_key_changed_behind_the_journal_is_found(sqlite_store: Store, damage: str) -> None:
    new_key = make_api_key(small_shop(sqlite_store), OWNER, "a", ["stock:read"], at=AT)
    revoke_api_key(sqlite_store, OWNER, new_key.key.id, at=AT)
    with sqlite_store.view() as view:
        assert check_all(view) == []
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert any("of a program" in each.subject for each in check_all(view))
