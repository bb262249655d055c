"""Columns of the shop's tables, read as somebody who looks into the database reads them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from store import schema


def balances(view: sa.Connection) -> dict[str, int]:
    """The sum of each account in minor units; over all accounts it is zero."""
    table = schema.posting.c
    query = sa.select(table.account, sa.func.sum(table.amount_minor)).group_by(table.account).order_by(table.account)
    return {account: int(amount) for account, amount in view.execute(query)}


def prices_of(view: sa.Connection, sku: str) -> list[tuple[date, int]]:
    """The first day and the amount in minor units of every price that a product has had, oldest first."""
    price = schema.price.c
    query = sa.select(price.valid_from, price.price_minor).where(price.sku == sku).order_by(price.valid_from)
    return [(row.valid_from, row.price_minor) for row in view.execute(query)]
