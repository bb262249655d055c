"""What the database itself guarantees, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from models.cash.drawer_session import CashKind
from models.errors import KassaError
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.selling.till_event import DiscountBasket
from models.stock.counting import CountedUnits
from models.stock.write_off import UnsaleableGoods, WriteOffKind, WriteOffReason
from operations.purchasing.receiving import receive_goods
from operations.stock.stock_count import count_goods
from operations.stock.writing_off import write_off_goods
from store import schema
from store.database import sqlite, versions
from store.database.engine import Store, StoreUnavailable, normalise_url
from store.database.fair_lock import FairLock
from tests.builders import OFFICE_ACTOR, Operator, small_shop
from tests.operations.cash.shop_days import ShopDays
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
from tests.operations.selling.test_discounts import Giver
from tests.operations.selling.tip_trade import give_and_pay_out_tips
from tests.operations.stock.test_lots import recall_milk
from tests.operations.stock.test_transfers import receive, send


def test_a_view_cannot_write(store: Store) -> None:
    small_shop(store)
    with (
        store.view() as view,
        pytest.raises(sa.exc.DBAPIError, match=r"read-?only"),
    ):
        view.execute(schema.location.insert(), {"id": 9, "name": "x", "address": "y"})


def test_a_view_sees_one_moment(store: Store) -> None:
    operator = Operator(small_shop(store))
    with store.view() as view:
        before = view.scalar(sa.select(sa.func.count()).select_from(schema.basket))
        operator.scan("MILK")
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.basket)) == before == 0


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    small_shop(store)
    row = {"id": 9, "name": "x", "address": "y"}
    with pytest.raises(sa.exc.IntegrityError), store.transaction() as tx:
        tx.execute(schema.location.insert(), [row, row])
    with store.view() as view:
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.location)) == 2


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
@pytest.mark.parametrize("action", ["UPDATE", "DELETE"])
def test_facts_refuse_to_be_changed(store: Store, table: str, action: str) -> None:
    anna = Giver(small_shop(store))
    days = ShopDays(store, anna)
    days.open()
    anna.scan("MILK", at=days.at)
    anna.do(DiscountBasket, rate_ppm=100_000, reason="Stammis")
    days.made.append(anna.pay_cash(at=days.at))
    days.move(CashKind.TO_SAFE, 100)
    days.count()
    days.close()
    sell_and_spend_card(anna, at=days.at)
    add_kits(store)
    anna.scan("BASKET", at=days.at)
    anna.pay_cash(at=days.at)
    buy_and_pay_later(store, at=days.at)
    give_and_pay_out_tips(store, at=days.at)
    give_some_points(store, join_and_look(store, at=days.at), at=days.at)
    came = CountedDelivery("1", (CountedGoods("MILK", Decimal(1)),), supplier_code="GROSS", location_id=1)
    receive_goods(store, OFFICE_ACTOR, came, at=days.at)
    count_goods(store, OFFICE_ACTOR, [CountedUnits("MILK", Decimal(9), days.at)], location_id=1, key="1", at=days.at)
    pay_ahead(store, at=days.at)
    gone = UnsaleableGoods("w", 1, "MILK", Decimal(1), WriteOffKind.WASTE, WriteOffReason.EXPIRED)
    write_off_goods(store, OFFICE_ACTOR, gone, at=days.at)
    receive(store, send(store))
    credit(store, send_back(store))
    accept_price(store)
    recall_milk(store)
    publish_and_try(store)
    decide_beside(store)
    column = schema.metadata.tables[table].primary_key.columns[0].name
    sql = f"UPDATE {table} SET {column} = {column}" if action == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.transaction() as tx:
        tx.exec_driver_sql(sql)


def test_sqlite_is_set_so_that_a_paid_sale_survives_a_power_cut(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        found = {name: tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in sqlite.SETTINGS}
    with sqlite_store.view() as view:
        reading = {name: view.exec_driver_sql(f"PRAGMA {name}").scalar() for name in sqlite.SETTINGS}
    assert reading == sqlite.SETTINGS
    assert found == sqlite.SETTINGS | {"busy_timeout": 0}  # a writer waits in begin_immediate
    assert found["synchronous"] == 2


def test_an_engine_that_can_damage_the_file_is_refused() -> None:
    class Old:
        sqlite_version = "3.40.1"
        sqlite_version_info = (3, 40, 1)

    with pytest.raises(sqlite.EngineTooOld, match="pip install pysqlite3"):
        sqlite.check_engine(Old)  # type: ignore[arg-type]
    sqlite.check_engine(sqlite.driver())


def test_the_newer_of_the_two_engines_is_used() -> None:
    assert sqlite.driver().sqlite_version_info >= sqlite3.sqlite_version_info


def test_a_connection_that_does_not_take_its_settings_is_refused() -> None:
    connection = sqlite.driver().connect(":memory:")
    with pytest.raises(sqlite.UnsafeSettings, match="journal_mode"):
        sqlite.apply_settings(connection, sqlite.SETTINGS)
    connection.close()


def test_a_folder_that_is_not_there_is_told_clearly(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/nowhere/shop.db")
    with pytest.raises(StoreUnavailable, match="KASSA_STORE"), store.view():
        pass
    store.close()


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    store = Store("postgresql://anna:secret@127.0.0.1:1/shop")
    with pytest.raises(StoreUnavailable) as refused, store.view():
        pass
    assert "secret" not in str(refused.value)


def test_postgresql_means_psycopg() -> None:
    assert normalise_url("postgresql://h/d").drivername == "postgresql+psycopg"


def test_a_database_of_a_later_kassa_is_not_touched(store: Store) -> None:
    with store.transaction() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for look in (versions.check, versions.upgrade):
        with pytest.raises(versions.StoreTooNew, match="9999"), store.transaction() as tx:
            look(tx)


def test_a_database_without_our_tables_waits_for_its_migration(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(versions.StoreTooOld), store.transaction() as tx:
        versions.check(tx)
    with store.transaction() as tx:
        assert versions.upgrade(tx)
        versions.check(tx)
    store.close()


def test_somebody_elses_database_is_not_touched(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/theirs.db")
    with store.transaction() as tx:
        tx.exec_driver_sql("CREATE TABLE their_table (x)")
    with pytest.raises(versions.NotAStore, match="their_table"), store.transaction() as tx:
        versions.upgrade(tx)
    store.close()


def test_the_migrations_make_exactly_the_tables_of_the_schema(store: Store) -> None:
    with store.view() as view:
        context = MigrationContext.configure(view, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_every_error_of_the_store_says_what_to_do() -> None:
    too_old = sqlite.EngineTooOld("3.1", "3.51.3")
    for error in (too_old, versions.StoreTooNew("2", "1"), versions.StoreTooOld(None, "1")):
        assert isinstance(error, KassaError)
        assert "Nothing was" in str(error)


def test_a_fair_lock_is_handed_on_in_the_order_it_was_asked_for() -> None:
    lock, order, ready = FairLock(), [], threading.Event()

    def wait(number: int) -> None:
        with lock:
            order.append(number)

    threads = []
    with lock:
        for number in range(8):
            thread = threading.Thread(target=wait, args=(number,))
            thread.start()
            threads.append(thread)
            while len(lock._waiting) <= number:
                ready.wait(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))
