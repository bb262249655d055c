"""A sale that was acknowledged is on the disk: the power may go at any moment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from models.errors import KassaError
from store.database.engine import Store
from tests.builders import small_shop
from tests.conftest import PROVING, ROOT
from tests.faults.checks import problems, sales_kept
from tests.faults.disk import Action, Answered, Disk, lay_out, record
from tests.faults.seller import SYNCHRONOUS

pytestmark = [pytest.mark.needs_strace, pytest.mark.timeout(3600)]

FULL, NORMAL, OFF = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Recording:
    """What the disk held before the selling began, and everything the till did from then on."""

    before: bytes
    actions: Sequence[Action]


@pytest.fixture
def recorded(
    sqlite_store: Store, tmp_path: Path, seed: int, rounds: Callable[[int, int], int]
) -> Callable[[int], Recording]:
    """Record a till that sells in a process of its own, with SQLite's ``synchronous`` as given."""
    customers = rounds(60, 200)
    small_shop(sqlite_store).close()
    before = (tmp_path / "shop.db").read_bytes()

    def run(synchronous: int) -> Recording:
        disk = tmp_path / "disk"
        lay_out({"shop.db": before}, disk)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if synchronous != FULL:
            environment[SYNCHRONOUS] = str(synchronous)
        till = [sys.executable, "-m", "tests.faults.seller"]
        command = [*till, f"sqlite:///{disk / 'shop.db'}", str(seed), str(customers), str(disk / "acks")]
        return Recording(before, record(command, disk, answers="acks", environment=environment))

    return run


@dataclass(slots=True)
class Outcome:
    """What cuts came to: files that are damaged or half, and cuts that lost acknowledged sales."""

    cuts: int = 0
    broken: int = 0
    losing: int = 0
    first: str = ""


def cut_power(recording: Recording, cuts: int, rng: Random, place: Path) -> Outcome:
    """Cut the power at so many moments, in order of time, and look at what is found."""
    disk = Disk({"shop.db": bytearray(recording.before)})
    moments = sorted(rng.choices(range(1, len(recording.actions) + 1), k=cuts))
    done, acknowledged, outcome = 0, set[int](), Outcome(cuts)
    store = Store(f"sqlite:///{place / 'shop.db'}")
    for moment in moments:
        for action in recording.actions[done:moment]:
            disk.do(action)
            if isinstance(action, Answered) and (paid := json.loads(action.line)["paid"]):
                acknowledged.add(paid[0])
        done = moment
        lay_out(disk.cut(rng), place)
        found = look_at(store, acknowledged)
        outcome.losing += any(each.startswith("C1") for each in found)
        outcome.broken += any(not each.startswith("C1") for each in found)
        outcome.first = outcome.first or "".join(f"at action {moment}: {each}" for each in found[:1])
    return outcome


def look_at(store: Store, acknowledged: set[int]) -> list[str]:
    """Open a shop as after a cut; everything that is wrong with it."""
    try:
        found = problems(store, acknowledged)
        with store.view() as view:
            unasked = sales_kept(view) - len(acknowledged)
    except (sa.exc.DatabaseError, KassaError) as error:
        return [f"cannot be read: {error}"]
    finally:
        store.close()  # so that nothing of this file is remembered when the next one takes its place
    return found + [f"{unasked} sales that nobody paid"] * (unasked > 1)


@pytest.mark.proof
@pytest.mark.parametrize("part", range(2 if PROVING else 1))
def test_a_power_cut_loses_no_acknowledged_sale(
    recorded: Callable[[int], Recording],
    tmp_path: Path,
    seed: int,
    rounds: Callable[[int, int], int],
    proved: Callable[[str], None],
    *,
    part: int,
) -> None:
    recording = recorded(FULL)
    outcome = cut_power(recording, rounds(100, 5_000), Random(f"{seed}-{part}"), tmp_path / "found")
    assert (outcome.broken, outcome.losing) == (0, 0), outcome.first
    proved(f"{outcome.cuts} power cuts, 0 damaged, 0 lost an acknowledged sale")


def test_control_without_full_durability_power_cuts_lose_sales(
    recorded: Callable[[int], Recording], tmp_path: Path, seed: int
) -> None:
    outcome = cut_power(recorded(NORMAL), 40, Random(seed), tmp_path / "found")
    assert outcome.losing > 0, "cuts lose what was not synced, or prove nothing"


def test_control_without_any_syncs_power_cuts_damage_the_file(
    recorded: Callable[[int], Recording], tmp_path: Path, seed: int
) -> None:
    outcome = cut_power(recorded(OFF), 40, Random(seed), tmp_path / "found")
    assert outcome.broken > 0, "cuts reorder what was not synced, or prove nothing"
