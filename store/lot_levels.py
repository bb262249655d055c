"""Lots of goods: what each location has of them, the parts of movements that were of them, and recalls."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa

from models.errors import Refused
from models.stock.lots import LotOnHand, LotPart, LotRecall, NamedLot, ShelfLots
from store import schema
from store.database.columns import Quantity

_lot, _part, _level, _recall = schema.lot, schema.lot_movement, schema.lot_level, schema.lot_recall
_stock, _product, _sale = schema.stock_level, schema.product, schema.sale


class RecallState(StrEnum):
    """Whether the goods of a lot are recalled, as its row names it."""

    RECALLED = "recalled"
    LIFTED = "lifted"


class UnknownLot(Refused):
    """A lot of a product of which nothing ever came."""

    code = "unknown_lot"
    text = "Nothing of {sku} ever came of the lot {lot}. Nothing was changed; look at the list of lots."

    sku: str
    lot: str


def skus_with_lots(view: sa.Connection, skus: Collection[str]) -> set[str]:
    """Those of the products (some hundreds at most) of which lots are recorded."""
    return set(view.scalars(sa.select(_product.c.sku).where(_product.c.sku.in_(skus), _product.c.has_lots)))


def is_recalled(sku: sa.ColumnElement[str], code: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether the lot of these columns is recalled: its newest recall is not lifted."""
    newest = sa.select(_recall.c.state).where(_recall.c.sku == sku, _recall.c.code == code)
    state = newest.order_by(_recall.c.at.desc(), _recall.c.id.desc()).limit(1).scalar_subquery()
    return sa.func.coalesce(state, RecallState.LIFTED.value) == RecallState.RECALLED.value


def shelves(view: sa.Connection, places: Collection[tuple[int, str]]) -> dict[tuple[int, str], ShelfLots]:
    """What there is of products (some hundreds at most) at locations, and of which lots it is.

    In a transaction that has moved their stock nobody else moves it or its lots before that ends.
    """
    query = (
        sa.select(
            *_stock.c["location_id", "sku", "on_hand"],
            *_level.c["code", "units"],
            _lot.c.best_before,
            is_recalled(_level.c.sku, _level.c.code).label("is_recalled"),
        )
        .outerjoin_from(
            _stock,
            _level,
            sa.and_(_level.c.location_id == _stock.c.location_id, _level.c.sku == _stock.c.sku, _level.c.units != 0),
        )
        .outerjoin(_lot, sa.and_(_lot.c.sku == _level.c.sku, _lot.c.code == _level.c.code))
        .where(
            _stock.c.sku.in_(sorted({sku for _, sku in places})),
            _stock.c.location_id.in_(sorted({place for place, _ in places})),
        )
    )
    by_place = {place: ShelfLots() for place in places}
    for row in view.execute(query):
        lots = by_place.get((row.location_id, row.sku), ShelfLots()).lots
        if row.code is not None:
            of_row = LotOnHand(NamedLot(row.code, row.best_before), row.units, bool(row.is_recalled))
            lots = (*lots, of_row)
        by_place[row.location_id, row.sku] = ShelfLots(row.on_hand, lots)
    return by_place


def record_parts(tx: sa.Connection, parts: Sequence[LotPart], places: Mapping[int, int]) -> None:
    """Append which lots the goods of movements were of; ``places`` are the locations of movements by position."""
    if not parts:
        return
    new = {(each.sku, each.lot.code): each.lot.best_before for each in parts}
    rows = [{"sku": sku, "code": code, "best_before": day} for (sku, code), day in sorted(new.items())]
    # As text, for it reads the same on every database; SQLAlchemy has an ON CONFLICT for each.
    add = sa.text("INSERT INTO lot (sku, code, best_before) VALUES (:sku, :code, :best_before) ON CONFLICT DO NOTHING")
    tx.execute(add.bindparams(sa.bindparam("best_before", type_=sa.Date)), rows)
    moved = [
        {
            "source_id": each.source_id,
            "position": each.position,
            "code": each.lot.code,
            "sku": each.sku,
            "units": each.units,
        }
        for each in parts
    ]
    tx.execute(_part.insert(), moved)
    sums: dict[tuple[int, str, str], Decimal] = {}
    for each in parts:
        key = (places[each.position], each.sku, each.lot.code)
        sums[key] = sums.get(key, Decimal(0)) + each.units
    levels = [
        {"location_id": place, "sku": sku, "code": code, "units": units}
        for (place, sku, code), units in sorted(sums.items())
    ]
    tx.execute(_MOVE_LEVELS, levels)


_MOVE_LEVELS = sa.text(
    "INSERT INTO lot_level (location_id, sku, code, units) VALUES (:location_id, :sku, :code, :units) "
    "ON CONFLICT (location_id, sku, code) DO UPDATE SET units = lot_level.units + excluded.units"
).bindparams(sa.bindparam("units", type_=Quantity))


def parts_of(view: sa.Connection, source_id: int) -> list[LotPart]:
    """The lots of the goods that a fact moved, those that expire first before the others."""
    query = (
        sa.select(_part, _lot.c.best_before)
        .join(_lot, sa.and_(_lot.c.sku == _part.c.sku, _lot.c.code == _part.c.code))
        .where(_part.c.source_id == source_id)
        .order_by(
            _part.c.position, sa.func.coalesce(_lot.c.best_before, sa.literal_column("'9999-12-31'")), _part.c.code
        )
    )
    return [
        LotPart(row.source_id, row.position, row.sku, NamedLot(row.code, row.best_before), row.units)
        for row in view.execute(query)
    ]


def parts_given_back(view: sa.Connection, sale_id: int) -> dict[int, dict[str, Decimal]]:
    """What came back of each lot with the refunds of a sale, by the position of its line."""
    query = (
        sa.select(_part.c.position, _part.c.code, sa.func.sum(_part.c.units, type_=Quantity).label("units"))
        .join(_sale, _sale.c.id == _part.c.source_id)
        .where(_sale.c.refers_to == sale_id, _part.c.position > 0)
        .group_by(_part.c.position, _part.c.code)
    )
    by_place: dict[int, dict[str, Decimal]] = {}
    for row in view.execute(query):
        by_place.setdefault(row.position, {})[row.code] = row.units
    return by_place


def lot_state(view: sa.Connection, sku: str, code: str) -> LotOnHand | None:
    """A lot with what all locations have of it, and whether it is recalled; ``None`` if nothing of it ever came."""
    units = sa.select(sa.func.sum(_level.c.units)).where(_level.c.sku == _lot.c.sku, _level.c.code == _lot.c.code)
    query = sa.select(
        _lot.c.best_before,
        sa.type_coerce(sa.func.coalesce(units.scalar_subquery(), 0), Quantity).label("units"),
        is_recalled(_lot.c.sku, _lot.c.code).label("is_recalled"),
    ).where(_lot.c.sku == sku, _lot.c.code == code)
    row = view.execute(query).one_or_none()
    return None if row is None else LotOnHand(NamedLot(code, row.best_before), row.units, bool(row.is_recalled))


def lock_lots(tx: sa.Connection, skus: Collection[str]) -> None:
    """Let nobody else name lots of these products until this transaction ends: a lot has one best-before day."""
    rows = sa.select(_product.c.sku).where(_product.c.sku.in_(skus)).order_by(_product.c.sku)
    tx.execute(rows.with_for_update(key_share=True)).all()


def lots_of(view: sa.Connection, sku: str, codes: Collection[str]) -> dict[str, NamedLot]:
    """Those of the lots of a product of which goods came before, by code."""
    query = sa.select(_lot.c.code, _lot.c.best_before).where(_lot.c.sku == sku, _lot.c.code.in_(codes))
    return {row.code: NamedLot(row.code, row.best_before) for row in view.execute(query)}


def get_lot(view: sa.Connection, sku: str, code: str) -> NamedLot:
    """A lot of a product of which goods came before; else :class:`UnknownLot`."""
    before = lots_of(view, sku, [code])
    if code not in before:
        raise UnknownLot(sku[:40], code[:40])
    return before[code]


def record_recall(tx: sa.Connection, recall: LotRecall, at: datetime) -> None:
    """Append a recall, or that one is lifted."""
    row = {
        "id": recall.id,
        "sku": recall.sku,
        "code": recall.code,
        "note": recall.note,
        "state": (RecallState.LIFTED if recall.is_lifted else RecallState.RECALLED).value,
        "at": at,
        "operator": recall.operator,
    }
    tx.execute(_recall.insert(), row)


def codes_of(view: sa.Connection, sku: str) -> list[str]:
    """The lots of a product, the last to expire first."""
    by_day = sa.func.coalesce(_lot.c.best_before, sa.literal_column("'9999-12-31'")).desc()
    return list(view.scalars(sa.select(_lot.c.code).where(_lot.c.sku == sku).order_by(by_day, _lot.c.code)))
