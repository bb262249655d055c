"""Customers and households, with the demographics that they agreed to share."""

from __future__ import annotations

import sqlalchemy as sa

from store.schema.base import metadata

customer = sa.Table(
    "customer",
    metadata,
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("age_group", sa.String(24)),
    sa.Column("income_group", sa.String(24)),
    sa.Column("household_size", sa.String(24)),
    sa.Column("household_kind", sa.String(40)),
)
