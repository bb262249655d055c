"""What has been taken over already: receipts of each device, and the names that sales had elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from store import schema
from store.database.columns import to_micros

#: Names are read in portions, so that a long history needs little memory.
PORTION = 10_000


def last_receipts(view: sa.Connection) -> dict[int, int]:
    """The last receipt number of each device, 0 before its first."""
    head = schema.device_head.c
    return {row.device_id: row.last_receipt for row in view.execute(sa.select(head.device_id, head.last_receipt))}


def references(view: sa.Connection, device_id: int) -> Iterator[str]:
    """What the sales of a device were called in the system that they come from."""
    sale, tender = schema.sale.c, schema.tender.c
    query = (
        sa.select(tender.reference)
        .join_from(schema.sale, schema.tender, tender.sale_id == sale.id)
        .where(sale.device_id == device_id, tender.position == 0, tender.reference.is_not(None))
    )
    for (reference,) in view.execution_options(yield_per=PORTION).execute(query):
        yield reference


def named_sales(view: sa.Connection, device_id: int) -> Iterator[tuple[str, int]]:
    """As :func:`references`, with the instant of each sale in microseconds: several may have the same name."""
    sale, tender = schema.sale.c, schema.tender.c
    query = (
        sa.select(tender.reference, sale.at)
        .join_from(schema.sale, schema.tender, tender.sale_id == sale.id)
        .where(sale.device_id == device_id, tender.position == 0, tender.reference.is_not(None))
    )
    for reference, at in view.execution_options(yield_per=PORTION).execute(query):
        yield reference, to_micros(at)
