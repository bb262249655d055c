"""Customers and households, with the demographics that they agreed to share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from store import schema
from store.catalogue import insert_for, upsert


@dataclass(frozen=True, slots=True)
class Household:
    """Who a customer's code stands for, in groups; ``None`` where it is not known."""

    code: str
    age_group: str | None = None
    income_group: str | None = None
    household_size: str | None = None
    household_kind: str | None = None


def add_households(tx: sa.Connection, households: Iterable[Household]) -> None:
    """Keep households; a code that is kept already gets the new groups."""
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
    """Keep customers of whom only the code is known; those that are kept already stay as they are."""
    rows = [{"code": code} for code in sorted(set(codes))]
    if rows:
        tx.execute(insert_for(tx, schema.customer).on_conflict_do_nothing(index_elements=["code"]), rows)
