"""What a process of tests does once: search for unused objects, compile statements, start a loop for requests."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio.from_thread
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from starlette.testclient import TestClient

#: How many new objects call for a search, how many of those for a longer one, and how many of those for a whole one.
SEARCHES = (50_000, 20, 50)
#: How many statements are kept for each kind of database.
STATEMENTS = 5_000


def leave_out_what_stays() -> None:
    """Leave what every test uses out of Python's search for unused objects, which is then made less often.

    A process holds hundreds of megabytes of libraries; to look through them took a quarter of the time of all tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SEARCHES)


@contextmanager
def statements_for_all() -> Iterator[None]:
    """Compile each statement once for all stores of this process, not once for each store.

    SQLAlchemy keeps compiled statements for each engine, by dialect: here all dialects of a kind count as one.
    They are, as all are made by the same two calls and talk to the same two databases.
    """
    made_before = sa.create_engine

    def create_engine(*words: Any, **options: Any) -> sa.Engine:
        engine = made_before(*words, **options)
        engine.update_execution_options(compiled_cache=caches[type(engine.dialect)])
        return engine

    with pytest.MonkeyPatch.context() as patch:
        caches: dict[type, LRUCache[Any, Any]] = {}
        for each in (PGDialect_psycopg, SQLiteDialect_pysqlite):
            caches[each] = LRUCache(STATEMENTS)
            patch.setattr(each, "__eq__", lambda self, other: type(self) is type(other))
            patch.setattr(each, "__hash__", lambda self: hash(type(self)))
        patch.setattr(sa, "create_engine", create_engine)
        yield


@contextmanager
def loop_for_all() -> Iterator[None]:
    """Let all clients of this process ask in one event loop, as all of a server's callers do.

    Starlette starts a loop, its thread and those of routes that wait for each request of a client, and ends them.
    """
    with anyio.from_thread.start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        yield
