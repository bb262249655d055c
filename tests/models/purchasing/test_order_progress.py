"""How far an order has come follows from its lines, in whatever order and parts the goods come."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.purchasing.order_progress import LineProgress, OrderProgress, progress_of, state_after_delivery
from models.purchasing.purchase_order import OrderState

amounts = st.decimals(0, 50, places=3)
lines = st.builds(LineProgress, st.decimals("0.001", 50, places=3), amounts, amounts)


@pytest.mark.parametrize(
    ("delivered", "cancelled", "progress", "state"),
    [
        ((0, 0), (0, 0), OrderProgress.WAITING, OrderState.SENT),
        ((0, 0), (5, 0), OrderProgress.WAITING, OrderState.SENT),
        ((5, 0), (0, 0), OrderProgress.PART_RECEIVED, OrderState.PART_RECEIVED),
        ((5, 7), (0, 0), OrderProgress.COMPLETE, OrderState.RECEIVED),
        ((9, 8), (0, 0), OrderProgress.COMPLETE, OrderState.RECEIVED),
        ((3, 7), (2, 0), OrderProgress.COMPLETE, OrderState.RECEIVED),
        ((0, 0), (5, 7), OrderProgress.WITHDRAWN, OrderState.CANCELLED),
    ],
)
def test_what_came_and_what_was_cancelled_decide(
    delivered: tuple[int, int], cancelled: tuple[int, int], progress: OrderProgress, state: OrderState
) -> None:
    ordered = (5, 7)
    rows = [LineProgress(*map(Decimal, row)) for row in zip(ordered, delivered, cancelled, strict=True)]

    assert progress_of(rows) is progress
    assert state_after_delivery(OrderState.SENT, rows) is state


@given(st.lists(lines, min_size=1, max_size=5))
def test_an_order_is_finished_exactly_when_nothing_is_open(rows: list[LineProgress]) -> None:
    is_finished = progress_of(rows) in {OrderProgress.COMPLETE, OrderProgress.WITHDRAWN}

    assert is_finished == (sum(row.still_open for row in rows) == 0)
    assert progress_of(rows) is progress_of(reversed(rows))


def test_a_line_below_zero_cannot_exist() -> None:
    with pytest.raises(ValueError, match="below zero"):
        LineProgress(Decimal(1), delivered=Decimal(-1))
