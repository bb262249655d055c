"""Codes of phones that were used: each lets a person in once, at whichever server it is typed."""

from __future__ import annotations

import sqlalchemy as sa

from store import schema
from store.database.upsert import insert_for

_SPENT = schema.spent_code


def spend_code(tx: sa.Connection, operator: str, step: int) -> bool:
    """Use up the code of a time step (RFC 6238, section 5.2: T) with all before it; ``False`` if it was used up before.

    One statement, so that of two servers that get the same code at the same time one lets nobody in.
    """
    row = insert_for(tx, _SPENT).values(operator=operator, step=step)
    is_newer = _SPENT.c.step < row.excluded.step
    statement = row.on_conflict_do_update(index_elements=["operator"], set_={"step": row.excluded.step}, where=is_newer)
    return tx.scalar(statement.returning(_SPENT.c.step)) is not None
