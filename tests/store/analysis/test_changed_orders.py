"""What a buyer changed in an order is compared with what the shelf did until the next delivery. On both databases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.changed_quantity import ChangeOutcome
from operations.purchasing.order_changes import LineChange, change_order_line
from operations.purchasing.purchase_orders import send_order
from operations.purchasing.receiving import receive_goods, receive_order
from pipelines.nightly.save_forecast import save_forecast
from store import schema
from store.analysis.changed_orders import changed_quantities
from store.database.engine import Store
from store.demand import ForecastRun
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, Operator
from tests.operations.purchasing.test_purchase_orders import drafted
from tests.operations.stock.test_write_offs import write_off

HOUR = timedelta(hours=1)


def test_what_ran_out_and_what_lay_is_shown_per_changed_product(store: Store) -> None:
    order = drafted(store, "MILK", "PAPER", "NAPKINS")
    for sku, units, why in (("MILK", 1, "too many"), ("PAPER", 20, "feast"), ("PAPER", 24, "big feast")):
        change_order_line(store, OFFICE_ACTOR, order.id, LineChange(sku, Decimal(units), why), at=AT)
    change_order_line(store, OFFICE_ACTOR, order.id, LineChange("NAPKINS", Decimal(0), "enough"), at=AT)
    send_order(store, OFFICE_ACTOR, order.id, at=AT)
    receive_order(store, OFFICE_ACTOR, order.id, at=AT + HOUR)
    anna = Operator(store)
    anna.scan("MILK", at=AT + 2 * HOUR)
    anna.pay_cash(at=AT + 2 * HOUR)
    write_off(store, at=AT + 2 * HOUR, key="w", sku="PAPER", units=Decimal(3))
    more = CountedDelivery("2", (CountedGoods("PAPER", Decimal(9)),), supplier_code="GROSS", location_id=1)
    receive_goods(store, OFFICE_ACTOR, more, at=AT + 3 * HOUR)
    write_off(store, at=AT + 4 * HOUR, key="later", sku="PAPER", units=Decimal(30))

    with store.view() as view:
        by_hand = changed_quantities(view, since=AT, now=AT + 5 * HOUR, most=9)
    assert by_hand == [], "a draft of somebody's own is no proposal of Kassa's"
    run = save_forecast(store, SCHEDULE_ACTOR, ForecastRun(0, AT, "test", "0", DAY, DAY, 28, {}), [])
    row = {"id": 7, "run_id": run.id, "supplier_code": "GROSS", "location_id": 1, "made_at": AT, "business_day": DAY}
    with store.transaction() as tx:
        tx.execute(schema.proposal.insert(), row | {"state": "approved", "order_id": order.id})
    with store.view() as view:
        rows = {each.sku: each for each in changed_quantities(view, since=AT, now=AT + 5 * HOUR, most=9)}
        assert changed_quantities(view, since=AT + HOUR, now=AT + 5 * HOUR, most=9) == []
    assert {sku: (int(each.drafted), int(each.ordered), each.outcome) for sku, each in rows.items()} == {
        "MILK": (12, 1, ChangeOutcome.RAN_OUT),
        "PAPER": (12, 24, ChangeOutcome.LEFT_OVER),
        "NAPKINS": (12, 0, ChangeOutcome.NOT_HERE),
    }
    assert (int(rows["MILK"].units_sold), rows["MILK"].until) == (1, AT + 5 * HOUR)
    paper = rows["PAPER"]
    assert (paper.units_sold, paper.lowest) == (Decimal(0), Decimal(21))
    assert paper.until == AT + 3 * HOUR
    assert paper.reasons == ("feast", "big feast")
