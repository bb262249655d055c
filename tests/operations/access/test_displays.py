"""A browser becomes a till's customer display by the code that it shows, and is one until it is revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.access.actor import Actor
from models.access.display import (
    DISPLAY_FAILURES_MAX,
    DISPLAYS_WAITING_MAX,
    UnknownDisplay,
    WrongDisplayCode,
)
from models.access.enrolment import CODE_LIFE
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.facts.display import DisplayPaired
from models.facts.registry import read_fact
from operations.access.displays import (
    DisplayCode,
    ask_for_display_code,
    find_display,
    is_code_shown,
    pair_display,
    revoke_display,
)
from operations.access.enrolments import find_enrolled
from operations.access.permissions import NotPermitted
from store import journal
from store.database.engine import Store
from store.invariants import check_all
from store.shop import UnknownDevice
from tests.builders import AT, OFFICE, OFFICE_ACTOR, SECOND_TILL, TILL, anna_at, small_shop

BROWSER = "Chrome, Android"


def ask(store: Store, secret: str = "") -> DisplayCode:
    code = ask_for_display_code(store, secret, BROWSER, at=AT)
    assert code is not None
    return code


def wrong_codes(store: Store, count: int, but: str) -> None:
    wrong = "000 000" if but != "000 000" else "000 001"
    for _ in range(count):
        with pytest.raises(WrongDisplayCode):
            pair_display(store, OFFICE_ACTOR, TILL, wrong, at=AT)


def test_a_code_makes_one_browser_the_display_of_one_till_and_the_journal_tells_who(store: Store) -> None:
    small_shop(store)
    shown = ask(store)
    paired = pair_display(store, anna_at(TILL), SECOND_TILL, shown.code.replace(" ", "-"), at=AT)
    assert find_display(store, shown.secret) == paired
    assert (paired.till_id, paired.browser) == (SECOND_TILL, BROWSER)
    assert find_enrolled(store, shown.secret) is None, "a display is no till"
    assert ask_for_display_code(store, shown.secret, BROWSER, at=AT) is None, "it is a display and stays one"
    with pytest.raises(WrongDisplayCode):
        pair_display(store, OFFICE_ACTOR, TILL, shown.code, at=AT)  # it was used
    with store.view() as view:
        facts = [read_fact(row.kind, row.payload) for row in journal.read(view, TILL)]
        assert [(each.fact, each.actor and each.actor.operator_id) for each in facts] == [
            (DisplayPaired(paired.id, SECOND_TILL, BROWSER), "anna")
        ]
        assert check_all(view) == []


def test_a_revoked_display_is_none_and_its_neighbour_still_is(store: Store) -> None:
    small_shop(store)
    gone, stays = ask(store), ask(store)
    first, second = (pair_display(store, OFFICE_ACTOR, TILL, each.code, at=AT) for each in (gone, stays))
    assert revoke_display(store, OFFICE_ACTOR, first.id, at=AT) == first
    assert (find_display(store, gone.secret), find_display(store, stays.secret)) == (None, second)
    with pytest.raises(UnknownDisplay):
        revoke_display(store, OFFICE_ACTOR, first.id, at=AT)
    again = ask(store, gone.secret)
    assert again.secret != gone.secret, "the secret of a revoked display is never used again"
    pair_display(store, OFFICE_ACTOR, TILL, again.code, at=AT)
    with store.view() as view:
        kinds = [row.kind for row in journal.read(view, OFFICE) if row.kind.startswith("display")]
        assert kinds == ["display_paired"] * 2 + ["display_revoked", "display_paired"]
        assert check_all(view) == []


def test_the_secret_and_the_code_are_stored_nowhere(sqlite_store: Store) -> None:
    shown = ask(small_shop(sqlite_store))
    everything = ""
    for _ in range(2):
        with sqlite_store.view() as view:
            rows = [list(view.exec_driver_sql(f"SELECT * FROM {table}")) for table in ("display", "display_code")]
            assert any(rows), "the control: there was a row to look at"
            everything += f"{rows}{[row.payload for row in journal.read(view, OFFICE)]}"
        if find_display(sqlite_store, shown.secret) is None:
            pair_display(sqlite_store, OFFICE_ACTOR, TILL, shown.code, at=AT)
    assert shown.secret not in everything
    assert not {f"'{shown.code}'", f"'{shown.code.replace(' ', '')}'"} & set(everything.split(","))


@pytest.mark.parametrize(("age", "holds"), [(CODE_LIFE - timedelta(seconds=1), True), (CODE_LIFE, False)])
def test_a_code_holds_for_ten_minutes(sqlite_store: Store, age: timedelta, *, holds: bool) -> None:
    shown = ask(small_shop(sqlite_store))
    assert is_code_shown(sqlite_store, shown.secret, at=AT + age) is holds
    if holds:
        assert pair_display(sqlite_store, OFFICE_ACTOR, TILL, shown.code, at=AT + age).till_id == TILL
    else:
        with pytest.raises(WrongDisplayCode):
            pair_display(sqlite_store, OFFICE_ACTOR, TILL, shown.code, at=AT + age)


def test_too_many_wrong_codes_end_every_code_and_a_new_one_holds(store: Store) -> None:
    first, second = ask(small_shop(store)), ask(store)
    wrong_codes(store, DISPLAY_FAILURES_MAX - 1, first.code)
    pair_display(store, OFFICE_ACTOR, TILL, first.code, at=AT)  # the control: one more was left
    wrong_codes(store, 1, second.code)
    assert not is_code_shown(store, second.secret, at=AT)
    with pytest.raises(WrongDisplayCode):
        pair_display(store, OFFICE_ACTOR, TILL, second.code, at=AT)
    again = ask(store, second.secret)
    assert pair_display(store, OFFICE_ACTOR, TILL, again.code, at=AT).till_id == TILL


def test_a_browser_that_asks_again_keeps_its_secret_and_its_first_code_ends(sqlite_store: Store) -> None:
    first = ask(small_shop(sqlite_store))
    second = ask(sqlite_store, first.secret)
    assert second.secret == first.secret
    if first.code != second.code:
        with pytest.raises(WrongDisplayCode):
            pair_display(sqlite_store, OFFICE_ACTOR, TILL, first.code, at=AT)
    assert pair_display(sqlite_store, OFFICE_ACTOR, TILL, second.code, at=AT).till_id == TILL


def test_however_many_ask_only_so_many_wait(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    codes = [ask(sqlite_store) for _ in range(DISPLAYS_WAITING_MAX + 3)]
    waiting = [is_code_shown(sqlite_store, each.secret, at=AT) for each in codes]
    assert sum(waiting) == DISPLAYS_WAITING_MAX
    assert waiting[-1], "whoever asked last waits"


@pytest.mark.parametrize("device", [OFFICE, 77])
def test_what_is_no_till_gets_no_display(sqlite_store: Store, device: int) -> None:
    shown = ask(small_shop(sqlite_store))
    with pytest.raises(UnknownDevice):
        pair_display(sqlite_store, OFFICE_ACTOR, device, shown.code, at=AT)
    assert is_code_shown(sqlite_store, shown.secret, at=AT)


def test_whoever_may_not_pairs_and_revokes_nothing(sqlite_store: Store) -> None:
    shown = ask(small_shop(sqlite_store))
    assistant = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        pair_display(sqlite_store, assistant, TILL, shown.code, at=AT)
    paired = pair_display(sqlite_store, anna_at(TILL), TILL, shown.code, at=AT)
    with pytest.raises(NotPermitted):
        revoke_display(sqlite_store, assistant, paired.id, at=AT)
    assert find_display(sqlite_store, shown.secret) == paired
    assert {role for role in BuiltInRole if Permission.PAIR_DISPLAYS in PERMISSIONS[role]} == {
        *(BuiltInRole.SENIOR_ASSISTANT, BuiltInRole.MANAGER, BuiltInRole.OWNER, BuiltInRole.OFFICE)
    }


@pytest.mark.parametrize(
    "damage", ["UPDATE display SET revoked_at = NULL", "UPDATE display SET device_id = 2", "DELETE FROM display"]
)
def test_a_display_changed_behind_the_journal_is_found(sqlite_store: Store, damage: str) -> None:
    shown = ask(small_shop(sqlite_store))
    paired = pair_display(sqlite_store, OFFICE_ACTOR, TILL, shown.code, at=AT)
    revoke_display(sqlite_store, OFFICE_ACTOR, paired.id, at=AT)
    with sqlite_store.view() as view:
        assert check_all(view) == []
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert any("the customer display" in each.subject for each in check_all(view))
