"""What is written stays as it was written: whoever changes it behind our back is found, and the first bad row named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from models.cash.drawer_session import CashKind
from models.errors import KassaError
from models.journal import JournalRow
from models.purchasing.arrival import CountedDelivery, CountedGoods, RestOfOrder
from models.selling.till_event import DiscountBasket
from models.stock.counting import CountedUnits
from models.stock.transfer import GoodsOfTransfer, TransferVariance
from models.stock.write_off import UnsaleableGoods, WriteOffKind, WriteOffReason
from operations.cash.day_close import DayEnd, close_day
from operations.cash.sessions import CashWish, DrawerEnd, count_drawer, move_cash, open_drawer_session
from operations.cash.tip_payouts import pay_tips_from_drawer
from operations.purchasing.receiving import receive_goods
from operations.stock.stock_count import count_goods
from operations.stock.writing_off import write_off_goods
from store import invariants, journal, schema
from store.database import sqlite
from store.database.engine import Store
from store.invariants import guards, schema_objects
from tests.builders import AT, DAY, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, kr, small_shop, stock_up
from tests.faults.forging import FORGERIES, level_stock
from tests.faults.seller import Cursor, Seller, Till
from tests.faults.tampering import WAYS, Attack, Checks, Undone, read_all, unguarded
from tests.operations.cash.shop_days import manager_at
from tests.operations.catalogue.own_crates import make_crates
from tests.operations.catalogue.picture_files import show_goods
from tests.operations.catalogue.test_price_proposals import accept_price
from tests.operations.customers.published import publish_and_try
from tests.operations.members.earning import give_some_points
from tests.operations.members.joined import join_and_look
from tests.operations.online.web_payers import pay_ahead
from tests.operations.purchasing.test_supplier_claims import credit, send_back
from tests.operations.replenishment.decided_beside import decide_beside
from tests.operations.selling.account_trade import buy_and_pay_later
from tests.operations.selling.filled_card import sell_and_spend_card
from tests.operations.selling.kit_shop import add_kits
from tests.operations.selling.tip_trade import give_and_pay_out_tips
from tests.operations.stock.test_lots import recall_milk
from tests.operations.stock.test_transfers import receive, send

Rounds = Callable[[int, int], int]
Proved = Callable[[str], None]
CUSTOMERS = 12
PAGE = 4096
#: Tables of facts beside the journal: everything in them follows from the journal.
FACTS = [name for name in schema.APPEND_ONLY if name != "journal"]
#: Numbers that only put the rows of a fact in order; one that leaves the order as it is changes nothing.
ORDER_ONLY = {"tender": "position", "posting": "position", "sale_line_discount": "ordinal"} | dict.fromkeys(
    ("arrival_line", "stock_count_line", "transfer_line", "transfer_end_line", "supplier_return_line"),
    "position",
)


@pytest.fixture(scope="module")
def sold(shared_store: Store, dice: int) -> Store:
    """A shop that has got goods and thrown some away, and has sold at two tills; each test takes back what it does."""
    return sell(shared_store, dice)


def sell(store: Store, seed: int) -> Store:
    stock_up(small_shop(store))
    receive_and_count(store)
    anna = Operator(store, client="00000000-0000-4000-8000-00000000000d")
    anna.scan("MILK")
    anna.do(DiscountBasket, rate_ppm=100_000, reason="Stammis")
    anna.pay_cash()
    sell_and_spend_card(anna, at=AT)
    add_kits(store)
    show_goods(store, "MILK", "teal", "red")
    make_crates(store)
    anna.scan("BASKET", 2)
    anna.pay_cash()
    buy_and_pay_later(store, at=AT)
    give_and_pay_out_tips(store, at=AT)
    pay_ahead(store, at=AT)
    give_some_points(store, join_and_look(store, at=AT), at=AT)
    for device_id in (TILL, SECOND_TILL):
        close_day_at(store, device_id)  # before the sales, so that no change of one is a change of the report too
        seller = Seller(store, Till(seed, device_id), Cursor())
        while seller.cursor.customer < CUSTOMERS:
            seller.step()
    return store


def receive_and_count(store: Store) -> None:
    """A delivery without an order, whose rest is promised, and a count that finds a packet more."""
    milk = CountedGoods("MILK", Decimal(6))
    delivery = CountedDelivery(
        "d",
        (milk,),
        supplier_code="GROSS",
        location_id=1,
        note_number="F 1",
        rest=RestOfOrder.BACK_ORDERED,
        promised_on=DAY,
    )
    receive_goods(store, OFFICE_ACTOR, delivery, at=AT)
    count_goods(store, OFFICE_ACTOR, [CountedUnits("PAPER", Decimal(63), AT)], location_id=1, key="c", at=AT)
    gone = UnsaleableGoods("w", 1, "MILK", Decimal(1), WriteOffKind.OWN_USE, WriteOffReason.STAFF)
    write_off_goods(store, OFFICE_ACTOR, gone, at=AT)
    carried = send(store)
    send(store, key="on the way")
    some = GoodsOfTransfer("MILK", Decimal(3), why=TransferVariance.LOST)
    receive(store, carried, some, GoodsOfTransfer("BANANAS", Decimal("1.5")))
    credit(store, send_back(store))
    send_back(store, key="open")
    accept_price(store)
    recall_milk(store)
    publish_and_try(store)
    decide_beside(store)


def close_day_at(store: Store, device_id: int) -> None:
    """A float, cash to the safe and for tips, a count that is off, and a Z report."""
    maria = manager_at(device_id)
    open_drawer_session(store, maria, kr(1000_00), at=AT)
    move_cash(store, maria, CashWish(f"key of {device_id}", CashKind.TO_SAFE, kr(300_00), "too much"), at=AT)
    tips = CashWish(f"tips of {device_id}", CashKind.TIPS, kr(3_00), "Anna")
    pay_tips_from_drawer(store, maria, tips, at=AT)
    count_drawer(store, maria, kr(696_00), at=AT)
    close_day(store, maria, DayEnd(DrawerEnd("wrong change")), at=AT)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_every_change_of_the_journal_is_found_and_the_first_bad_row_named(
    sold: Store, seed: int, rounds: Rounds, proved: Proved
) -> None:
    rng = Random(seed)
    chains = {device_id: read_all(sold, device_id) for device_id in (TILL, SECOND_TILL)}
    many = rounds(70, 5_000)
    for number in range(many):
        device_id, way = rng.choice(list(chains)), rng.choice(list(WAYS))
        with suppress(Undone), sold.transaction() as tx:
            with unguarded(tx, "journal"):
                bad = WAYS[way](Attack(tx, rng, chains[device_id]))
            found = journal.verify_chain(tx, device_id)
            assert found is not None, f"{number}: {way} at {bad}"
            assert (found.device_id, found.seq) == (device_id, bad), f"{number}: {way}"
            raise Undone
    proved(f"{many} changes of the journal, all found, the first bad row named")


@pytest.mark.parametrize("table", FACTS)
def test_every_change_of_a_fact_is_found(sold: Store, seed: int, table: str) -> None:
    rng, stored, checks = Random(seed), schema.metadata.tables[table], Checks()
    with sold.view() as view:
        rows = pick_rows(view, rng, stored)
    for column in stored.columns:
        for row in rows if ORDER_ONLY.get(table) != column.name else ():
            with suppress(Undone), sold.transaction() as tx:
                with unguarded(tx, *FACTS):
                    change(tx, column, row)
                    level_stock(tx)
                assert checks.find(tx), f"{table}.{column.name}"
                raise Undone
    for row in rows:
        with suppress(Undone), sold.transaction() as tx:
            with unguarded(tx, *FACTS):
                tx.execute(sa.delete(stored).where(row))
                level_stock(tx)
            assert checks.find(tx), f"a row of {table} is gone"
            raise Undone


@pytest.mark.parametrize("way", FORGERIES)
def test_every_fact_that_is_added_is_found(sold: Store, seed: int, way: str) -> None:
    forgery = FORGERIES[way]
    with suppress(Undone), sold.transaction() as tx:
        forgery.write(tx, Random(seed))
        found = invariants.check_all(tx)
        assert {violation.rule for violation in found} == {forgery.rule}, found
        raise Undone


def test_facts_are_added_to_every_table() -> None:
    assert {forgery.table for forgery in FORGERIES.values()} == set(FACTS)


def pick_rows(view: sa.Connection, rng: Random, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    """The key of some row; of movements, of one of each reason."""
    keys = list(table.primary_key.columns)
    kind = table.c.reason if table is schema.stock_movement else sa.literal(0)
    kinds: dict[object, list[sa.Row[Any]]] = {}
    for row in view.execute(sa.select(kind, *keys).order_by(*keys)):
        kinds.setdefault(row[0], []).append(row)
    picked = [rng.choice(rows) for rows in kinds.values()]
    return [sa.and_(*(key == value for key, value in zip(keys, row[1:], strict=True))) for row in picked]


def change(tx: sa.Connection, column: sa.Column[Any], where: sa.ColumnElement[bool]) -> None:
    """Put another value into a column that it could hold; some the database still refuses, by a CHECK."""
    stored = tx.scalar(sa.select(column).where(where))
    value: object = sa.literal_column(f"{column.name} + 1")
    if isinstance(column.type, sa.Date):
        value = (stored or DAY) - timedelta(days=1)
    elif isinstance(column.type, sa.String) or stored is None:
        value = str(stored or "12")[:-1]
    try:
        tx.execute(sa.update(column.table).where(where).values({column.name: value}))
    except sa.exc.IntegrityError as refused:
        raise Undone from refused


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_a_fact_cannot_be_written_over(sold: Store, table: str) -> None:
    """Neither by replacing a row, as SQLite can, nor by an insert that updates, nor by emptying the table."""
    stored = schema.metadata.tables[table]
    keys = ", ".join(key.name for key in stored.primary_key)
    some = next(column.name for column in stored.columns if not column.primary_key)
    ways = [
        (
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true"
            f" ON CONFLICT ({keys}) DO UPDATE SET {some} = excluded.{some}"
        )
    ]
    ways += (
        [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"] if sold.is_sqlite else [f"TRUNCATE {table} CASCADE"]
    )
    for way in ways:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), sold.transaction() as tx:
            tx.exec_driver_sql(way)


def test_control_without_our_settings_a_replaced_row_passes_the_triggers_and_is_found(
    sqlite_store: Store, seed: int
) -> None:
    sell(sqlite_store, seed).close()
    with closing(sqlite.driver().connect(sqlite_store.file)) as connection:
        connection.execute(
            "INSERT OR REPLACE INTO journal"
            " SELECT device_id, seq, at + 1, kind, payload, prev_hash, hash, signature FROM journal WHERE seq = 5"
        )
        connection.commit()
    with sqlite_store.view() as view:
        found = [journal.verify_chain(view, device_id) for device_id in (TILL, SECOND_TILL)]
    assert [each and each.seq for each in found] == [5, 5]


# --- guards ---------------------------------------------------------------------------------------

#: What somebody may do to a trigger of a file, by its name and table; and to one of a server.
OFF_IN_FILE = (
    ("DROP TRIGGER {name}",),
    ("DROP TRIGGER {name}", "CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END"),
    ("DROP TRIGGER {name}", "CREATE TRIGGER {name} BEFORE UPDATE ON product BEGIN SELECT 1; END"),
)
OFF_ON_SERVER = (
    ("DROP TRIGGER {name} ON {table}",),
    ("ALTER TABLE {table} DISABLE TRIGGER {name}",),
    ("ALTER TABLE {table} DISABLE TRIGGER USER",),
    ("ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}",),
    (
        "DROP TRIGGER {name} ON {table}",
        "CREATE TRIGGER {name} BEFORE UPDATE ON {table} EXECUTE FUNCTION {table}_refuse()",
    ),
    ("CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",),
)


def put_off(tx: sa.Connection, way: tuple[str, ...], name: str, table: str) -> list[str]:
    """The violations that the checks of triggers and tables find after a guard was changed."""
    for statement in way:
        tx.exec_driver_sql(statement.format(name=name, table=table))
    return [str(violation) for each in (*guards.INVARIANTS, *schema_objects.INVARIANTS) for violation in each.check(tx)]


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_a_guard_that_was_taken_off_is_found(store: Store, table: str) -> None:
    small_shop(store)
    names = [f"{table}_no_update", f"{table}_no_delete"] if store.is_sqlite else [f"{table}_append_only"]
    for way in OFF_IN_FILE if store.is_sqlite else OFF_ON_SERVER:
        for name in names:
            with suppress(Undone), store.transaction() as tx:
                found = put_off(tx, way, name, table)
                assert [each.split(" of ")[0] for each in found] == [f"C4: trigger {name}"], way
                raise Undone
    with store.view() as view:
        assert invariants.check_all(view) == []


def test_a_guard_that_always_fires_is_none_that_is_off(postgres_store: Store) -> None:
    small_shop(postgres_store)
    with postgres_store.transaction() as tx:
        way = ("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",)
        assert put_off(tx, way, "sale_append_only", "sale") == []


# --- bytes of the file ----------------------------------------------------------------------------


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_a_flipped_byte_of_the_file_is_found_wherever_the_journal_stands(
    sqlite_store: Store, tmp_path: Path, seed: int, rounds: Rounds, proved: Proved
) -> None:
    sell(sqlite_store, seed)
    with sqlite_store._writer.connect() as connection:
        connection.exec_driver_sql("VACUUM")  # so that no old copies of rows lie about
    sqlite_store.close()
    whole, place = (tmp_path / "shop.db").read_bytes(), tmp_path / "flipped.db"
    before, rng = contents(tmp_path / "shop.db"), Random(seed)
    flipped = Store(f"sqlite:///{place}")
    places = journal_bytes(whole, before)
    outcomes: Counter[str] = Counter()
    many = rounds(150, 4_000)
    for _ in range(many):
        at, damaged = rng.choice(places), bytearray(whole)
        damaged[at] ^= 1 << rng.randrange(8)
        place.write_bytes(damaged)
        outcomes[look(flipped, before)] += 1
        flipped.close()
    assert outcomes["missed"] == 0, outcomes
    assert outcomes["named"] > many // 2, outcomes
    proved(f"{many} flipped bytes in pages of the journal: {dict(outcomes)}")


def contents(file: Path) -> dict[int, list[JournalRow]]:
    """The journal of each till."""
    store = Store(f"sqlite:///{file}")
    with closing(store):
        return {device_id: read_all(store, device_id) for device_id in (TILL, SECOND_TILL)}


def journal_bytes(whole: bytes, before: dict[int, list[JournalRow]]) -> list[int]:
    """Every place in the pages of the file with rows of the journal."""
    hashes = [row.hash.encode() for rows in before.values() for row in rows]
    pages = {whole.find(each) // PAGE for each in hashes}
    return [place for page in pages for place in range(page * PAGE, (page + 1) * PAGE)]


def look(store: Store, before: dict[int, list[JournalRow]]) -> str:
    """What the checks make of a file: the first bad row is named, the file is damaged, or nothing is changed."""
    try:
        with store.view() as view:
            found = [journal.verify_chain(view, device_id) for device_id in before]
            sound = view.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        if any(found):
            return "named"
        if not sound:
            return "damaged"
        return "unchanged" if contents(Path(str(store.file))) == before else "missed"
    except (KassaError, sa.exc.DatabaseError):
        return "damaged"
