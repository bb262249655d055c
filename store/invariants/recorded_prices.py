"""Prices are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.price import FIRST_WITH_END, PriceChanged, PricesWithdrawn
from store import schema
from store.invariants.replay import REMOVED, compare, replay_kinds
from store.invariants.violation import Invariant, Violation

#: In place of the end of a price that was recorded before facts had one.
END_UNKNOWN = "not recorded"


def prices_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Prices that differ from their facts, or have none."""
    recorded, unreadable = replay_kinds(view, {PriceChanged: _values, PricesWithdrawn: _withdrawn})
    yield from unreadable
    stored: dict[str, object] = {}
    for sku, day, minor, end, location_id in _stored_rows(view):
        subject = _subject(sku, day, location_id)
        end_unknown = recorded.get(subject) == (minor, END_UNKNOWN)
        stored[subject] = (minor, END_UNKNOWN if end_unknown else _text(end))
    yield from compare(recorded, stored)


def _stored_rows(view: sa.Connection) -> Iterator[sa.Row[tuple[str, str, int, str | None, int | None]]]:
    """The rows of both tables: SKU, first day, amount, end, and the location if the price is of one."""
    for table, location_id in (
        (schema.price.c, sa.cast(sa.null(), sa.Integer)),
        (schema.location_price.c, schema.location_price.c.location_id),
    ):
        first, until = (sa.type_coerce(column, sa.String) for column in (table.valid_from, table.valid_until))
        yield from view.execute(sa.select(table.sku, first, table.price_minor, until, location_id))


def _values(recorded: RecordedFact[PriceChanged]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.prices:
        end = END_UNKNOWN if recorded.version < FIRST_WITH_END else _text(each.valid_until)
        yield _subject(each.sku, each.valid_from, each.location), (each.price, end)


def _withdrawn(recorded: RecordedFact[PricesWithdrawn]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.prices:
        yield _subject(each.sku, each.valid_from, each.location), REMOVED


def _subject(sku: str, valid_from: object, location_id: int | None) -> str:
    place = "" if location_id is None else f" at location {location_id}"
    return f"the price of {sku} from {valid_from}{place}"


def _text(day: object) -> str | None:
    return None if day is None else str(day)


INVARIANTS = (Invariant(("C8",), "Prices are stored as they were recorded last.", prices_and_journal),)
