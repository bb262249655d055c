"""Prices, terms, orders and the company stay as they were journalled: whoever changes them behind our back is found."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.pricing.price_list import Price
from models.purchasing.purchase_order import OrderState
from models.purchasing.supplier import SupplierTerm
from models.replenishment.proposal import ProposalState, Target, propose_line
from operations.installation.opening import Range, register_range
from operations.purchasing.purchase_orders import cancel_order, receive_order, send_order
from operations.replenishment.proposals import approve_proposal, dismiss_proposal, save_proposals
from pipelines.nightly.save_forecast import save_forecast
from store import invariants, schema
from store.database.engine import Store
from store.demand import ForecastRun
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, kr, small_shop
from tests.faults.tampering import Undone

price, term, order = schema.price, schema.supplier_term, schema.purchase_order
order_line, proposal, shop = schema.purchase_order_line, schema.proposal, schema.shop
#: Much is on its way already, so that each proposal has orders before it.
TARGET = Target(9, 18.0, 1.5, 0.95, 100_100)

CHANGES: dict[str, sa.Update | sa.Delete] = {
    "a price is lowered": price.update().where(price.c.sku == "MILK").values(price_minor=90),
    "a price begins later": price.update().where(price.c.sku == "MILK").values(valid_from=DAY),
    "a price is gone": price.delete().where(price.c.sku == "MILK"),
    "a cost is raised": term.update().where(term.c.sku == "MILK").values(cost_minor=1),
    "a supplier's least quantity is changed": term.update().where(term.c.sku == "MILK").values(moq=Decimal(600)),
    "terms are gone": term.delete().where(term.c.sku == "MILK"),
    "an order is received without goods": order.update().values(state=OrderState.RECEIVED.value),
    "an order is cancelled": order.update().values(state=OrderState.CANCELLED.value),
    "an order goes elsewhere": order.update().values(location_id=2),
    "an order comes later": order.update().values(expected_on=DAY + timedelta(days=90)),
    "an order asks for more": order_line.update().values(quantity=Decimal(5000)),
    "an order costs less": order_line.update().values(cost_minor=1),
    "a dismissal is taken back": proposal.update().values(state=ProposalState.PROPOSED.value),
    "the company has another number": shop.update().values(org_number="559999-0000"),
    "the day closes earlier": shop.update().values(day_closes_at=AT.time()),
    "the shop is in another zone": shop.update().values(zone="Europe/London"),
    "a till becomes an office": schema.device.update().where(schema.device.c.id == 1).values(kind="office"),
    "a shop moves": schema.location.update().where(schema.location.c.id == 1).values(address="Drottninggatan 2"),
    "a tax rate is lowered": schema.tax_rate.update().values(rate_ppm=1),
}


@pytest.fixture
def traded(store: Store) -> Store:
    """A shop with orders in each state, proposals decided both ways, and a price and terms that changed twice."""
    small_shop(store)
    run = save_forecast(store, SCHEDULE_ACTOR, ForecastRun(0, AT, "test", "0", DAY, DAY, 28, {}), [])
    drafted, sent, received, cancelled = (
        approve_proposal(store, OFFICE_ACTOR, _proposed(store, run.id), at=AT).id for _ in range(4)
    )
    assert drafted
    for number in (sent, received):
        send_order(store, OFFICE_ACTOR, number, at=AT)
    receive_order(store, OFFICE_ACTOR, received, at=AT)
    cancel_order(store, OFFICE_ACTOR, cancelled, at=AT)
    dismiss_proposal(store, OFFICE_ACTOR, _proposed(store, run.id), at=AT)
    cheaper = Price("MILK", kr(1790), date(2020, 1, 1))
    dearer = SupplierTerm("MILK", "GROSS", kr(1200), Decimal(6), Decimal(12))
    register_range(store, OFFICE_ACTOR, Range(prices=(cheaper,), terms=(dearer,)), at=AT)
    return store


def _proposed(store: Store, run_id: int) -> int:
    term = SupplierTerm("MILK", "GROSS", kr(995), Decimal(6), Decimal(12))
    line = propose_line(TARGET, on_hand=Decimal(8), on_order=Decimal(100_000), term=term)
    assert line is not None
    (made,) = save_proposals(store, SCHEDULE_ACTOR, run_id, {(1, "GROSS"): [line]}, at=AT)
    return made.id


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_behind_the_journal_is_found(traded: Store, change: str) -> None:
    with suppress(Undone), traded.transaction() as tx:
        assert tx.execute(CHANGES[change]).rowcount > 0
        assert {violation.rule for violation in invariants.check_all(tx)} == {"C8"}
        raise Undone
    with traded.view() as view:  # the control: what was undone was not done
        assert invariants.check_all(view) == []
