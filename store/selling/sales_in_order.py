"""Sales in the order in which they were made, a page at a time."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from store import schema
from store.database.columns import Instant

_SALE = schema.sale.c
#: The order, which an index has.
_PLACE = sa.tuple_(_SALE.business_day, _SALE.at, _SALE.id)


def sale_ids_after(view: sa.Connection, first: date, last: date, *, most: int, after: int | None = None) -> list[int]:
    """The ids of at most so many sales of some business days (both included), the oldest first.

    They come after the sale ``after``; after one that there is not comes nothing.
    """
    query = sa.select(_SALE.id).where(_SALE.business_day.between(first, last))
    if after is not None:
        row = view.execute(sa.select(_SALE.business_day, _SALE.at).where(_SALE.id == after)).one_or_none()
        if row is None:
            return []
        day, at = sa.literal(row.business_day, sa.Date()), sa.literal(row.at, Instant())
        query = query.where(_PLACE.__gt__(sa.tuple_(day, at, sa.literal(after, sa.BigInteger()))))
    return list(view.scalars(query.order_by(_SALE.business_day, _SALE.at, _SALE.id).limit(most)))
