"""The row of a sale is found among all others, quickly, and vouches for nothing when it is not there."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.facts.envelope import encode_fact
from models.journal import ChainHead, Happening, JournalKind, canonical
from models.selling.sale import Sale
from models.selling.sale_fact import completed_fact, imported_fact
from store import journal
from store.database.engine import Store
from tests.builders import SECOND_TILL, TILL, small_shop
from tests.receipts import line, sold

SALES = 600


@cache
def sale_of(number: int) -> Sale:
    return sold(line("Mellanmjölk 1,5 l", 1990), number=number)


def scanned(count: int) -> list[Happening]:
    return [Happening(JournalKind.LINE_ADDED, n, canonical({"sku": "MILK", "receipt": n})) for n in range(count)]


def told_of(number: int, rng: Random) -> list[Happening]:
    """A few scans and the sale, of which every seventh was taken over from elsewhere."""
    fact = completed_fact(sale_of(number)) if number % 7 else imported_fact(sale_of(number))
    return [*scanned(rng.randrange(12)), Happening(fact.kind, 0, encode_fact(fact, Actor("anna", TILL)))]


def long_journal(store: Store) -> dict[int, str]:
    """A journal of many sales and another till's; gives the hash of each sale's row by receipt number."""
    rng = Random(7)
    small_shop(store)
    head, hashes = ChainHead(0, ""), dict[int, str]()
    with store.transaction() as tx:
        journal.append(tx, SECOND_TILL, head, [each for n in range(1, 50) for each in told_of(n, rng)])
        for number in range(1, SALES + 1):
            head = journal.append(tx, TILL, head, told_of(number, rng))
            hashes[number] = head.hash
        journal.append(tx, TILL, head, scanned(20))
    return hashes


def test_every_sale_is_found_by_its_row(store: Store) -> None:
    hashes = long_journal(store)
    with store.view() as view:
        assert {number: journal.hash_of_sale(view, sale_of(number)) for number in hashes} == hashes


def test_a_sale_that_the_journal_does_not_know_has_no_hash(store: Store) -> None:
    long_journal(store)
    known = sale_of(17)
    with store.view() as view:
        assert journal.hash_of_sale(view, sale_of(SALES + 1)) is None
        assert journal.hash_of_sale(view, replace(known, id=known.id + 1)) is None
        assert journal.hash_of_sale(view, replace(known, origin=replace(known.origin, device_id=99))) is None


def test_few_rows_are_read_of_many(sqlite_store: Store) -> None:
    """Each question reads the rows of one sale; as many questions as halves, and one for the last sale."""
    long_journal(sqlite_store)
    asked: list[str] = []
    with sqlite_store.view() as view:
        connection = view.connection.dbapi_connection
        assert connection is not None
        connection.set_trace_callback(asked.append)
        counts = []
        for number in (SALES, 1, SALES // 2, SALES - 1):
            asked.clear()
            assert journal.hash_of_sale(view, sale_of(number))
            counts.append(len(asked))
        connection.set_trace_callback(None)
    assert counts[0] == 1
    assert max(counts) <= 14  # 2 ** 12 rows and a little


@pytest.mark.parametrize(
    ("explain", "plan"),
    [
        ("EXPLAIN QUERY PLAN", "SEARCH journal USING PRIMARY KEY (device_id=? AND seq<?)"),
        ("EXPLAIN", "Index Scan Backward using pk_journal on journal"),
    ],
    ids=["sqlite", "postgresql"],
)
def test_the_row_is_found_by_the_primary_key(request: pytest.FixtureRequest, explain: str, plan: str) -> None:
    store: Store = request.getfixturevalue("postgres_store" if explain == "EXPLAIN" else "sqlite_store")
    long_journal(store)
    with store.transaction() as tx:
        tx.execute(sa.text("ANALYZE"))
        form = journal._SALE_UP_TO[tx.dialect.name]._form(tx)
        values = form.parameters({"device_id": TILL, "up_to": 2_000})
        rows = tx.exec_driver_sql(f"{explain} {form.sql}", tuple(values)).all()
    assert plan in "\n".join(str(row[-1]) for row in rows)


def test_a_damaged_row_vouches_for_nothing_and_stops_nobody(sqlite_store: Store) -> None:
    hashes = long_journal(sqlite_store)
    with sqlite_store.transaction() as tx:
        for name in tx.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            tx.execute(sa.text(f"DROP TRIGGER {name}"))
        damage = sa.text("UPDATE journal SET payload = CAST(x'ff7b' AS TEXT) WHERE hash = :hash")
        tx.execute(damage, {"hash": hashes[17]})
    with sqlite_store.view() as view:
        assert journal.hash_of_sale(view, sale_of(17)) is None
        assert journal.hash_of_sale(view, sale_of(18)) == hashes[18]
