"""A shop that sold before there were kits keeps its sales and sells kits from then on. On both databases."""

from __future__ import annotations

import sqlalchemy as sa

from operations.installation.opening import open_store
from store import invariants
from store.database import versions
from store.database.engine import Store
from store.selling import sales
from tests.builders import Operator, small_shop, stock_up
from tests.operations.selling.kit_shop import add_kits

#: What the migration made, taken away again: the shop as the version before it left it.
BEFORE = (
    "DROP TABLE sale_line_part",
    "DROP TABLE kit_part",
    "DROP TABLE kit",
    "ALTER TABLE sale_line DROP COLUMN kit_version",
    "UPDATE alembic_version SET version_num = '0048'",
)


def test_a_filled_shop_of_the_version_before_sells_kits(empty_store_url: str) -> None:
    filled = open_store(empty_store_url)
    stock_up(small_shop(filled))
    anna = Operator(filled)
    anna.scan("MILK", 3)
    sold = anna.pay_cash()
    take_back(filled)
    filled.close()

    opened = open_store(empty_store_url)
    with opened.view() as view:
        assert versions.current(view) == versions.head()
        assert sales.get_sale(view, sold.id) == sold
        assert invariants.check_all(view) == []
    again = Operator(add_kits(opened))
    again.scan("BASKET")
    assert again.pay_cash().lines[0].kit is not None
    with opened.view() as view:
        assert invariants.check_all(view) == []
    opened.close()


def take_back(store: Store) -> None:
    with store.transaction() as tx:
        for statement in BEFORE:
            tx.execute(sa.text(statement))
        if tx.dialect.name == "postgresql":
            tx.execute(sa.text("DROP FUNCTION sale_line_part_refuse()"))
