"""What the server of forked tills imports: everything a sale needs, with one sale made already.

Whatever is made once in a process (compiled statements, tables of types) is then inherited by each till, so that a till
runs within hundredths of a second and a test with hundreds of kills spends its time on the kills.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from operations.installation.opening import open_store
from tests.builders import small_shop
from tests.faults.seller import Cursor, Till, sell_undisturbed


def sell_once() -> None:
    """Sell to one customer in a shop of its own, which is removed."""
    with tempfile.TemporaryDirectory() as place, closing(open_store(f"sqlite:///{Path(place) / 'shop.db'}")) as store:
        sell_undisturbed(small_shop(store), Till(seed=1), Cursor(2))


sell_once()
