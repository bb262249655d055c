"""An index, trigger, view, table or column that Kassa did not make is found, and so is one that is gone."""

from __future__ import annotations

from contextlib import suppress

from store import invariants
from store.database.engine import Store
from tests.builders import small_shop
from tests.faults.tampering import Undone

#: On both databases, then on each alone; and the object that must be named.
CHANGES = (
    ("CREATE VIEW cheap AS SELECT sku FROM product", "view cheap"),
    ("CREATE TABLE mine (a INTEGER)", "table mine"),
    ("CREATE INDEX ix_mine ON product (name)", "index ix_mine"),
    ("DROP INDEX ix_product_screen_order", "index ix_product_screen_order"),
    ("DROP INDEX ux_basket_one_open", "index ux_basket_one_open"),
)
IN_FILE = (
    (
        "CREATE TRIGGER cheaper AFTER INSERT ON price BEGIN UPDATE price SET price_minor = 0 WHERE sku = new.sku; END",
        "trigger cheaper",
    ),
    ("ALTER TABLE product ADD COLUMN note TEXT", "table product"),
    ("CREATE TEMP TABLE unseen (a INTEGER)", None),
)
ON_SERVER = (
    ("ALTER TABLE product ADD COLUMN note TEXT", "column product.note"),
    ("ALTER TABLE price DROP CONSTRAINT ck_price_not_negative", "check ck_price_not_negative"),
    ("ALTER TABLE product ALTER COLUMN name DROP NOT NULL", "column product.name"),
    ("CREATE RULE cheaper AS ON UPDATE TO price DO INSTEAD NOTHING", "rule cheaper"),
    (
        "CREATE TRIGGER cheaper BEFORE UPDATE ON price EXECUTE FUNCTION sale_refuse()",
        "trigger cheaper",
    ),
)


def named(store: Store, statement: str) -> list[str]:
    found: list[str] = []
    with suppress(Undone), store.transaction() as tx:
        tx.exec_driver_sql(statement)
        found = [each.subject for each in invariants.check_all(tx)]
        raise Undone
    return found


def test_what_migrations_make_is_sound_and_every_other_object_is_named(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        assert invariants.check_all(view) == []
    for statement, subject in CHANGES + (IN_FILE if store.is_sqlite else ON_SERVER):
        found = named(store, statement)
        assert (subject in found) if subject else (found == []), statement
