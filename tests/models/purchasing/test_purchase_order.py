from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.money import Money
from models.purchasing.purchase_order import (
    OrderLine,
    OrderState,
    PurchaseOrder,
    WrongOrderState,
    check_move,
)


def line(sku: str, cost: int) -> OrderLine:
    return OrderLine(sku, Decimal(12), Money(cost, "SEK"))


def order(*lines: OrderLine) -> PurchaseOrder:
    return PurchaseOrder(
        id=7,
        supplier_code="grossist",
        location_id=1,
        state=OrderState.DRAFT,
        made_at=datetime(2026, 11, 23, 4, tzinfo=UTC),
        business_day=date(2026, 11, 23),
        expected_on=date(2026, 11, 26),
        currency="SEK",
        lines=lines,
    )


def test_an_order_costs_what_its_lines_cost() -> None:
    assert order(line("kaffe", 43200), line("te", 9900)).cost == Money(53100, "SEK")


def test_an_order_has_lines_and_a_line_orders_something() -> None:
    with pytest.raises(ValueError, match="lines"):
        order()
    with pytest.raises(ValueError, match="nothing"):
        OrderLine("kaffe", Decimal(0), Money(0, "SEK"))


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("wanted", OrderState)
def test_an_order_goes_forward_only(state: OrderState, wanted: OrderState) -> None:
    forward = {
        "draft": {"approved", "sending", "sent", "cancelled"},
        "approved": {"draft", "sending", "sent", "cancelled"},
        "sending": {"approved", "sent"},
        "sent": {"confirmed", "part", "received", "cancelled"},
        "confirmed": {"part", "received", "cancelled"},
        "part": {"received"},
    }

    if wanted.value in forward.get(state.value, set()):
        check_move(7, state, wanted)
    else:
        with pytest.raises(WrongOrderState, match="Nothing was changed"):
            check_move(7, state, wanted)
