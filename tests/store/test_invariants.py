"""Whoever breaks a rule behind our back is found: each kind of damage, on both databases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.facts.goods import MovedGoods, StockMoved
from models.facts.registry import read_fact
from models.journal import ChainHead, Happening, JournalKind
from models.stock.movement import MovementReason
from models.stock.movement_fact import moved_fact, movements_of_fact
from store import invariants, journal, schema, shop, stock
from store.database.engine import Store
from store.invariants.journal_rows import one_state, read_in_order
from tests.builders import AT, DAY, DEVICES, OFFICE, SECOND_TILL, TILL, Operator, kr, small_shop, stock_up
from tests.faults.forging import level_stock
from tests.faults.tampering import Undone, unguarded
from tests.models.facts.version_1 import NEW_KINDS, payload_of_version_1

OPENING = "WHERE reason = 'opening' AND sku = 'MILK' AND location_id = 1"
#: What is done, and what is said of it: the rule and words that no other check says.
DAMAGE = {
    "lines are gone": ("DELETE FROM sale_line", "C2", "has no lines"),
    "a tender is gone": ("DELETE FROM tender", "C2", "has no tenders"),
    "lines of no sale": ("UPDATE sale_line SET sale_id = sale_id + 900", "C2", "the lines of"),
    "tenders of no sale": ("UPDATE tender SET sale_id = sale_id + 900", "C2", "the tenders of"),
    "a line is gone": ("DELETE FROM sale_line WHERE position = 1", "C2", "but its lines sum to"),
    "an amount of a line": (
        "UPDATE sale_line SET gross_minor = gross_minor + 1, tax_minor = tax_minor + 1",
        "C2",
        "but its lines sum to",
    ),
    "the place of a line": ("UPDATE sale_line SET location_id = 2", "C2", "has another day or location than its sale"),
    "a tender's amount": ("UPDATE tender SET amount_minor = amount_minor - 100", "C2", "was taken"),
    "a receipt number": ("UPDATE sale SET receipt_number = receipt_number + 10", "C3", "gave out"),
    "the head of a till": ("UPDATE device_head SET last_receipt = last_receipt + 1", "C3", "gave out"),
    "what a till remembers is gone": ("DELETE FROM device_head", "C4", "was added and not by the device"),
    "a journal row": ("UPDATE journal SET payload = '{}' WHERE seq = 2", "C4", "was changed after it was written"),
    "the last row is gone": ("DELETE FROM journal WHERE kind = 'sale_completed'", "C4", "is missing"),
    "stock on hand": ("UPDATE stock_level SET on_hand = on_hand + 1", "C5", "but movements sum to"),
    "stock on hand is gone": ("DELETE FROM stock_level", "C5", "but movements sum to"),
    "a movement": ("UPDATE stock_movement SET quantity = quantity - 1", "C5", "has no matching stock movement"),
    "a movement is gone": ("DELETE FROM stock_movement WHERE position = 1", "C5", "has no matching stock movement"),
    "when a sale's goods moved": ("UPDATE stock_movement SET at = at + 1", "C5", "are not what it makes of them"),
    "how much opened": (f"UPDATE stock_movement SET quantity = 1 {OPENING}", "C5", "row 8 in quantity"),
    "why it came": (f"UPDATE stock_movement SET reason = 'count' {OPENING}", "C5", "row 8 in reason"),
    "why it came, as nobody says": (f"UPDATE stock_movement SET reason = 'gift' {OPENING}", "C5", "cannot be read"),
    "when it came": (f"UPDATE stock_movement SET at = 0 {OPENING}", "C5", "row 8 in at"),
    "the day it came": (f"UPDATE stock_movement SET business_day = '2020-01-01' {OPENING}", "C5", "in business_day"),
    "opening stock is gone": ("DELETE FROM stock_movement WHERE reason = 'opening'", "C5", "in number (0, not 6)"),
    "goods of nobody": (
        f"UPDATE stock_movement SET source_id = 5 {OPENING}",
        "C5",
        "the movements of 5 are of no sale",
    ),
    "goods as nobody tells them": (
        "UPDATE journal SET payload = replace(payload, 'opening', 'gift') WHERE kind = 'stock_moved'",
        "C5",
        "records goods that cannot exist",
    ),
    "a posting": ("UPDATE posting SET amount_minor = amount_minor + 1 WHERE account = '1910'", "C6", "is off balance"),
    "what was taken": ("UPDATE posting SET account = '3999' WHERE account = '1910'", "C6", "is booked"),
    "income": (
        "UPDATE posting SET account = '3999' WHERE substr(account, 1, 1) = '3'",
        "C6",
        "is not what its sale makes of it",
    ),
    "entries are gone": ("DELETE FROM entry", "C6", "is not in the books"),
    "postings of no entry": ("DELETE FROM entry", "C6", "the postings of"),
    "an entry of no sale": ("UPDATE entry SET id = id + 900", "C6", "books no sale"),
    "a seller's name": ("UPDATE sale SET operator = 'bertil'", "C6", "in operator"),
    "amounts that still sum": (
        "UPDATE sale_line SET net_minor = net_minor + 3 - 2 * position, tax_minor = tax_minor - 3 + 2 * position",
        "C6",
        "in lines",
    ),
    "a sale is gone": ("DELETE FROM sale WHERE receipt_number = 2", "C6", "which is not stored"),
    "sales that nobody told of": ("DELETE FROM journal WHERE kind = 'sale_completed'", "C6", "records 0 sales but 4"),
    "a sale that cannot be read": ("UPDATE sale_line SET unit = 'ell'", "C2", "cannot be read"),
}
#: Damage to what follows from a sale, with the stock level to match, and what is said of it.
FOLLOWING = {
    "goods": ("UPDATE stock_movement SET quantity = quantity - 1 WHERE reason = 'sale'", "matching stock movement"),
    "balance": ("UPDATE posting SET amount_minor = amount_minor + 1 WHERE account = '1910'", "is off balance"),
    "entry": ("DELETE FROM entry", "is not in the books"),
    "what was taken": ("UPDATE posting SET account = '3999' WHERE account = '1910'", "is booked"),
}


def sold(store: Store) -> None:
    stock_up(small_shop(store))
    for operator in (Operator(store), Operator(store, SECOND_TILL)):
        for _ in range(2):
            operator.scan("MILK", 2)
            operator.scan("PAPER")
            operator.pay_cash(kr(20_000))


def found_after(store: Store, *damage: str, levelled: bool = False) -> list[str]:
    """What is found after somebody with the database's own rights did this: past the triggers and foreign keys."""
    found: list[str] = []
    with suppress(Undone), store.transaction() as tx:
        with unguarded(tx, *schema.APPEND_ONLY):
            for statement in damage:
                tx.exec_driver_sql(statement)
            if levelled:
                level_stock(tx)
        found += [str(violation) for violation in invariants.check_all(tx)]
        raise Undone
    return found


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_and_named(store: Store, kind: str) -> None:
    sold(store)
    statement, rule, words = DAMAGE[kind]
    found = found_after(store, statement)
    assert [each for each in found if each.startswith(rule) and words in each], found


@pytest.mark.parametrize("kind", FOLLOWING)
def test_a_changed_sale_does_not_hide_what_was_done_to_its_goods_and_books(store: Store, kind: str) -> None:
    """What a sale makes is only derived from one that is as it was told; the rest is asked of the tables alone."""
    sold(store)
    statement, words = FOLLOWING[kind]
    found = found_after(store, "UPDATE sale SET operator = 'bertil'", statement, levelled=True)
    assert sum("differs from the journal" in each for each in found) == 4
    assert [each for each in found if words in each], found


@pytest.mark.parametrize(
    "way", ["quantity = quantity - 30000", "reason = 'waste', business_day = '2020-01-01', at = 0", "sku = 'PAPER'"]
)
def test_opening_stock_that_was_rewritten_with_its_level_is_found(store: Store, way: str) -> None:
    sold(store)
    found = found_after(store, f"UPDATE stock_movement SET {way} {OPENING}", levelled=True)
    assert len(found) == 1
    assert "differ from the journal of device 100, row 8 in" in found[0]


def test_an_untouched_shop_has_no_violation(store: Store) -> None:
    sold(store)
    assert found_after(store) == []
    with store.view() as view:
        assert invariants.check_all(view) == []


def test_goods_are_told_as_they_are_read_back(store: Store) -> None:
    sold(store)
    move = schema.stock_movement.c
    with store.view() as view:
        ids = view.scalars(sa.select(move.source_id).where(move.reason != MovementReason.SALE.value).distinct()).all()
        kept = stock.movements_from(view, ids)
    assert len(kept) == 4
    assert [movements_of_fact(moved_fact(goods), goods[0].at) for goods in kept.values()] == list(kept.values())


def test_goods_that_are_kept_and_not_told_are_found(store: Store) -> None:
    """As a program would that writes movements and leaves out the journal."""
    sold(store)
    with store.transaction() as tx:
        (source_id,) = shop.take_ids(tx, OFFICE, 1)
        thrown = StockMoved(source_id, 1, DAY, "waste", (MovedGoods("MILK", Decimal(-2)),))
        stock.record_movements(tx, movements_of_fact(thrown, AT))
    assert found_after(store) == [
        f"C5: the movements of {source_id} are of no sale, and the journal does not record them"
    ]


def test_rows_of_before_facts_had_versions_are_checked_as_well(store: Store) -> None:
    """The journal as it was written then: nothing is missing, and a changed table still shows."""
    sold(store)
    with store.transaction() as tx, unguarded(tx, *schema.APPEND_ONLY):
        for device_id in (TILL, SECOND_TILL, OFFICE):
            rows = list(journal.read(tx, device_id))
            told = [
                (row.kind, row.payload)
                if row.kind in NEW_KINDS
                else payload_of_version_1(read_fact(row.kind, row.payload).fact)
                for row in rows
            ]
            happenings = [
                Happening(JournalKind(kind), row.at_micros, p) for row, (kind, p) in zip(rows, told, strict=True)
            ]
            tx.execute(schema.journal.delete().where(schema.journal.c.device_id == device_id))
            chain = journal.append(tx, device_id, ChainHead(0, ""), happenings)
            shop.move_head(tx, device_id, replace(shop.lock_head(tx, device_id), chain=chain))
    assert found_after(store) == []
    for kind in ("a seller's name", "amounts that still sum", "how much opened"):
        statement, rule, words = DAMAGE[kind]
        assert [each for each in found_after(store, statement) if each.startswith(rule) and words in each], kind


def test_the_first_bad_row_of_the_journal_is_named(store: Store) -> None:
    sold(store)
    found = found_after(store, "UPDATE journal SET payload = payload || ' ' WHERE seq >= 3 AND device_id = 1")
    assert found == ["C4: journal of device 1, row 3 was changed after it was written"]


@pytest.mark.parametrize("column", ["kind", "payload", "prev_hash", "hash"])
def test_text_that_says_it_is_bytes_is_no_text(sqlite_store: Store, column: str) -> None:
    """One bit in the head of a row does that on SQLite: the same bytes, found by no query any more."""
    sold(sqlite_store)
    found = found_after(sqlite_store, f"UPDATE journal SET {column} = CAST({column} AS BLOB) WHERE seq = 2")
    named = [each.partition(", row 2 ")[0] for each in found if each.startswith("C4")]
    assert named == [f"C4: journal of device {device_id}" for device_id in (1, 2, OFFICE)]


def test_a_device_is_asked_only_for_the_kinds_that_it_wrote(store: Store) -> None:
    """Who asks a journal for a kind reads all of it, and a shop is checked for dozens of kinds."""
    small_shop(store)
    statements: list[str] = []

    def reads(view: sa.Connection, kind: JournalKind) -> int:
        statements.clear()
        list(read_in_order(view, [kind]))
        return sum("payload" in each for each in statements)

    with store.view() as view:
        sa.event.listen(view, "before_cursor_execute", lambda *args: statements.append(args[2]))
        with one_state(view):
            assert reads(view, JournalKind.BARCODES_REMOVED) == 0
            assert reads(view, JournalKind.PRODUCTS_CHANGED) == 1
        assert reads(view, JournalKind.BARCODES_REMOVED) == len(DEVICES)
