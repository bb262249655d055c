"""What was taken back of a sold line is the sum of its refunds, and never more than was sold (C7)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from store import schema
from store.invariants.violation import NAMED_MAX, Invariant, Violation

_SALE, _LINE, _COUNTER = schema.sale, schema.sale_line, schema.refunded_line


def _milli(column: sa.ColumnElement[object]) -> sa.ColumnElement[int]:
    return sa.type_coerce(column, sa.BigInteger)


def counters(view: sa.Connection) -> Iterator[Violation]:
    """Counters of lines that were not sold like that, or beyond what was sold."""
    here = sa.and_(_LINE.c.sale_id == _COUNTER.c.sale_id, _LINE.c.position == _COUNTER.c.position)
    sold, counted = _milli(_COUNTER.c.quantity), _milli(_COUNTER.c.refunded_quantity)
    query = sa.select(_COUNTER.c.sale_id, _COUNTER.c.position).outerjoin_from(_COUNTER, _LINE, here)
    differs = sa.or_(_LINE.c.sale_id.is_(None), _milli(_LINE.c.quantity) != sold, counted < 0, counted > sold)
    for sale_id, position in view.execute(query.where(differs).limit(NAMED_MAX)):
        yield Violation("C7", f"sale {sale_id} line {position}", "counts refunds of something that was not sold")


def counted_refunds(view: sa.Connection) -> Iterator[Violation]:
    """Lines of which the refunds took back something else than is counted."""
    nothing = sa.literal(0, sa.BigInteger)
    refunded = (
        sa.select(
            _SALE.c.refers_to.label("sale_id"),
            _LINE.c.position,
            (-_milli(_LINE.c.quantity)).label("refunded"),
            nothing.label("counted"),
        )
        .join_from(_SALE, _LINE, _LINE.c.sale_id == _SALE.c.id)
        .where(_SALE.c.refers_to.is_not(None))
    )
    counted = sa.select(
        *_COUNTER.c["sale_id", "position"],
        nothing.label("refunded"),
        _milli(_COUNTER.c.refunded_quantity).label("counted"),
    )
    both = sa.union_all(refunded, counted).subquery()
    sums = (sa.func.sum(both.c.refunded), sa.func.sum(both.c.counted))
    query = sa.select(both.c.sale_id, both.c.position, *sums).group_by(both.c.sale_id, both.c.position)
    for sale_id, position, taken_back, kept in view.execute(query.having(sums[0] != sums[1]).limit(NAMED_MAX)):
        found = f"counts {kept} thousandths as taken back but its refunds sum to {taken_back}"
        yield Violation("C7", f"sale {sale_id} line {position}", found)


INVARIANTS = (
    Invariant(("C7",), "Of a sold line never more was taken back than was sold.", counters),
    Invariant(("C7",), "What was taken back of a sold line is the sum of its refunds.", counted_refunds),
)
