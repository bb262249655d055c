"""A store whose process ends at a boundary: before or after the database has saved a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from store.database.engine import Connection, Store


class Killed(KeyboardInterrupt):
    """The process ended; nothing of ours catches it."""


class CutStore(Store):
    """A store whose process is killed at the end of its ``left``-th transaction: before or after it is saved."""

    left = 0
    saves = False
    transactions = 0

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        self.left -= 1
        self.transactions += 1
        with super().transaction() as tx:
            yield tx
            if self.left < 0 and not self.saves:
                raise Killed
        if self.left < 0:
            raise Killed


@contextmanager
def cut_store(store: Store, left: int, *, saves: bool) -> Iterator[CutStore]:
    """The same shop through connections of its own, which lives for ``left`` whole transactions."""
    cut = CutStore(store.url.render_as_string(hide_password=False))
    cut.left, cut.saves = left, saves
    try:
        yield cut
    finally:
        cut.close()
