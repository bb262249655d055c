"""Kits are what the journal recorded (C8), and what was sold as one has moved as its parts (C5)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.kit import KitChanged
from models.quantity import to_milli
from models.selling.sale import PART_STEP
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import NAMED_MAX, Invariant, Violation

_LINE, _PART, _MOVE, _SALE = schema.sale_line.c, schema.sale_line_part.c, schema.stock_movement.c, schema.sale.c
_OF_LINE = sa.and_(_PART.sale_id == _LINE.sale_id, _PART.position == _LINE.position)


def kits_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Kits whose parts differ from their facts, or have none."""
    recorded, unreadable = replay(view, KitChanged, _values)
    yield from unreadable
    parts: dict[str, list[tuple[str, int]]] = {}
    part = schema.kit_part.c
    quantity = sa.type_coerce(part.quantity, sa.BigInteger)
    for kit, sku, milli in view.execute(sa.select(part.kit_sku, part.part_sku, quantity)):
        parts.setdefault(kit, []).append((sku, milli))
    versions = dict(view.execute(sa.select(schema.kit.c.sku, schema.kit.c.version)).tuples().all())
    stored = {_subject(sku): (versions.get(sku), tuple(sorted(parts.get(sku, ())))) for sku in {*versions, *parts}}
    yield from compare(recorded, stored)


def _values(recorded: RecordedFact[KitChanged]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    parts = tuple(sorted((each.sku, to_milli(each.quantity)) for each in fact.parts))
    yield _subject(fact.sku), (fact.recipe_version, parts)


def _subject(sku: str) -> str:
    return f"the kit {sku!r}"


def parts_without_kit(view: sa.Connection) -> Iterator[Violation]:
    """Sold kits without parts, and parts of lines that are no kits."""
    query = sa.select(_LINE.sale_id, _LINE.position).where(_LINE.kit_version.is_not(None))
    without = ~sa.exists().where(_OF_LINE)
    for sale_id, position in view.execute(query.where(without).limit(NAMED_MAX)):
        yield Violation("C5", f"sale {sale_id} line {position}", "is of a kit without parts")
    lines = sa.select(_PART.sale_id, _PART.position).outerjoin_from(schema.sale_line_part, schema.sale_line, _OF_LINE)
    for sale_id, position in view.execute(lines.where(_LINE.kit_version.is_(None)).distinct().limit(NAMED_MAX)):
        yield Violation("C5", f"sale {sale_id} line {position}", "has parts of a kit and is none")


def parts_without_goods(view: sa.Connection) -> Iterator[Violation]:
    """Parts of sold kits that did not move."""
    place = _PART.position + sa.cast(_PART.ordinal, sa.Integer) * sa.literal(PART_STEP, sa.Integer)
    same = sa.and_(_MOVE.source_id == _PART.sale_id, _MOVE.position == place)
    moved, sold = (sa.type_coerce(each, sa.BigInteger) for each in (_MOVE.quantity, _PART.quantity))
    query = (
        sa.select(_PART.sale_id, _PART.position, _PART.sku)
        .join_from(schema.sale_line_part, schema.sale_line, _OF_LINE)
        .outerjoin(schema.stock_movement, same)
        .where(
            sold != 0,
            sa.or_(
                _MOVE.source_id.is_(None),
                _MOVE.sku != _PART.sku,
                _MOVE.location_id != _LINE.location_id,
                moved != -sold,
            ),
        )
    )
    for sale_id, position, sku in view.execute(query.limit(NAMED_MAX)):
        yield Violation("C5", f"sale {sale_id} line {position}", f"has no matching stock movement of {sku}")


def parts_brought_back(view: sa.Connection) -> Iterator[Violation]:
    """Parts of sold kits of which refunds brought back another share than of the kits."""
    sold_line, sold_part = schema.sale_line.alias("sold_line").c, schema.sale_line_part.alias("sold_part").c
    back = (
        sa.select(
            _SALE.refers_to.label("sale_id"),
            _PART.position,
            _PART.ordinal,
            sa.func.sum(-sa.type_coerce(_PART.quantity, sa.BigInteger)).label("part"),
            sa.func.sum(-sa.type_coerce(_LINE.quantity, sa.BigInteger)).label("kits"),
        )
        .join_from(schema.sale_line_part, schema.sale_line, _OF_LINE)
        .join(schema.sale, _SALE.id == _PART.sale_id)
        .where(_SALE.refers_to.is_not(None))
        .group_by(_SALE.refers_to, _PART.position, _PART.ordinal)
        .subquery()
    )
    here = (
        *(sold_part.sale_id == back.c.sale_id, sold_part.position == back.c.position),
        sold_part.ordinal == back.c.ordinal,
    )
    query = (
        sa.select(
            *back.c,
            sa.type_coerce(sold_part.quantity, sa.BigInteger).label("sold"),
            sa.type_coerce(sold_line.quantity, sa.BigInteger).label("whole"),
        )
        .outerjoin(sold_part.sku.table, sa.and_(*here))
        .outerjoin(
            sold_line.sku.table,
            sa.and_(sold_line.sale_id == back.c.sale_id, sold_line.position == back.c.position),
        )
    )
    for row in view.execute(query):
        # In whole numbers here: their products are too large for a database's.
        if not row.whole or row.part != (2 * row.sold * row.kits + row.whole) // (2 * row.whole):
            text = f"brought back {row.part} thousandths of part {row.ordinal} with {row.kits} of {row.whole} kits"
            yield Violation("C7", f"sale {row.sale_id} line {row.position}", text)


INVARIANTS = (
    Invariant(("C8",), "Kits are made of what was recorded last.", kits_and_journal),
    Invariant(("C5",), "Sold kits have parts, and nothing else has.", parts_without_kit),
    Invariant(("C5",), "The parts of each sold kit have moved.", parts_without_goods),
    Invariant(("C7",), "With the returned share of sold kits came back that share of their parts.", parts_brought_back),
)
