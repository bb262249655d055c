"""Customers and households, with the demographics that they agreed to share."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from models.household import Household
from store import schema
from store.database.upsert import insert_for, upsert


def add_households(tx: sa.Connection, households: Iterable[Household]) -> None:
    """Store households; a code that exists gets the new groups."""
    rows: list[dict[str, object]] = [
        {
            "code": each.code,
            "age_group": each.age_group,
            "income_group": each.income_group,
            "household_size": each.household_size,
            "household_kind": each.household_kind,
        }
        for each in households
    ]
    upsert(tx, schema.customer, rows)


def add_codes(tx: sa.Connection, codes: Iterable[str]) -> None:
    """Store customers of whom only the code is known; existing customers do not change."""
    rows = [{"code": code} for code in sorted(set(codes))]
    if rows:
        tx.execute(insert_for(tx, schema.customer).on_conflict_do_nothing(index_elements=["code"]), rows)


def has_customer(view: sa.Connection, code: str) -> bool:
    """Whether the shop has a customer of that code."""
    return view.scalar(sa.select(schema.customer.c.code).where(schema.customer.c.code == code)) is not None
