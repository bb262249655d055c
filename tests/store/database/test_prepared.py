"""A prepared statement stores exactly what an ordinary one stores, on both databases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from store import schema
from store.database.engine import Store
from store.database.prepared import Prepared
from tests.builders import AT, DAY, small_shop

MOVEMENT = schema.stock_movement


def rows(source_id: int) -> list[dict[str, object]]:
    """Movements with every kind of column: numbers, text, a quantity, an instant, a day."""
    return [
        {
            "source_id": source_id,
            "position": position,
            "location_id": 1,
            "sku": "BANANAS",
            "quantity": Decimal(-position) / 8,
            "reason": "sale",
            "at": AT + timedelta(microseconds=position),
            "business_day": DAY,
        }
        for position in range(1, 4)
    ]


def test_a_prepared_insert_keeps_what_an_ordinary_one_keeps(store: Store) -> None:
    small_shop(store)
    with store.transaction() as tx:
        Prepared(MOVEMENT.insert()).send(tx, rows(1))
        tx.execute(MOVEMENT.insert(), rows(2))
        columns = [column for column in MOVEMENT.c if column.name != "source_id"]
        stored = {n: tx.execute(sa.select(*columns).where(MOVEMENT.c.source_id == n)).all() for n in (1, 2)}
        plain = {n: tx.execute(sa.text(f"SELECT * FROM stock_movement WHERE source_id = {n}")).all() for n in (1, 2)}
    assert stored[1] == stored[2]
    assert [tuple(row)[1:] for row in plain[1]] == [tuple(row)[1:] for row in plain[2]]
    assert len(stored[1]) == 3


def test_a_prepared_change_reaches_the_rows_that_it_names(store: Store) -> None:
    small_shop(store)
    rename = schema.product.update().where(schema.product.c.sku == sa.bindparam("of")).values(name=sa.bindparam("to"))
    remove = schema.product_gtin.delete().where(schema.product_gtin.c.sku == sa.bindparam("of"))
    with store.transaction() as tx:
        Prepared(rename).send(tx, [{"of": "MILK", "to": "Mjölk"}, {"of": "PAPER", "to": "Tidning"}])
        Prepared(remove).send(tx, [{"of": "MILK"}])
    with store.view() as view:
        names = dict(view.execute(sa.select(schema.product.c.sku, schema.product.c.name)).tuples().all())
        left = set(view.scalars(sa.select(schema.product_gtin.c.sku)))
    assert (names["MILK"], names["PAPER"], names["LUNCH"]) == ("Mjölk", "Tidning", "Dagens lunch")
    assert "MILK" not in left
    assert len(left) == 5


def test_a_row_without_a_value_is_not_sent(store: Store) -> None:
    small_shop(store)
    with store.transaction() as tx, pytest.raises(KeyError):
        Prepared(MOVEMENT.insert()).send(tx, [{"source_id": 1, "position": 1}])
    with store.view() as view:
        assert view.scalar(sa.select(sa.func.count()).select_from(MOVEMENT)) == 0
