"""What a member bought: the receipts that name one of the ids of the member."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.quantity import from_milli
from store import schema

_SALE, _LINE = schema.sale.c, schema.sale_line.c


def purchases_of(view: sa.Connection, members: Iterable[str]) -> list[dict[str, object]]:
    """Every line of every receipt of a member, as values of JSON, oldest receipt first; amounts in minor units."""
    query = (
        sa.select(
            *(_SALE.id, _SALE.device_id, _SALE.receipt_number, _SALE.business_day, _SALE.location_id, _SALE.currency),
            *(_LINE.name, sa.type_coerce(_LINE.quantity, sa.BigInteger).label("milli"), _LINE.gross_minor),
        )
        .join_from(schema.sale, schema.sale_line, _LINE.sale_id == _SALE.id)
        .where(_SALE.customer.in_(list(members)))
        .order_by(_SALE.at, _SALE.id, _LINE.position)
    )
    return [
        {
            "sale": row.id,
            "till": row.device_id,
            "receipt": row.receipt_number,
            "day": row.business_day.isoformat(),
            "location": row.location_id,
            "name": row.name,
            "quantity": str(from_milli(row.milli)),
            "gross_minor": row.gross_minor,
            "currency": row.currency,
        }
        for row in view.execute(query)
    ]


def purchase_sums(view: sa.Connection, members: Iterable[str]) -> tuple[int, int]:
    """How many receipts a member has, and what they come to in minor units."""
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_SALE.gross_minor), 0))
    count, gross = view.execute(query.where(_SALE.customer.in_(list(members)))).one()
    return int(count), int(gross)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt of a member: its till and number, when it was, and what it comes to in minor units."""

    sale_id: int
    till_id: int
    number: int
    at: datetime
    gross_minor: int


def latest_receipts(view: sa.Connection, members: Iterable[str], most: int) -> list[ReceiptRow]:
    """The newest receipts of a member, the newest first."""
    query = sa.select(_SALE.id, _SALE.device_id, _SALE.receipt_number, _SALE.at, _SALE.gross_minor)
    newest = query.where(_SALE.customer.in_(list(members))).order_by(_SALE.at.desc(), _SALE.id.desc()).limit(most)
    return [ReceiptRow(*row) for row in view.execute(newest)]
