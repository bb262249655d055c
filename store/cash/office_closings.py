"""Closings of what the office booked: payouts and their fees, points, and whatever else belongs to no till."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.office_books import OfficeBooksClosed
from models.shop import DEVICE_SHIFT
from store import journal, schema, shop

_ENTRY, _POSTING = schema.entry.c, schema.posting.c


def all_closings(view: sa.Connection) -> list[OfficeBooksClosed]:
    """Every closing, by number."""
    rows = journal.read(view, shop.office_id(view), kinds=[OfficeBooksClosed.kind])
    return [decode_fact(OfficeBooksClosed, row.payload).fact for row in rows]


def closings_between(view: sa.Connection, first: date, last: date) -> list[OfficeBooksClosed]:
    """The closings that were made on business days from ``first`` to ``last``, by number."""
    return [each for each in all_closings(view) if first <= each.day <= last]


def find_closing(view: sa.Connection, closing_id: int) -> OfficeBooksClosed | None:
    """The closing with an id; ``None`` for the id of anything else, such as a Z report."""
    office = shop.office_id(view)
    if closing_id >> DEVICE_SHIFT != office:
        return None
    return next((each for each in all_closings(view) if each.closing == closing_id), None)


def closed_up_to(view: sa.Connection) -> tuple[int, int]:
    """The number of the last closing and its id; without one 0, and the number before the first id of the office."""
    closings = all_closings(view)
    if not closings:
        return 0, shop.office_id(view) << DEVICE_SHIFT
    return closings[-1].number, closings[-1].closing


def has_entries(view: sa.Connection, after: int, before: int) -> bool:
    """Whether the office booked anything with an id above ``after`` and below ``before``."""
    query = sa.select(_ENTRY.id).where(_ENTRY.id > after, _ENTRY.id < before).limit(1)
    return view.scalar(query) is not None


def office_sums(view: sa.Connection, closing: OfficeBooksClosed) -> dict[date, list[tuple[str, int]]]:
    """The sum of each account by business day, in order; each entry of the office is in one closing at most."""
    return sums_by_day(view, sa.and_(_ENTRY.id > closing.after, _ENTRY.id < closing.closing))


def sums_by_day(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> dict[date, list[tuple[str, int]]]:
    """The sum of each account by business day over chosen entries, in order."""
    query = (
        sa.select(_ENTRY.business_day, _POSTING.account, sa.func.sum(_POSTING.amount_minor))
        .join_from(schema.entry, schema.posting, _POSTING.entry_id == _ENTRY.id)
        .where(chosen)
        .group_by(_ENTRY.business_day, _POSTING.account)
        .order_by(_ENTRY.business_day, _POSTING.account)
    )
    sums: dict[date, list[tuple[str, int]]] = {}
    for day, account, amount in view.execute(query):
        sums.setdefault(day, []).append((account, int(amount)))
    return sums
