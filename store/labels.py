"""The queue of shelf labels: stored, and what of the journal it has yet to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice

import sqlalchemy as sa

from models.facts.barcode import BarcodesRemoved
from models.facts.price import PriceChanged, PricesWithdrawn
from models.facts.product import ProductsChanged
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.labels.label_queue import LabelState, ShelfLabel
from models.labels.label_text import LabelText
from models.money import Money
from models.quantity import Unit
from models.shop import DeviceKind
from store import journal, schema
from store.catalogue.whole_range import content_from
from store.database.upsert import insert_for

_LABEL, _CURSOR = schema.shelf_label, schema.label_cursor
_row = _LABEL.c
#: Facts of the journal that can change what a label states.
LABEL_KINDS = (
    JournalKind.PRICE_CHANGED,
    JournalKind.PRICES_WITHDRAWN,
    JournalKind.PRODUCTS_CHANGED,
    JournalKind.BARCODES_REMOVED,
)
#: SKUs that are named in one statement.
SKUS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class NewsOfGoods:
    """The products that some rows of a journal name, and the last of these rows."""

    skus: tuple[str, ...]
    read_seq: int


def devices_with_news(view: sa.Connection) -> list[int]:
    """The devices whose journal has rows that the queue has not read."""
    head = schema.device_head.c
    read = sa.func.coalesce(_CURSOR.c.read_seq, 0)
    joined = schema.device_head.outerjoin(_CURSOR, _CURSOR.c.device_id == head.device_id)
    query = sa.select(head.device_id).select_from(joined).where(head.last_journal > read).order_by(head.device_id)
    return list(view.scalars(query))


def reading_of(view: sa.Connection, device_id: int) -> int:
    """How far the queue has read a device's journal."""
    return view.scalar(sa.select(_CURSOR.c.read_seq).where(_CURSOR.c.device_id == device_id)) or 0


def save_reading(tx: sa.Connection, device_id: int, read_seq: int) -> None:
    """Record how far the queue has read, unless another has read further meanwhile."""
    tx.execute(insert_for(tx, _CURSOR).on_conflict_do_nothing(), {"device_id": device_id, "read_seq": 0})
    behind = sa.and_(_CURSOR.c.device_id == device_id, _CURSOR.c.read_seq < read_seq)
    tx.execute(_CURSOR.update().where(behind).values(read_seq=read_seq))


def news_of_goods(view: sa.Connection, device_id: int, after: int, facts_at_most: int) -> NewsOfGoods:
    """The products named by the next facts about goods and prices; without one, all up to the journal's end is read.

    A damaged fact names none: :mod:`store.invariants` reports it.
    """
    head = schema.device_head.c
    end = view.scalar(sa.select(head.last_journal).where(head.device_id == device_id)) or 0
    with closing(journal.read(view, device_id, after, LABEL_KINDS)) as rows:
        facts = list(islice(rows, facts_at_most))
    skus = {sku for row in facts for sku in _skus_in(row.kind, row.payload)}
    last = facts[-1].seq if len(facts) == facts_at_most else max(end, facts[-1].seq if facts else 0)
    return NewsOfGoods(tuple(sorted(skus)), last)


def _skus_in(kind: str, payload: str) -> Iterator[str]:
    try:
        fact = read_fact(kind, payload).fact
    except ValueError:
        return
    match fact:
        case PriceChanged() | PricesWithdrawn():
            yield from (each.sku for each in fact.prices)
        case ProductsChanged() | BarcodesRemoved():
            yield from (each.sku for each in fact.products)


def locations_with_shelves(view: sa.Connection) -> list[int]:
    """The locations that sell at a till, whose shelves need labels."""
    device = schema.device.c
    query = sa.select(device.location_id).where(device.kind == DeviceKind.TILL.value).distinct()
    return sorted(view.scalars(query))


def labels_of(view: sa.Connection, location_id: int, skus: Sequence[str], currency: str) -> dict[str, list[ShelfLabel]]:
    """Every label of these products (some thousands at most) at a location, by SKU."""
    by_sku: dict[str, list[ShelfLabel]] = {sku: [] for sku in skus}
    query = sa.select(_LABEL).where(_row.location_id == location_id, _row.sku.in_(skus))
    for row in view.execute(query.order_by(_row.holds_from, _row.id)):
        by_sku[row.sku].append(_label(row, currency))
    return by_sku


def begun_labels(view: sa.Connection, location_id: int, day: date, currency: str) -> list[ShelfLabel]:
    """The labels that wait and hold on ``day`` by category and name, with all others of products that have several.

    Which of them are to be printed is decided by :func:`models.labels.label_queue.due`.
    """
    begun = sa.and_(_row.location_id == location_id, _row.holds_from <= day)
    waits = sa.and_(begun, _row.state == LabelState.WAITING.value)
    several = sa.select(_row.sku).where(begun).group_by(_row.sku).having(sa.func.count() > 1)
    product = schema.product.c
    query = (
        sa.select(_LABEL)
        .join(schema.product, product.sku == _row.sku)
        .where(sa.or_(waits, sa.and_(begun, _row.sku.in_(several))))
        .order_by(product.category, _row.name, _row.sku, _row.holds_from, _row.id)
    )
    return [_label(row, currency) for row in view.execute(query)]


def find_labels(view: sa.Connection, ids: Sequence[int], currency: str) -> list[ShelfLabel]:
    """Those of these labels that exist, in the order asked for."""
    by_id: dict[int, ShelfLabel] = {}
    for begin in range(0, len(ids), SKUS_AT_ONCE):
        query = sa.select(_LABEL).where(_row.id.in_(ids[begin : begin + SKUS_AT_ONCE]))
        by_id.update((row.id, _label(row, currency)) for row in view.execute(query))
    return [by_id[each] for each in ids if each in by_id]


def labels_of_batch(view: sa.Connection, batch: int, currency: str) -> list[ShelfLabel]:
    """The labels of a printing, by category and name."""
    product = schema.product.c
    query = sa.select(_LABEL).join(schema.product, product.sku == _row.sku).where(_row.batch == batch)
    return [_label(row, currency) for row in view.execute(query.order_by(product.category, _row.name, _row.sku))]


def recent_batches(view: sa.Connection, location_id: int, count: int) -> list[tuple[int, int]]:
    """The last printings at a location with how many labels each has, the newest first."""
    query = (
        sa.select(_row.batch, sa.func.count())
        .where(_row.location_id == location_id, _row.batch.is_not(None))
        .group_by(_row.batch)
        .order_by(_row.batch.desc())
        .limit(count)
    )
    return [(batch, labels) for batch, labels in view.execute(query)]


def add_labels(tx: sa.Connection, labels: Iterable[ShelfLabel]) -> None:
    """Store labels; where one of its product waits for the same day already, that one stays."""
    rows = [_values(each) for each in labels]
    if rows:
        tx.execute(insert_for(tx, _LABEL).on_conflict_do_nothing(), rows)


def withdraw_labels(tx: sa.Connection, labels: Iterable[ShelfLabel]) -> None:
    """Take labels that wait in vain out of the queue: nobody ever saw them on paper."""
    ids = [{"of_id": each.id} for each in labels]
    if ids:
        tx.execute(_LABEL.delete().where(_row.id == sa.bindparam("of_id"), _row.state == LabelState.WAITING.value), ids)


def settle_labels(tx: sa.Connection, labels: Sequence[ShelfLabel], state: LabelState, batch: int | None) -> None:
    """Record what became of labels."""
    rows = [{"of_id": each.id, "new_state": state.value, "new_batch": batch} for each in labels]
    update = _LABEL.update().where(_row.id == sa.bindparam("of_id"))
    tx.execute(update.values(state=sa.bindparam("new_state"), batch=sa.bindparam("new_batch")), rows)


def _label(row: sa.Row[tuple[object, ...]], currency: str) -> ShelfLabel:
    text = LabelText(
        name=row.name,
        price=Money(row.price_minor, currency),
        unit=Unit(row.unit),
        content=content_from(row.content_quantity, row.content_unit),
        code=row.code,
        lowest=None if row.lowest_minor is None else Money(row.lowest_minor, currency),
    )
    return ShelfLabel(row.id, row.location_id, row.sku, row.holds_from, text, LabelState(row.state), row.batch)


def _values(label: ShelfLabel) -> dict[str, object]:
    text = label.text
    return {
        "id": label.id,
        "location_id": label.location_id,
        "sku": label.sku,
        "holds_from": label.holds_from,
        "state": label.state.value,
        "batch": label.batch,
        "name": text.name,
        "price_minor": text.price.minor,
        "unit": text.unit.value,
        "content_quantity": text.content.quantity if text.content else None,
        "content_unit": text.content.unit.value if text.content else None,
        "code": text.code,
        "lowest_minor": text.lowest.minor if text.lowest else None,
    }
