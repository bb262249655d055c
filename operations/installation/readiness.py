"""Whether a sale could be committed now."""

from __future__ import annotations

from store.database import commit_check
from store.database.engine import Store
from store.upkeep import diagnosis


def check_commit(store: Store) -> None:
    """Raise the fault with which a sale would fail now; changes nothing.

    An embedded file: it is the one that was opened, there is room on its disk, and nobody else writes for long. A
    server: it answers and takes writes.
    """
    with store.view():
        pass  # raises what is wrong with the file of that name
    if store.file is not None:
        commit_check.check_file(store.file)
        return
    with store.transaction() as tx:
        diagnosis.lock_something(tx)
