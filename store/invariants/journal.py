"""The journal is as it was written (C4)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from store import journal, schema
from store.invariants.violation import Invariant, Violation


def chains(view: sa.Connection) -> Iterator[Violation]:
    """Each device: the first row of its chain that is not as it was written."""
    for (device_id,) in view.execute(sa.select(schema.device.c.id)).all():
        broken = journal.verify_chain(view, device_id)
        if broken is not None:
            yield Violation("C4", f"journal of device {device_id}, row {broken.seq}", broken.reason)


INVARIANTS = (Invariant(("C4",), "The journal of each device is as it was written.", chains),)
