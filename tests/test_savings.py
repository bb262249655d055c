"""What a process of tests does once is done once, and means the same."""

from __future__ import annotations

import gc
from pathlib import Path

import sqlalchemy as sa

from operations.installation.opening import open_store
from tests.savings import SEARCHES


def test_what_stays_is_left_out_of_the_search_for_unused_objects() -> None:
    assert gc.get_freeze_count() > 100_000
    assert gc.get_threshold() == SEARCHES


def test_a_statement_is_compiled_once_for_all_stores_and_each_answers_from_its_own_rows(
    sqlite_url: str, tmp_path: Path
) -> None:
    rows = sa.table("kept_here", sa.column("number"))
    outcomes: list[tuple[int, bool]] = []
    for url in (sqlite_url, f"sqlite:///{tmp_path / 'other.db'}"):
        store = open_store(url)
        with store.transaction() as connection:
            connection.execute(sa.text("CREATE TABLE kept_here (number INTEGER)"))
            connection.execute(sa.insert(rows).values(number=len(outcomes)))
            found = connection.execute(sa.select(rows.c.number))
            outcomes.append((found.scalar_one(), "cached since" in found.context._get_cache_stats()))
        store.close()
    assert outcomes == [(0, False), (1, True)]
