"""The product lists that were imported, as the journal has them, and whether they were taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.facts.envelope import Fact, RecordedFact
from models.facts.goods_import import GoodsImportBegun, GoodsImported, GoodsImportUndone
from models.facts.registry import read_fact
from models.journal import JournalKind
from store import schema
from store.database.columns import from_micros


@dataclass(frozen=True, slots=True)
class GoodsImport:
    """One import: who began it and when, the name of its file, how many products it was to create or change."""

    number: int
    at: datetime
    operator: str | None
    file: str
    products: int
    is_undone: bool


def goods_imports(view: sa.Connection) -> dict[int, GoodsImport]:
    """Every import of a product list by its number, the oldest first."""
    undone = {
        fact.goods_import
        for _, recorded in facts_of_kind(view, JournalKind.GOODS_IMPORT_UNDONE)
        if isinstance(fact := recorded.fact, GoodsImportUndone) and fact.is_last
    }
    imports: dict[int, GoodsImport] = {}
    for at, recorded in facts_of_kind(view, JournalKind.GOODS_IMPORT_BEGUN):
        fact, actor = recorded.fact, recorded.actor
        if isinstance(fact, GoodsImportBegun):
            operator = actor.operator_id if actor else None
            number = fact.goods_import
            imports[number] = GoodsImport(number, at, operator, fact.file, fact.products, number in undone)
    return imports


def taken_back(view: sa.Connection) -> frozenset[str]:
    """The SKUs that imports created which were taken back."""
    undone = [each.number for each in goods_imports(view).values() if each.is_undone]
    return frozenset(sku for number in undone for _, fact in portions_of(view, number) for sku in fact.created)


def portions_of(view: sa.Connection, goods_import: int) -> list[tuple[datetime, GoodsImported]]:
    """The portions of an import with their instants, in order."""
    facts = ((at, each.fact) for at, each in facts_of_kind(view, JournalKind.GOODS_IMPORTED, _part(goods_import)))
    portions = [(at, fact) for at, fact in facts if isinstance(fact, GoodsImported)]
    return [each for each in portions if each[1].goods_import == goods_import]


def undone_portions(view: sa.Connection, goods_import: int) -> frozenset[int]:
    """The portions of an import that were taken back."""
    facts = (each.fact for _, each in facts_of_kind(view, JournalKind.GOODS_IMPORT_UNDONE, _part(goods_import)))
    undone = (fact for fact in facts if isinstance(fact, GoodsImportUndone))
    return frozenset(fact.portion for fact in undone if fact.goods_import == goods_import)


def sold_since(view: sa.Connection, fact: GoodsImported, at: datetime) -> list[str]:
    """Those products of a portion that it created, changed or priced and that were sold after an instant."""
    line, sale = schema.sale_line, schema.sale
    skus = {*fact.created, *(each.after.sku for each in fact.replaced), *(each.sku for each in fact.prices)}
    query = (
        sa.select(line.c.sku)
        .join_from(line, sale, sale.c.id == line.c.sale_id)
        .where(line.c.business_day >= fact.day, sale.c.at >= at, line.c.sku.in_(skus))
    )
    return sorted(view.scalars(query.distinct()))


def _part(goods_import: int) -> str:
    return f'"goods_import":{goods_import},'


def facts_of_kind(
    view: sa.Connection, kind: JournalKind, part: str = ""
) -> Iterator[tuple[datetime, RecordedFact[Fact]]]:
    """The readable rows of a kind about goods, with their instants; those whose payload has ``part`` in it.

    The kind is one of :data:`store.schema.journal.GOODS_KINDS`.
    """
    table = schema.journal.c
    columns = sa.type_coerce(table.at, sa.BigInteger), table.payload
    of_kind = schema.OF_GOODS, table.kind == kind.value
    query = sa.select(*columns).where(*of_kind).order_by(table.device_id, table.seq)
    if part:
        query = query.where(table.payload.contains(part, autoescape=True))
    for at_micros, payload in view.execute(query):
        try:
            yield from_micros(at_micros), read_fact(kind, payload)
        except ValueError:  # damaged: `kassa verify` names the row
            continue
