"""Open and parked baskets: rows from the first scan, so that nothing on a screen can be lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.catalogue.product import TaxCategory
from models.money import Money
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketState
from store import schema

basket, line = schema.basket, schema.basket_line


@dataclass(frozen=True, slots=True)
class ClientMark:
    """How far the events of one browser have been applied, and what was refused the last time."""

    last_seq: int
    problems: tuple[dict[str, object], ...]


_OPEN = sa.select(basket).where(
    basket.c.device_id == sa.bindparam("device_id"), basket.c.state == BasketState.OPEN.value
)
_BY_ID = sa.select(basket).where(basket.c.id == sa.bindparam("basket_id"))
_PARKED = (
    sa.select(basket)
    .where(basket.c.device_id == sa.bindparam("device_id"), basket.c.state == BasketState.PARKED.value)
    .order_by(basket.c.id)
)
_term = schema.supplier_term
_cost = (
    sa.select(sa.func.min(_term.c.cost_minor))
    .where(_term.c.sku == line.c.sku, _term.c.preferred)
    .correlate(line)
    .scalar_subquery()
)
_LINES = (
    sa.select(
        line,
        schema.product.c.name,
        schema.product.c.unit,
        schema.product.c.tax_category,
        _cost.label("cost_minor"),
    )
    .join_from(line, schema.product)
    .where(line.c.basket_id == sa.bindparam("basket_id"))
    .order_by(line.c.position)
)


def open_basket(view: sa.Connection, device_id: int, currency: str) -> Basket | None:
    """The basket that a till is working on, with its lines, if there is one."""
    row = view.execute(_OPEN, {"device_id": device_id}).one_or_none()
    return None if row is None else _basket(view, row, currency)


def find_basket(view: sa.Connection, basket_id: int, currency: str) -> Basket | None:
    """The basket with that id, with its lines, in whatever state."""
    row = view.execute(_BY_ID, {"basket_id": basket_id}).one_or_none()
    return None if row is None else _basket(view, row, currency)


def parked_baskets(view: sa.Connection, device_id: int, currency: str) -> list[Basket]:
    """The baskets that wait at a till, oldest first, with their lines."""
    rows = view.execute(_PARKED, {"device_id": device_id}).all()
    return [_basket(view, row, currency) for row in rows]


def add_basket(tx: sa.Connection, new: Basket) -> None:
    """Keep a basket that has no lines yet."""
    values = {
        "id": new.id,
        "device_id": new.device_id,
        "state": new.state.value,
        "label": new.label,
        "opened_at": new.opened_at,
        "last_position": new.last_position,
    }
    tx.execute(basket.insert(), [values])


_SAVE = (
    basket.update()
    .where(basket.c.id == sa.bindparam("of_basket"))
    .values(
        state=sa.bindparam("to_state"),
        label=sa.bindparam("to_label"),
        last_position=sa.bindparam("to_position"),
    )
)


def save_basket(tx: sa.Connection, changed: Basket) -> None:
    """Keep a basket's state, label and last position."""
    values = {
        "of_basket": changed.id,
        "to_state": changed.state.value,
        "to_label": changed.label,
        "to_position": changed.last_position,
    }
    tx.execute(_SAVE, [values])


def replace_lines(tx: sa.Connection, before: Basket, after: Basket) -> None:
    """Bring the kept lines from ``before`` to ``after``: only what differs is written."""
    old = {kept.position: kept for kept in before.lines}
    new = {kept.position: kept for kept in after.lines}
    gone = [{"of_basket": after.id, "of_position": p} for p in old if p not in new]
    if gone:
        tx.execute(_REMOVE, gone)
    added = [_line_row(after.id, kept) for p, kept in new.items() if p not in old]
    if added:
        tx.execute(line.insert(), added)
    changed = [
        {"of_basket": after.id, "of_position": p, "to_quantity": kept.quantity, "to_discount": kept.discount.minor}
        for p, kept in new.items()
        if p in old and kept != old[p]
    ]
    if changed:
        tx.execute(_CHANGE, changed)


def discard_basket(tx: sa.Connection, basket_id: int) -> None:
    """Forget a basket that was paid or cancelled; the sale or the journal holds what was in it."""
    tx.execute(_DISCARD_LINES, [{"of_basket": basket_id}])
    tx.execute(_DISCARD, [{"of_basket": basket_id}])


_DISCARD_LINES = line.delete().where(line.c.basket_id == sa.bindparam("of_basket"))
_DISCARD = basket.delete().where(basket.c.id == sa.bindparam("of_basket"))

_WHICH_LINE = sa.and_(line.c.basket_id == sa.bindparam("of_basket"), line.c.position == sa.bindparam("of_position"))
_REMOVE = line.delete().where(_WHICH_LINE)
_CHANGE = (
    line.update()
    .where(_WHICH_LINE)
    .values(quantity=sa.bindparam("to_quantity"), discount_minor=sa.bindparam("to_discount"))
)


_MARK = sa.select(schema.till_client.c.last_seq, schema.till_client.c.last_problems).where(
    schema.till_client.c.device_id == sa.bindparam("device_id"), schema.till_client.c.client == sa.bindparam("client")
)


def client_mark(view: sa.Connection, device_id: int, client: str) -> ClientMark | None:
    """How far a browser's events have been applied; ``None`` for one that was never seen."""
    row = view.execute(_MARK, {"device_id": device_id, "client": client}).one_or_none()
    return None if row is None else ClientMark(row.last_seq, tuple(json.loads(row.last_problems)))


def add_client(tx: sa.Connection, device_id: int, client: str, at: datetime) -> None:
    """Begin to count the events of a browser."""
    values = {"device_id": device_id, "client": client, "last_seq": 0, "seen_at": at}
    tx.execute(schema.till_client.insert(), [values])


def move_client(
    tx: sa.Connection,
    device_id: int,
    client: str,
    *,
    last_seq: int,
    problems: Sequence[dict[str, object]],
    at: datetime,
) -> None:
    """Remember that a browser's events up to ``last_seq`` are applied."""
    values = {
        "of_device": device_id,
        "of_client": client,
        "to_seq": last_seq,
        "to_problems": json.dumps(list(problems), ensure_ascii=False),
        "to_seen": at,
    }
    tx.execute(_MOVE_CLIENT, [values])


_MOVE_CLIENT = (
    schema.till_client.update()
    .where(
        schema.till_client.c.device_id == sa.bindparam("of_device"),
        schema.till_client.c.client == sa.bindparam("of_client"),
    )
    .values(last_seq=sa.bindparam("to_seq"), last_problems=sa.bindparam("to_problems"), seen_at=sa.bindparam("to_seen"))
)


def _basket(view: sa.Connection, row: sa.Row[tuple[object, ...]], currency: str) -> Basket:
    rows = view.execute(_LINES, {"basket_id": row.id})
    return Basket(
        id=row.id,
        device_id=row.device_id,
        state=BasketState(row.state),
        label=row.label,
        opened_at=row.opened_at,
        last_position=row.last_position,
        lines=tuple(_line(kept, currency) for kept in rows),
    )


def _line(row: sa.Row[tuple[object, ...]], currency: str) -> BasketLine:
    return BasketLine(
        position=row.position,
        sku=row.sku,
        gtin=row.gtin,
        name=row.name,
        unit=Unit(row.unit),
        quantity=row.quantity,
        unit_price=Money(row.unit_price_minor, currency),
        discount=Money(row.discount_minor, currency),
        tax_category=TaxCategory(row.tax_category),
        cost=None if row.cost_minor is None else Money(row.cost_minor, currency),
    )


def _line_row(basket_id: int, kept: BasketLine) -> dict[str, object]:
    return {
        "basket_id": basket_id,
        "position": kept.position,
        "sku": kept.sku,
        "gtin": kept.gtin,
        "quantity": kept.quantity,
        "unit_price_minor": kept.unit_price.minor,
        "discount_minor": kept.discount.minor,
    }
