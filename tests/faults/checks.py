"""What must hold after any fault, and what a till was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa

from store import invariants, schema
from store.database.engine import Store


def problems(store: Store, acknowledged: Iterable[int] = ()) -> list[str]:
    """Everything that is wrong with a shop: the file, the invariants C2 to C8, and (C1) acknowledged sales that miss.

    ``acknowledged`` are the ids of the sales that the shop answered for.
    """
    with store.view() as view:
        found = list(_file_problems(view))
        if not found:
            found += [str(violation) for violation in invariants.check_all(view)]
            promised = Counter(acknowledged)
            found += [f"C1: sale {sale_id} was acknowledged and is lost" for sale_id in lost(view, promised)]
            found += [f"C1: {n} customers were told of sale {sale_id}" for sale_id, n in promised.items() if n > 1]
    return found


def lost(view: sa.Connection, acknowledged: Iterable[int]) -> list[int]:
    """Those of the sales that the shop answered for and does not have."""
    stored = set(view.scalars(sa.select(schema.sale.c.id)))
    return sorted(set(acknowledged) - stored)


def sales_kept(view: sa.Connection) -> int:
    """How many sales the shop has."""
    return view.scalar(sa.select(sa.func.count()).select_from(schema.sale)) or 0


def journal_ends(store: Store) -> list[tuple[int, int, int, str]]:
    """Receipts, journal rows and the last hash of each device: equal ends mean equal histories."""
    head = schema.device_head.c
    query = sa.select(head.device_id, head.last_receipt, head.last_journal, head.journal_hash).order_by(head.device_id)
    with store.view() as view:
        return [(row.device_id, row.last_receipt, row.last_journal, row.journal_hash) for row in view.execute(query)]


def _file_problems(view: sa.Connection) -> Iterable[str]:
    if view.dialect.name != "sqlite":
        return
    for (found,) in view.exec_driver_sql("PRAGMA integrity_check"):
        if found != "ok":
            yield f"the file is damaged: {found}"
    for row in view.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row refers to none: {tuple(row)}"
