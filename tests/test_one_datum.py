"""The whole way once: from a scanned barcode to the purchase order that it causes, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from hardware.printer.port import PrintOutcome
from hardware.printer.simulated import SimulatedPrinter
from models.purchasing.purchase_order import OrderState
from models.selling.basket import BasketLine
from models.selling.earlier_trade import GoodsMoved, History, PastSale
from models.selling.receipt import compose_receipt
from models.selling.settlement import TenderKind
from models.stock.movement import MovementReason
from operations.bulk.past_trade import save_history
from operations.replenishment.proposals import approve_proposal
from pipelines.nightly.forecast import forecast_demand
from pipelines.nightly.reorder import reorder
from store import demand, invariants, purchasing, replenishment, shop, stock
from store.database.engine import Store
from tests.builders import AT, DAY, MILK, OFFICE, OFFICE_ACTOR, TILL, Operator, gtin, kr, small_shop

WEEKS = 12


def milk(quantity: int) -> BasketLine:
    return BasketLine(
        1, MILK.sku, None, MILK.name, MILK.unit, Decimal(quantity), kr(1990), kr(0), MILK.tax_category, kr(995)
    )


def twelve_weeks_of_milk() -> History:
    """Every day five litres are sold, ten on Saturdays; the shelf is filled at the start."""
    first = DAY - timedelta(weeks=WEEKS)
    days = [first + timedelta(days=n) for n in range(7 * WEEKS)]
    sales = [PastSale(_at(day, 11), (milk(10 if day.weekday() == 5 else 5),), TenderKind.CASH, "anna") for day in days]
    filled = _at(first, 5)
    goods = [GoodsMoved(filled, 1, MovementReason.OPENING, ((MILK.sku, Decimal(500)),))]
    return History({TILL: sales}, goods, OFFICE)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def test_from_a_barcode_to_the_order_it_causes(store: Store, tmp_path: Path) -> None:
    operator = Operator(small_shop(store))
    save_history(store, OFFICE_ACTOR, twelve_weeks_of_milk())

    # The till: a scan, cash, a receipt.
    operator.scan(gtin(1), 6)
    sale = operator.pay_cash(kr(20_000))
    with store.view() as view:
        station = shop.get_station(view, TILL)
    receipt = compose_receipt(sale, station.shop, station.location, station.device)
    printer = SimulatedPrinter(tmp_path)
    assert printer.print_receipt(receipt) is PrintOutcome.PRINTED
    assert sale.origin.receipt_number == 7 * WEEKS + 1

    # The night: what will be sold.
    night = AT + timedelta(days=1)
    forecast_demand(store, at=night)
    with store.view() as view:
        run = demand.newest_run(view)
        assert run is not None
        expected = demand.forecast_of(view, run.id).filter(sku=MILK.sku, location_id=1)
    assert 4 <= expected["mean"].mean() <= 8  # type: ignore[operator]
    saturdays = expected.filter(expected["day"].dt.weekday() == 6)["mean"].mean()
    assert saturdays > expected["mean"].mean()  # type: ignore[operator]

    # The morning: what to order, and why.
    with store.view() as view:
        on_hand = stock.levels(view)[1, MILK.sku]
    assert on_hand == 500 - 40 * WEEKS - 6
    reorder(store, at=night)
    with store.view() as view:
        (proposal,) = replenishment.open_proposals(view)
    (line,) = proposal.lines
    reasons = line.reasons
    assert (reasons.protection_days, reasons.on_hand, reasons.on_order) == (9, on_hand, Decimal(0))
    assert 9 * 4 <= reasons.expected_demand <= 9 * 8
    assert reasons.order_up_to > reasons.expected_demand
    assert line.quantity % 6 == 0
    assert line.quantity >= reasons.missing == reasons.order_up_to - on_hand

    # The manager: yes.
    order = approve_proposal(store, OFFICE_ACTOR, proposal.id, at=night)
    assert (order.state, order.supplier_code, order.lines[0].quantity) == (OrderState.DRAFT, "GROSS", line.quantity)
    assert reorder(store, at=night).lines == 0, "what is ordered is not ordered again"
    with store.view() as view:
        assert purchasing.on_order(view) == {(1, MILK.sku): line.quantity}
        assert invariants.check_all(view) == []
