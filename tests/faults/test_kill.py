"""A till that is killed (``kill -9``) loses nothing, doubles nothing and leaves nothing half."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from models.selling.till_event import TillEvent
from operations.installation.opening import open_store
from store.database import sqlite
from store.database.engine import Store
from tests.builders import SECOND_TILL, TILL, small_shop
from tests.faults.checks import journal_ends, problems
from tests.faults.forked import SERVER, start_forked
from tests.faults.killing import KilledTill
from tests.faults.seller import Cursor, Seller, Till, sell_undisturbed

Rounds = Callable[[int, int], int]
Proved = Callable[[str], None]
CHECKED_EVERY = 10


class RenumberingTill(Till):
    """A till whose browser gives a request that it sends again new numbers."""

    def requests(self, customer: int) -> list[list[TillEvent]]:
        return [[replace(each, seq=each.seq + 50) for each in batch] for batch in super().requests(customer)]


def kill_often(store: Store, tills: list[KilledTill], kills: int, rng: Random) -> None:
    """Kill one of the tills at a time; every few kills, everything must hold."""
    for number in range(1, kills + 1):
        rng.choice(tills).kill_once(rng)
        if number % CHECKED_EVERY == 0 or number == kills:
            acknowledged = [sale for killed in tills for sale in killed.acknowledged]
            assert problems(store, acknowledged) == [], f"after kill {number}"


def ends_of_quiet_shop(store: Store, tills: list[KilledTill]) -> list[tuple[int, int, int, str]]:
    """How a shop ends that sold the same to the same customers and was never killed."""
    small_shop(store)
    for killed in tills:
        sell_undisturbed(store, killed.till, killed.cursor)
    return journal_ends(store)


def send_what_was_not_answered(store: Store, tills: list[KilledTill]) -> None:
    """The last request of each till may or may not have been stored when its till was killed: send it again."""
    for killed in tills:
        killed.cursor = Seller(store, killed.till, killed.cursor).step()


def figures(tills: list[KilledTill]) -> str:
    """What came of it, for the record."""
    kills, answered = sum(each.kills for each in tills), sum(len(each.acknowledged) for each in tills)
    assert answered > kills // 4, "too few sales were made for this to prove anything"
    return f"{kills} kills, {answered} sales acknowledged, 0 lost, 0 doubled, 0 half"


@pytest.fixture
def quiet_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A shop to compare with; it needs no durability, so it is let off waiting for the disk."""
    monkeypatch.setitem(sqlite.SETTINGS, "synchronous", 0)
    quiet = open_store(f"sqlite:///{tmp_path / 'quiet.db'}")
    monkeypatch.undo()
    return quiet


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_a_killed_till_ends_like_one_that_was_never_killed(
    sqlite_store: Store, quiet_store: Store, seed: int, rounds: Rounds, proved: Proved
) -> None:
    url = str(small_shop(sqlite_store).url)
    tills = [KilledTill(url, Till(seed, device_id)) for device_id in (TILL, SECOND_TILL)]
    kill_often(sqlite_store, tills, rounds(60, 1000), Random(seed))
    send_what_was_not_answered(sqlite_store, tills)
    assert journal_ends(sqlite_store) == ends_of_quiet_shop(quiet_store, tills)
    proved(figures(tills))


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_a_killed_till_loses_nothing_on_a_server_either(
    postgres_store: Store, quiet_store: Store, seed: int, rounds: Rounds, proved: Proved
) -> None:
    url = small_shop(postgres_store).url.render_as_string(hide_password=False)
    tills = [KilledTill(url, Till(seed, device_id)) for device_id in (TILL, SECOND_TILL)]
    kill_often(postgres_store, tills, rounds(12, 300), Random(seed))
    send_what_was_not_answered(postgres_store, tills)
    assert journal_ends(postgres_store) == ends_of_quiet_shop(quiet_store, tills)
    proved(figures(tills))


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_a_killed_till_does_not_disturb_another_that_sells_on_from_the_same_file(
    sqlite_store: Store, quiet_store: Store, seed: int, rounds: Rounds, proved: Proved
) -> None:
    url = str(small_shop(sqlite_store).url)
    killed, other = KilledTill(url, Till(seed)), KilledTill(url, Till(seed, SECOND_TILL))
    with other.selling_on():
        kill_often(sqlite_store, [killed], rounds(15, 300), Random(seed))
    both = [killed, other]
    assert problems(sqlite_store, killed.acknowledged + other.acknowledged) == []
    assert len(other.acknowledged) > len(killed.acknowledged) // 2
    send_what_was_not_answered(sqlite_store, both)
    assert journal_ends(sqlite_store) == ends_of_quiet_shop(quiet_store, both)
    proved(figures(both))


def test_control_a_till_that_answers_before_it_keeps_loses_sales(sqlite_store: Store, seed: int) -> None:
    hasty = KilledTill(str(small_shop(sqlite_store).url), Till(seed), hasty=True)
    rng = Random(seed)
    for _ in range(30):
        hasty.kill_once(rng)
    found = problems(sqlite_store, hasty.acknowledged)
    assert any(each.startswith("C1") for each in found), "kills lose what is answered too early, or prove nothing"


def test_control_a_browser_that_sends_again_under_new_numbers_is_found(
    sqlite_store: Store, quiet_store: Store, seed: int
) -> None:
    till, numbered_anew = Till(seed), RenumberingTill(seed)
    for each in (sqlite_store, quiet_store):
        Seller(small_shop(each), till, Cursor()).step()
    assert journal_ends(sqlite_store) == journal_ends(quiet_store)
    Seller(sqlite_store, till, Cursor()).step()
    assert journal_ends(sqlite_store) == journal_ends(quiet_store), "sent again, and nothing changed"
    Seller(sqlite_store, numbered_anew, Cursor()).step()
    assert journal_ends(sqlite_store) != journal_ends(quiet_store)


def test_a_forked_till_does_not_run_the_main_module_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of kills took minutes when a page, with all that it imports, had been left as the main module."""
    script = tmp_path / "page.py"
    script.write_text(f"import pathlib; pathlib.Path({str(tmp_path / 'ran')!r}).touch()")
    page = ModuleType("__main__")
    page.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", page)
    process = start_forked(print, ())
    process.join()
    assert process.exitcode == 0
    assert not (tmp_path / "ran").exists()
    control = SERVER.Process(target=print)
    control.start()
    control.join()
    assert (tmp_path / "ran").exists(), "by itself, a process runs it"
