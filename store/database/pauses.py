"""Pauses between the short transactions of long work, so that tills go on selling meanwhile."""

from __future__ import annotations

from time import sleep

from store.database.engine import Store
from store.database.sqlite import ASK_AGAIN_MS

#: Long enough for a waiting process to check at least twice whether the file is free.
PAUSE_S = 2.5 * ASK_AGAIN_MS / 1000
#: How much longer a portion may be in a store that nobody else writes to.
ALONE_TIMES = 20


def portion_size(store: Store, usual: int) -> int:
    """How many things to write in one transaction, of which tills wait for ``usual`` without noticing."""
    return usual if store.is_shared else usual * ALONE_TIMES


def let_others_write(store: Store) -> None:
    """Leave the store alone for a moment.

    A process that waits for SQLite's file checks now and then whether it is free; without a pause it would hardly ever
    find the moment between two transactions. Whoever makes SQLite's log of writes too long has to empty it, which
    takes a tenth of a second: here that is never a till. PostgreSQL has neither.
    """
    if store.is_sqlite and store.is_shared:
        store.copy_log()
        sleep(PAUSE_S)
