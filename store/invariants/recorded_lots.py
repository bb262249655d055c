"""Lots are as the journal recorded them, and what is on hand of each is the sum of its movements (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.lot import LotRecalled, LotsMoved
from models.quantity import to_milli
from store import schema
from store.invariants.replay import compare, replay_kinds, replay_with_instant
from store.invariants.violation import NAMED_MAX, Invariant, Violation
from store.lot_levels import RecallState

_lot, _part, _level, _recall = schema.lot, schema.lot_movement, schema.lot_level, schema.lot_recall
_move = schema.stock_movement


def lots_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Lots, and parts of movements that are of them, that differ from their facts, or have none."""
    recorded, unreadable = replay_kinds(view, {LotsMoved: _values})
    yield from unreadable
    part = _part.c
    units = sa.type_coerce(part.units, sa.BigInteger)
    stored: dict[str, object] = {
        _part_name(source, position, code): (sku, of)
        for source, position, code, sku, of in view.execute(
            sa.select(part.source_id, part.position, part.code, part.sku, units)
        )
    }
    days = view.execute(sa.select(_lot.c.sku, _lot.c.code, _lot.c.best_before))
    stored |= {f"lot {code} of {sku}": day for sku, code, day in days}
    yield from compare(recorded, stored)


def _values(recorded: RecordedFact[LotsMoved]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.goods:
        yield f"lot {each.lot} of {each.sku}", each.best_before
        yield _part_name(recorded.fact.source, each.position, each.lot), (each.sku, to_milli(each.units))


def _part_name(source: int, position: int, code: str) -> str:
    return f"lot {code} of movement {source}, {position}"


def recalls_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Recalls that differ from their facts, or have none."""
    recorded, unreadable = replay_with_instant(view, LotRecalled, lambda fact: f"recall {fact.recall}")
    yield from unreadable
    columns = _recall.c["id", "sku", "code", "note"]
    query = sa.select(
        *columns,
        _recall.c.state,
        sa.type_coerce(_recall.c.at, sa.BigInteger).label("at_micros"),
        _recall.c.operator,
    )
    stored: dict[str, object] = {
        f"recall {row.id}": (
            _stored_recall(row),
            row.at_micros,
            row.operator,
        )
        for row in view.execute(query)
    }
    yield from compare(recorded, stored)


def _stored_recall(row: sa.Row[tuple[object, ...]]) -> object:
    if row.state not in list(RecallState):
        return f"unreadable: {row.state}"
    return LotRecalled(row.id, row.sku, row.code, row.note, row.state == RecallState.LIFTED)


def lot_levels(view: sa.Connection) -> Iterator[Violation]:
    """What is on hand of a lot that is not the sum of its movements."""
    nothing = sa.literal(0, sa.BigInteger)
    units, moved = sa.type_coerce(_level.c.units, sa.BigInteger), sa.type_coerce(_part.c.units, sa.BigInteger)
    same = sa.and_(_move.c.source_id == _part.c.source_id, _move.c.position == _part.c.position)
    both = sa.union_all(
        sa.select(*_level.c["location_id", "sku", "code"], units.label("units"), nothing.label("moved")),
        sa.select(_move.c.location_id, *_part.c["sku", "code"], nothing.label("units"), moved.label("moved")).join_from(
            _part, _move, same
        ),
    ).subquery()
    key = both.c["location_id", "sku", "code"]
    sums = sa.func.sum(both.c.units), sa.func.sum(both.c.moved)
    query = sa.select(*key, *sums).group_by(*key).having(sums[0] != sums[1])
    for place, sku, code, has, sums_to in view.execute(query.limit(NAMED_MAX)):
        what = f"has {has} thousandths on hand but its movements sum to {sums_to}"
        yield Violation("C8", f"lot {code} of {sku} at location {place}", what)


def parts_of_movements(view: sa.Connection) -> Iterator[Violation]:
    """Movements of which more is of lots than moved, or that are of lots of other goods."""
    same = sa.and_(_move.c.source_id == _part.c.source_id, _move.c.position == _part.c.position)
    units, moved = sa.type_coerce(_part.c.units, sa.BigInteger), sa.type_coerce(_move.c.quantity, sa.BigInteger)
    sums = sa.func.sum(units)
    query = (
        sa.select(_part.c.source_id, _part.c.position)
        .outerjoin_from(_part, _move, same)
        .group_by(_part.c.source_id, _part.c.position, _move.c.sku, moved)
        .having(
            sa.or_(
                _move.c.sku.is_(None),
                sa.func.min(_part.c.sku) != _move.c.sku,
                sa.func.max(_part.c.sku) != _move.c.sku,
                sa.func.abs(sums) > sa.func.abs(moved),
                sums * moved <= 0,
            )
        )
    )
    for source, position in view.execute(query.limit(NAMED_MAX)):
        yield Violation("C8", f"movement {source}, {position}", "is not of the lots that it is recorded with")


INVARIANTS = (
    Invariant(("C8",), "Lots of goods are as they were recorded.", lots_and_journal),
    Invariant(("C8",), "Recalls of lots are as they were recorded.", recalls_and_journal),
    Invariant(("C8",), "What is on hand of a lot is the sum of its movements.", lot_levels),
    Invariant(("C8",), "No more of a movement is of lots than moved.", parts_of_movements),
)
