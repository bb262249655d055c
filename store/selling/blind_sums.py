"""What was given back at a location without a receipt: refunds of tills that refer to no sale."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.selling.sale import SaleKind
from models.shop import DeviceKind
from store import schema

_SALE = schema.sale.c


def lock_location(tx: sa.Connection, location_id: int) -> None:
    """Let no other transaction count what a location gave back before this one ends; sales go on meanwhile."""
    location = schema.location.c
    tx.execute(sa.select(location.id).where(location.id == location_id).with_for_update(key_share=True))


def given_without_receipt(view: sa.Connection, location_id: int, day: date, customer: str | None = None) -> int:
    """How much a location gave back on a business day without a receipt, to one customer or in all, in minor units."""
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(-_SALE.gross_minor), 0))
        .join_from(schema.sale, schema.device, schema.device.c.id == _SALE.device_id)
        .where(
            _SALE.business_day == day,
            _SALE.location_id == location_id,
            _SALE.kind == SaleKind.REFUND.value,
            _SALE.refers_to.is_(None),
            schema.device.c.kind == DeviceKind.TILL.value,
        )
    )
    if customer is not None:
        query = query.where(_SALE.customer == customer)
    return int(view.execute(query).scalar_one())
