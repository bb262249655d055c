"""What sells most."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.selling.sale import LineKind, SaleKind
from store import schema

sale, line = schema.sale.c, schema.sale_line.c


def most_sold(view: sa.Connection, location_id: int, first: date, until: date, *, most: int) -> list[str]:
    """At most ``most`` SKUs that a place sold from ``first`` to before ``until``, the one on most receipts first."""
    count = sa.func.count()
    query = (
        sa.select(line.sku)
        .join_from(schema.sale, schema.sale_line, line.sale_id == sale.id)
        .where(sale.location_id == location_id, sale.business_day >= first, sale.business_day < until)
        .where(line.kind == LineKind.GOODS.value, sale.kind == SaleKind.SALE.value)
        .group_by(line.sku)
        .order_by(count.desc(), line.sku)
        .limit(most)
    )
    return list(view.scalars(query))
