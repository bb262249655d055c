"""Whoever breaks a rule behind our back is found: each kind of damage, on both databases."""

from __future__ import annotations

import pytest

from store import invariants
from store.engine import Store
from tests.builders import SECOND_TILL, Operator, kr, small_shop

DAMAGE = {
    "a line is gone": ("sale_line", "DELETE FROM sale_line WHERE position = 1", "C2"),
    "a tender is gone": ("tender", "DELETE FROM tender", "C2"),
    "an amount of a line": (
        "sale_line",
        "UPDATE sale_line SET gross_minor = gross_minor + 1, tax_minor = tax_minor + 1",
        "C2",
    ),
    "the day of a line": ("sale_line", "UPDATE sale_line SET location_id = 2", "C2"),
    "a tender's amount": ("tender", "UPDATE tender SET amount_minor = amount_minor - 100", "C2"),
    "a receipt number": ("sale", "UPDATE sale SET receipt_number = receipt_number + 10", "C3"),
    "the head of a till": ("device_head", "UPDATE device_head SET last_receipt = last_receipt + 1", "C3"),
    "what a till remembers is gone": ("device_head", "DELETE FROM device_head", "C4"),
    "a journal row": ("journal", "UPDATE journal SET payload = '{}' WHERE seq = 2", "C4"),
    "the last journal row is gone": ("journal", "DELETE FROM journal WHERE kind = 'sale_completed'", "C4"),
    "stock on hand": ("stock_level", "UPDATE stock_level SET on_hand = on_hand + 1", "C5"),
    "stock on hand is gone": ("stock_level", "DELETE FROM stock_level", "C5"),
    "a movement": ("stock_movement", "UPDATE stock_movement SET quantity = quantity - 1", "C5"),
    "a movement is gone": ("stock_movement", "DELETE FROM stock_movement WHERE position = 1", "C5"),
    "a posting": ("posting", "UPDATE posting SET amount_minor = amount_minor + 1 WHERE account = '1910'", "C6"),
    "an entry is gone": ("entry", "DELETE FROM entry", "C6"),
    "a seller's name": ("sale", "UPDATE sale SET operator = 'bertil'", "C6"),
    "amounts that still sum": (
        "sale_line",
        "UPDATE sale_line SET net_minor = net_minor + 3 - 2 * position, tax_minor = tax_minor - 3 + 2 * position",
        "C6",
    ),
}


def sold(store: Store) -> None:
    small_shop(store)
    for operator in (Operator(store), Operator(store, SECOND_TILL)):
        for _ in range(2):
            operator.scan("MILK", 2)
            operator.scan("PAPER")
            operator.pay_cash(kr(20_000))


def damage(store: Store, table: str, sql: str) -> None:
    """As somebody with the database's own rights would: without the triggers and foreign keys."""
    with store.transaction() as tx:
        if store.is_sqlite:
            for action in ("update", "delete"):
                tx.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
        else:
            tx.exec_driver_sql("SET LOCAL session_replication_role = replica")
        tx.exec_driver_sql(sql)


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found(store: Store, kind: str) -> None:
    sold(store)
    table, sql, rule = DAMAGE[kind]
    if store.is_sqlite:
        with store.transaction() as tx:
            tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for child in ("posting",) if table == "entry" else ():
                for action in ("update", "delete"):
                    tx.exec_driver_sql(f"DROP TRIGGER IF EXISTS {child}_no_{action}")
                tx.exec_driver_sql(f"DELETE FROM {child}")
    damage(store, table, sql)
    with store.view() as view:
        found = invariants.check_all(view)
    assert rule in {violation.rule for violation in found}, found


def test_an_untouched_shop_has_no_violation(store: Store) -> None:
    sold(store)
    with store.view() as view:
        assert invariants.check_all(view) == []


def test_the_first_bad_row_of_the_journal_is_named(store: Store) -> None:
    sold(store)
    damage(store, "journal", "UPDATE journal SET payload = payload || ' ' WHERE seq >= 3 AND device_id = 1")
    with store.view() as view:
        found = [str(violation) for violation in invariants.check_all(view) if violation.rule == "C4"]
    assert found == ["C4: journal of device 1, row 3 was changed after it was written"]


@pytest.mark.parametrize("column", ["kind", "payload", "prev_hash", "hash"])
def test_text_that_says_it_is_bytes_is_no_text(sqlite_store: Store, column: str) -> None:
    """One bit in the head of a row does that on SQLite: the same bytes, found by no query any more."""
    sold(sqlite_store)
    damage(sqlite_store, "journal", f"UPDATE journal SET {column} = CAST({column} AS BLOB) WHERE seq = 2")
    with sqlite_store.view() as view:
        found = [str(violation) for violation in invariants.check_all(view) if violation.rule == "C4"]
    assert [each[:30] for each in found] == ["C4: journal of device 1, row 2", "C4: journal of device 2, row 2"]
