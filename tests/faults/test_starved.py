"""No room, a locked file, a server that goes away: the sale is refused clearly, nothing is half, and it goes on after.

Whatever happens, what was acknowledged stays; a request that was refused is sent again and then is done once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import psycopg
import pytest

from operations.installation.opening import open_store
from operations.selling.complete_sale import complete_sale
from store.database import sqlite
from store.database.engine import Store
from store.database.faults import DiskFull, StoreBusy, StoreUnavailable
from tests.builders import AT, Operator, small_shop
from tests.conftest import ROOT
from tests.faults.checks import journal_ends, problems
from tests.faults.clerk import Clerk
from tests.faults.seller import Till, sell_undisturbed

Rounds = Callable[[int, int], int]


@pytest.fixture
def quiet_ends(tmp_path: Path) -> Callable[[Clerk], list[tuple[int, int, int, str]]]:
    """How a shop ends that sold the same and in which nothing was ever wanting."""

    def ends(clerk: Clerk) -> list[tuple[int, int, int, str]]:
        with closing(open_store(f"sqlite:///{tmp_path / 'quiet.db'}")) as quiet:
            sell_undisturbed(small_shop(quiet), clerk.till, clerk.cursor)
            return journal_ends(quiet)

    return ends


def pages_at_most(store: Store, more: int | None) -> None:
    """Let the file grow by so many pages and no further; ``None`` lets it grow again."""
    with store.view() as view:
        pages = view.exec_driver_sql("PRAGMA page_count").scalar_one()
    with store.transaction() as tx:  # the connection that writes stays in the pool
        tx.exec_driver_sql(f"PRAGMA max_page_count = {2**31 if more is None else pages + more}")


@pytest.mark.proof
def test_a_full_disk_refuses_the_sale_and_keeps_what_was_acknowledged(
    sqlite_store: Store, quiet_ends: Callable[[Clerk], object], seed: int, rounds: Rounds
) -> None:
    clerk, rng = Clerk(small_shop(sqlite_store), Till(seed)), Random(seed)
    for _ in range(rounds(15, 200)):
        pages_at_most(sqlite_store, rng.randrange(12))
        refused = clerk.sell_until_unavailable()
        assert isinstance(refused, DiskFull)
        assert "Make room" in str(refused)
        assert problems(sqlite_store, clerk.acknowledged) == []
        pages_at_most(sqlite_store, None)
        clerk.sell(rng.randrange(1, 9))
    assert journal_ends(sqlite_store) == quiet_ends(clerk), "as if there had always been room"


def test_a_disk_that_is_really_full_is_told_and_outlived(sqlite_store: Store, tmp_path: Path, seed: int) -> None:
    small_shop(sqlite_store).close()
    disk = tmp_path / "disk"
    disk.mkdir()
    # A mount of its own that nobody else sees and that goes with the process.
    small = f"mount -t tmpfs -o size=4M none {disk} && exec {sys.executable} -m tests.faults.clerk {tmp_path} {seed}"
    private = [shutil.which("unshare") or "unshare", "--mount", "--map-root-user", "sh", "-c"]
    try:
        subprocess.run([*private, f"mount -t tmpfs none {disk}"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine does not let us mount a small disk")
    ended = subprocess.run([*private, small], check=True, capture_output=True, text=True, cwd=ROOT)
    result = json.loads(ended.stdout)
    assert result["refused"] == ["disk_full"] * 3
    assert result["problems"] == []
    assert result["acknowledged"] > 10


def test_a_file_that_another_program_holds_is_told_and_nothing_is_changed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sqlite.SETTINGS, "busy_timeout", 50)
    store = open_store(sqlite_url)
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    payment, before = operator.payment(), journal_ends(store)
    with closing(sqlite.driver().connect(store.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="try again"):
            complete_sale(store, operator.actor, payment, at=AT)
        assert journal_ends(store) == before
        other.execute("ROLLBACK")
    assert complete_sale(store, operator.actor, payment, at=AT).origin.receipt_number == 1
    store.close()


def test_a_server_that_goes_away_in_the_middle_is_told_and_the_sale_is_sent_again(
    postgres_store: Store, postgres_url: str, quiet_ends: Callable[[Clerk], object], seed: int, rounds: Rounds
) -> None:
    clerk = Clerk(small_shop(postgres_store), Till(seed))
    done = threading.Event()
    cutter = threading.Thread(target=cut_connections, args=(postgres_url, done, Random(seed)))
    cutter.start()
    refused: list[Exception] = []
    try:
        while len(refused) < rounds(10, 100):
            refused.append(clerk.sell_until_unavailable())
    finally:
        done.set()
        cutter.join()
    assert {type(each) for each in refused} == {StoreUnavailable}
    assert "What was paid is safe" in str(refused[0])
    clerk.sell(5)
    assert problems(postgres_store, clerk.acknowledged) == []
    assert journal_ends(postgres_store) == quiet_ends(clerk)


def cut_connections(url: str, done: threading.Event, rng: Random) -> None:
    """End every other connection to a database, again and again."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
    with psycopg.connect(url, autocommit=True) as connection:
        while not done.wait(rng.uniform(0.01, 0.1)):
            connection.execute(others, (connection.info.backend_pid,))
