"""A scan and a sale send prepared statements alone: what is compiled anew each time costs more than the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Scan
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events
from store import schema
from store.database.engine import Store
from tests.builders import AT, CLIENT, TILL, anna_at, kr, small_shop


def unprepared(work: Callable[[], object]) -> list[str]:
    """The statements that some work has compiled anew."""
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return statements


@pytest.fixture
def selling(store: Store) -> Store:
    """A small shop whose till has sold: the first sale of a process asks for more."""
    small_shop(store)
    sell(store, 1)
    return store


def scan(store: Store, number: int) -> Payment:
    events = [Scan(2 * number + place, code=code) for place, code in enumerate(("MILK", "PAPER"))]
    state = apply_events(store, anna_at(TILL), CLIENT, events, at=AT)
    assert state.basket is not None
    due = state.basket.due
    return Payment(state.basket.basket.id, due, (Offer(TenderKind.CASH, due + kr(100)),))


def sell(store: Store, number: int) -> None:
    complete_sale(store, anna_at(TILL), scan(store, number), at=AT)


def test_scans_and_sales_send_prepared_statements(selling: Store) -> None:
    assert unprepared(lambda: sell(selling, 2)) == []


def test_control_an_ordinary_statement_is_noticed(selling: Store) -> None:
    def ask() -> None:
        with selling.view() as view:
            view.execute(sa.select(schema.product.c.sku)).all()

    assert len([each for each in unprepared(ask) if "FROM product" in each]) == 1
