"""The counter of what was taken back of a line: the database itself never lets it pass what was sold."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.selling.refund import RefundedTooMuch
from store import schema
from store.database.engine import Store
from store.invariants import check_all
from store.selling.sales import count_refund
from tests.builders import Operator, kr, small_shop
from tests.faults.tampering import Undone


@pytest.fixture
def sale_id(store: Store) -> int:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 3)
    return operator.pay_cash(kr(20_000)).id


def test_a_line_is_taken_back_in_parts_but_never_beyond_what_was_sold(store: Store, sale_id: int) -> None:
    with store.transaction() as tx:
        assert count_refund(tx, sale_id, 1, Decimal(2)) == 2
        for too_much in (Decimal(2), Decimal(0), Decimal(-1)):
            with pytest.raises(RefundedTooMuch):
                count_refund(tx, sale_id, 1, too_much)
        assert count_refund(tx, sale_id, 1, Decimal(1)) == 3


def test_a_line_that_was_not_sold_cannot_be_taken_back(store: Store, sale_id: int) -> None:
    with store.transaction() as tx, pytest.raises(RefundedTooMuch):
        count_refund(tx, sale_id, 2, Decimal(1))


@pytest.mark.parametrize("refunded", [-1, 3001])
def test_the_database_refuses_a_counter_beyond_what_was_sold(store: Store, sale_id: int, refunded: int) -> None:
    row = {"sale_id": sale_id, "position": 1, "quantity": Decimal(3), "refunded_quantity": Decimal(refunded) / 1000}
    with pytest.raises(sa.exc.IntegrityError), store.transaction() as tx:
        tx.execute(schema.refunded_line.insert(), [row])


def test_a_counter_without_refunds_and_one_of_nothing_sold_are_found(store: Store, sale_id: int) -> None:
    found: list[str] = []
    with suppress(Undone), store.transaction() as tx:
        count_refund(tx, sale_id, 1, Decimal(2))
        found += [str(each) for each in check_all(tx)]
        tx.execute(schema.refunded_line.update().values(quantity=Decimal(9)))
        found += [str(each) for each in check_all(tx)]
        raise Undone
    assert found[0] == f"C7: sale {sale_id} line 1 counts 2000 thousandths as taken back but its refunds sum to 0"
    assert f"C7: sale {sale_id} line 1 counts refunds of something that was not sold" in found[1:]
    with store.view() as view:
        assert check_all(view) == []
