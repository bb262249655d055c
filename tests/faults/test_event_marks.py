"""The marks of what each browser sent are not chained: whoever changes one makes more facts, never fewer or others."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.selling.till_event import Scan
from operations.selling.till_events import apply_events
from store import invariants, journal, schema
from store.database.engine import Store
from tests.builders import AT, CLIENT, TILL, Operator, small_shop

MARK = schema.till_client
SCAN = Scan(1, code="MILK", quantity=Decimal(1))


def forge(store: Store, change: sa.Update | sa.Delete) -> None:
    with store.transaction() as tx:
        tx.execute(change)


def units_and_facts(store: Store) -> tuple[int, list[str]]:
    """How many packets are in the open basket, and what the journal has of it."""
    with store.view() as view:
        units = view.scalar(sa.select(sa.func.sum(schema.basket_line.c.quantity))) or 0
        assert invariants.check_all(view) == []
        return int(units), [row.kind for row in journal.read(view, TILL)]


@pytest.mark.parametrize("change", [MARK.delete(), MARK.update().values(last_seq=0)])
def test_what_is_sent_again_after_a_mark_was_set_back_is_in_the_journal_twice(
    store: Store, change: sa.Update | sa.Delete
) -> None:
    anna = Operator(small_shop(store))
    apply_events(store, anna.actor, CLIENT, [SCAN], at=AT)
    apply_events(store, anna.actor, CLIENT, [SCAN], at=AT)
    assert units_and_facts(store) == (1, ["line_added"]), "control: sent again it is applied once"
    forge(store, change)
    apply_events(store, anna.actor, CLIENT, [SCAN], at=AT)
    assert units_and_facts(store) == (2, ["line_added", "line_changed"])
    sale = Operator(store).pay_cash()
    assert sum(line.gross.minor for line in sale.lines) == 2 * 1990, "the receipt is what the journal records"


def test_what_a_mark_that_was_set_forward_swallows_is_not_on_the_screen_either(store: Store) -> None:
    """As if nobody had scanned it: the cashier sees what is in the basket, and the receipt has nothing else."""
    anna = Operator(small_shop(store))
    anna.scan("MILK")
    forge(store, MARK.update().values(last_seq=1_000))
    state = apply_events(store, anna.actor, CLIENT, [Scan(2, code="MILK", quantity=Decimal(1))], at=AT)
    assert state.basket is not None
    assert [each.line.quantity for each in state.basket.lines] == [1]
    assert state.applied == frozenset(), "the browser hears that nothing was applied"
    assert units_and_facts(store) == (1, ["line_added"])
    assert sum(each.gross.minor for each in anna.pay_cash().lines) == 1990
