"""What was taken back of a sold line is the sum of its refunds and of what waits, never more than was sold (C7).

What waits in baskets is what the journal records (C8).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.return_lines import ReturnLinesChosen
from models.journal import JournalKind, JournalRow
from models.selling.return_fact import returns_fact
from store import schema
from store.invariants.journal_rows import UNREADABLE, place_of, read_in_order
from store.invariants.replay import compare
from store.invariants.violation import NAMED_MAX, Invariant, Violation
from store.selling.return_lines import returns_of

_SALE, _LINE, _COUNTER = schema.sale, schema.sale_line, schema.refunded_line
_WAITING = schema.basket_return


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
    """Lines of which refunds and baskets take back something else than is counted."""
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
    waiting = sa.select(
        *_WAITING.c["sale_id", "position"], _milli(_WAITING.c.quantity).label("refunded"), nothing.label("counted")
    )
    both = sa.union_all(refunded, waiting, counted).subquery()
    sums = (sa.func.sum(both.c.refunded), sa.func.sum(both.c.counted))
    query = sa.select(both.c.sale_id, both.c.position, *sums).group_by(both.c.sale_id, both.c.position)
    for sale_id, position, taken_back, kept in view.execute(query.having(sums[0] != sums[1]).limit(NAMED_MAX)):
        found = f"counts {kept} thousandths as taken back but its refunds sum to {taken_back}"
        yield Violation("C7", f"sale {sale_id} line {position}", found)


def waiting_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Baskets that take back something else than was chosen for them, or give another amount for it."""
    recorded: dict[str, object] = {}
    kinds = [JournalKind.RETURN_LINES_CHOSEN, JournalKind.BASKET_CANCELLED, JournalKind.SALE_COMPLETED]
    for row in read_in_order(view, kinds):
        try:
            _follow(recorded, row)
        except UNREADABLE:
            yield Violation("C8", place_of(row), "is no readable fact of a return")
    yield from compare(recorded, dict(_stored(view)))


def _follow(recorded: dict[str, object], row: JournalRow) -> None:
    values = json.loads(row.payload)
    if row.kind == JournalKind.RETURN_LINES_CHOSEN:
        fact = decode_fact(ReturnLinesChosen, row.payload).fact
        recorded.pop(_subject(fact.basket), None)
        if fact.lines:
            recorded[_subject(fact.basket)] = (sum(line.gross for line in fact.lines), fact)
    elif row.kind == JournalKind.BASKET_CANCELLED:
        recorded.pop(_subject(values["basket"]), None)
    else:
        recorded.pop(_subject(values["sale"]), None)


def _stored(view: sa.Connection) -> Iterator[tuple[str, object]]:
    basket = schema.basket.c
    waiting = view.scalars(sa.select(_WAITING.c.basket_id).distinct()).all()
    amounts = view.execute(sa.select(basket.id, basket.returned_minor).where(basket.returned_minor.is_not(None)))
    amounts_by_basket = {row.id: row.returned_minor for row in amounts}
    for basket_id in {*waiting, *amounts_by_basket}:
        yield (
            _subject(basket_id),
            (amounts_by_basket.get(basket_id), returns_fact(basket_id, returns_of(view, basket_id))),
        )


def _subject(basket_id: int) -> str:
    return f"the return of basket {basket_id}"


INVARIANTS = (
    Invariant(("C7",), "Of a sold line never more was taken back than was sold.", counters),
    Invariant(
        ("C7",), "What was taken back of a sold line is the sum of its refunds, and of what waits.", counted_refunds
    ),
    Invariant(("C8",), "What baskets take back is what was chosen for them.", waiting_and_journal),
)
