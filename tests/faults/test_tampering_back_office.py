"""Prices, terms, orders and the company stay as they were journalled: whoever changes them behind our back is found."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.pricing.price_list import Price
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.purchase_order import OrderState
from models.purchasing.supplier import Supplier, SupplierTerm
from models.replenishment.proposal import ProposalState, Target, propose_line
from models.replenishment.transfer_first import SparedGoods, shelf_need
from models.stock.counting import CountedUnits
from models.stock.transfer import GoodsOfTransfer, TransferVariance
from models.stock.write_off import UnsaleableGoods, WriteOffKind, WriteOffReason
from operations.automatic.limits_and_switch import set_limits
from operations.bulk.imports import import_device
from operations.installation.device_links import DeviceRole, remove_device, set_device
from operations.installation.opening import Range, register_range
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_order
from operations.replenishment.proposals import approve_proposal, dismiss_proposal, save_proposals
from operations.stock.proposed_transfers import dismiss_proposed_transfer, send_proposed_transfer
from operations.stock.stock_count import count_goods
from operations.stock.writing_off import write_off_goods
from pipelines.nightly.save_forecast import save_forecast
from store import invariants, schema, transfer_proposals
from store.database.engine import Store
from store.demand import ForecastRun
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, SCHEDULE_ACTOR, SECOND_TILL, TILL, kr, small_shop
from tests.faults.tampering import Undone, unguarded
from tests.operations.purchasing.test_supplier_claims import credit, send_back
from tests.operations.stock.test_transfers import receive, send

price, term, order = schema.price, schema.supplier_term, schema.purchase_order
order_line, proposal, shop = schema.purchase_order_line, schema.proposal, schema.shop
arrival, arrival_line, counted_line = schema.arrival, schema.arrival_line, schema.stock_count_line
#: Of a proposed transfer: days of its intervals, and what is on hand, on order and promised.
DAYS, PLENTY, NOTHING = (7, 2), (Decimal(9), Decimal(0), Decimal(0)), (Decimal(0), Decimal(999_999), Decimal(0))
#: Much is on its way already, so that each proposal has orders before it.
TARGET = Target(9, 18.0, 1.5, 0.95, 100_100)

product, gtin, category, names = schema.product, schema.product_gtin, schema.category, schema.category_name
supplier, account, link, rate = schema.supplier, schema.account_choice, schema.station_device, schema.tax_rate
LATER = date(2027, 1, 1)

CHANGES: dict[str, sa.Update | sa.Delete | sa.Insert] = {
    "a price has an end": price.update().where(price.c.sku == "MILK").values(valid_until=LATER),
    "a campaign has no end": price.update().where(price.c.sku == "PAPER").values(valid_until=None),
    "a price is added": price.insert().values(sku="MILK", valid_from=LATER, price_minor=90),
    "terms are added": term.insert().values(
        sku="MILK", supplier_code="OTHER", cost_minor=1, case_pack=Decimal(1), moq=Decimal(1)
    ),
    "a supplier's article number is changed": term.update().where(term.c.sku == "MILK").values(supplier_sku="8-15"),
    "an order is added": order.insert().values(
        id=OFFICE << 32 | 900,
        supplier_code="GROSS",
        location_id=1,
        state=OrderState.SENT.value,
        made_at=AT,
        business_day=DAY,
        expected_on=DAY,
        currency="SEK",
    ),
    "orders are gone": order.delete(),
    "a proposal is dismissed": proposal.update().values(state=ProposalState.DISMISSED.value),
    "a product is added": product.insert().values(
        sku="GHOST", name="Ghost", unit="piece", category="dairy", tax_category="food"
    ),
    "a product has another name": product.update().where(product.c.sku == "MILK").values(name="Filmjölk"),
    "a product has another unit": product.update().where(product.c.sku == "MILK").values(unit="kilogram"),
    "a product is in another category": product.update().where(product.c.sku == "MILK").values(category="press"),
    "a product is taxed as something else": product.update()
    .where(product.c.sku == "MILK")
    .values(tax_category="exempt"),
    "a product is withdrawn": product.update().where(product.c.sku == "MILK").values(active=False),
    "products are gone": product.delete().where(product.c.sku == "STAMPS"),
    "a barcode is added": gtin.insert().values(gtin="07310865004703", sku="MILK"),
    "a barcode is another product's": gtin.update().where(gtin.c.sku == "MILK").values(sku="PAPER"),
    "a barcode is gone": gtin.delete().where(gtin.c.sku == "MILK"),
    "a category is added": category.insert().values(code="ghost", position=1),
    "a category has another place": category.update().where(category.c.code == "dairy").values(position=9),
    "a category has another name": names.update().where(names.c.category_code == "dairy").values(name="Annat"),
    "a category has one more name": names.insert().values(category_code="dairy", language="fi", name="Maito"),
    "a category has no name": names.delete().where(names.c.category_code == "dairy"),
    "a category is gone": category.delete().where(category.c.code == "fruit"),
    "a supplier is added": supplier.insert().values(code="GHOST", name="Ghost", lead_time_days=1, review_period_days=1),
    "a supplier has another name": supplier.update().values(name="Ghost"),
    "a supplier is slower": supplier.update().values(lead_time_days=30),
    "a supplier is asked less often": supplier.update().values(review_period_days=30),
    "a supplier is gone": supplier.delete().where(supplier.c.code == "OTHER"),
    "an account is added": account.insert().values(
        role="cash", rate_ppm=0, valid_from=LATER, number="1999", name="Ghost"
    ),
    "an account has another number": account.update().where(account.c.role == "rounding").values(number="1999"),
    "an account has another name": account.update().where(account.c.role == "rounding").values(name="Ghost"),
    "accounts are gone": account.delete().where(account.c.role == "card_offline"),
    "a printer is elsewhere": link.update().values(link="tcp:192.0.2.9:9100"),
    "a printer is gone": link.delete(),
    "a printer of an office is added": link.insert().values(
        device_id=OFFICE, kind=DeviceRole.RECEIPT_PRINTER.value, link="tcp:192.0.2.9:9100"
    ),
    "a removed printer is back": link.insert().values(
        device_id=SECOND_TILL, kind=DeviceRole.RECEIPT_PRINTER.value, link="tcp:192.0.2.8:9100"
    ),
    "a till is added": schema.device.insert().values(id=7, kind="till", name="KASSA07", location_id=1),
    "a system is added": schema.device.insert().values(id=1007, kind="import", name="GHOST", location_id=1),
    "a system has another name": schema.device.update().where(schema.device.c.id == 1000).values(name="GHOST"),
    "what another system sold was sold elsewhere": schema.device.update()
    .where(schema.device.c.id == 1000)
    .values(location_id=2),
    "a shop is added": schema.location.insert().values(id=7, name="Ghost", address="Storgatan 7"),
    "a tax rate is added": rate.insert().values(
        country="SE", tax_category="food", valid_from=LATER, rate_ppm=1, source="nobody"
    ),
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
    "orders go elsewhere": schema.ordering_rules.update().values(mail="thief@example.com"),
    "orders go to another Peppol id": schema.ordering_rules.update().values(peppol_id="0088:7300010000001"),
    "orders to another supplier go somewhere": schema.ordering_rules.insert().values(
        supplier_code="OTHER",
        mail="",
        language="sv",
        customer_number="",
        order_days="",
        cut_off="",
        delivery_days="",
        least_value_minor=0,
    ),
    "nobody knows where orders go": schema.ordering_rules.delete(),
    "more is ordered by itself": schema.automatic_limits.update().values(value_max_minor=99_000_000),
    "orders are sent by themselves": schema.automatic_limits.insert().values(
        supplier_code="OTHER", mode="send", value_max_minor=100, share_max_percent=200
    ),
    "nobody limits what is ordered by itself": schema.automatic_limits.delete(),
    "an order has a number of the supplier": order.update().values(reference="A-1"),
    "an order asks for more": order_line.update().values(quantity=Decimal(5000)),
    "an order costs less": order_line.update().values(cost_minor=1),
    "more of an order has come": order_line.update().values(delivered=Decimal(5000)),
    "a rest of an order is written off": order_line.update().values(cancelled=Decimal(1)),
    "a delivery has another note": arrival.update().values(note_number="N-9"),
    "a delivery came without freight": arrival.update().values(freight_minor=7),
    "somebody else received it": arrival.update().values(operator="ghost"),
    "a delivery brought more": arrival_line.update().values(good=Decimal(5000)),
    "goods of a delivery were damaged": arrival_line.update().values(damaged=Decimal(3)),
    "goods of a delivery cost more": arrival_line.update().values(unit_cost_minor=9_999),
    "goods of a delivery are gone": arrival_line.delete(),
    "a count found more": counted_line.update().values(counted=Decimal(5000)),
    "the books said something else at a count": counted_line.update().values(book=Decimal(5000)),
    "somebody else counted": schema.stock_count.update().values(operator="ghost"),
    "what was counted is gone": counted_line.delete(),
    "more was thrown away": schema.write_off.update().values(units=Decimal(5000)),
    "it was thrown away for another reason": schema.write_off.update().values(reason="stolen"),
    "what the shop used was waste": schema.write_off.update().values(use_kind="waste", reason="other"),
    "somebody else threw it away": schema.write_off.update().values(operator="ghost"),
    "nothing was thrown away": schema.write_off.delete(),
    "it was sent by somebody else": schema.transfer.update().values(operator="ghost"),
    "the supplier credited less": schema.claim_end.update().values(amount_minor=1),
    "a supplier owes less": schema.supplier_return_line.update().values(cost_minor=1),
    "what is missing is called damaged": schema.transfer_end_line.update().values(why="damaged"),
    "a dismissal is taken back": proposal.update().values(state=ProposalState.PROPOSED.value),
    "a proposed transfer is dismissed": schema.transfer_proposal.update().values(state=ProposalState.DISMISSED.value),
    "nobody had dismissed a proposed transfer": schema.transfer_proposal.update().values(
        state=ProposalState.PROPOSED.value
    ),
    "the company has another number": shop.update().values(org_number="559999-0000"),
    "the day closes earlier": shop.update().values(day_closes_at=AT.time()),
    "the shop is in another zone": shop.update().values(zone="Europe/London"),
    "a till becomes an office": schema.device.update().where(schema.device.c.id == 1).values(kind="office"),
    "a shop moves": schema.location.update().where(schema.location.c.id == 1).values(address="Drottninggatan 2"),
    "a tax rate is lowered": schema.tax_rate.update().values(rate_ppm=1),
}


@pytest.fixture(scope="module")
def traded(shared_store: Store) -> Store:
    """A shop with orders in each state, proposals decided both ways, and a price and terms that changed twice."""
    store = shared_store
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
    for number, decide in zip(_spared(store, run.id), (send_proposed_transfer, dismiss_proposed_transfer), strict=True):
        decide(store, OFFICE_ACTOR, number, at=AT)
    count_goods(store, OFFICE_ACTOR, [CountedUnits("MILK", Decimal(3), AT)], location_id=1, key="1", at=AT)
    gone = UnsaleableGoods("w", 1, "MILK", Decimal(1), WriteOffKind.OWN_USE, WriteOffReason.STAFF)
    write_off_goods(store, OFFICE_ACTOR, gone, at=AT)
    some = GoodsOfTransfer("MILK", Decimal(3), why=TransferVariance.LOST)
    receive(store, send(store), some, GoodsOfTransfer("BANANAS", Decimal("1.5")))
    credit(store, send_back(store))
    set_ordering_rules(store, OFFICE_ACTOR, OrderingRules("GROSS", "orders@example.com"), at=AT)
    set_limits(store, OFFICE_ACTOR, AutomaticLimits("GROSS", OrderMode.SEND, 500_000), at=AT)
    dismiss_proposal(store, OFFICE_ACTOR, _proposed(store, run.id), at=AT)
    cheaper = Price("MILK", kr(1790), date(2020, 1, 1))
    dearer = SupplierTerm("MILK", "GROSS", kr(1200), Decimal(6), Decimal(12))
    campaign = Price("PAPER", kr(2900), DAY, DAY + timedelta(days=7))
    other = Supplier("OTHER", "Andra AB", 3, 7)
    register_range(store, OFFICE_ACTOR, Range(prices=(cheaper, campaign), suppliers=(other,), terms=(dearer,)), at=AT)
    import_device(store, OFFICE_ACTOR, "earlier till", 1, at=AT)
    for till_id in (TILL, SECOND_TILL):
        set_device(store, OFFICE_ACTOR, till_id, DeviceRole.RECEIPT_PRINTER, "tcp:192.0.2.8:9100", at=AT)
    remove_device(store, OFFICE_ACTOR, SECOND_TILL, DeviceRole.RECEIPT_PRINTER, at=AT)
    return store


def _proposed(store: Store, run_id: int) -> int:
    term = SupplierTerm("MILK", "GROSS", kr(995), Decimal(6), Decimal(12))
    line = propose_line(TARGET, on_hand=Decimal(8), on_order=Decimal(100_000), term=term)
    assert line is not None
    (made,) = save_proposals(store, SCHEDULE_ACTOR, run_id, {(1, "GROSS"): [line]}, at=AT)
    return made.id


def _spared(store: Store, run_id: int) -> list[int]:
    """Two proposed transfers, one each way."""
    ways = (
        (shelf_need(1, DAYS, (0.0, 1.0), 0.95, stock=PLENTY), shelf_need(2, DAYS, (9.0, 1.0), 0.95, stock=NOTHING)),
        (shelf_need(2, DAYS, (0.0, 1.0), 0.95, stock=PLENTY), shelf_need(1, DAYS, (9.0, 1.0), 0.95, stock=NOTHING)),
    )
    goods = [SparedGoods("MILK", Decimal(1), *way) for way in ways]
    save_proposals(store, SCHEDULE_ACTOR, run_id, {}, at=AT, spared=goods)
    with store.view() as view:
        return [each.id for each in transfer_proposals.open_proposals(view, DAY)]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_behind_the_journal_is_found(traded: Store, change: str) -> None:
    with suppress(Undone), traded.transaction() as tx:
        with unguarded(tx, *schema.APPEND_ONLY):
            assert tx.execute(CHANGES[change]).rowcount != 0  # a server does not count what is inserted
        assert {violation.rule for violation in invariants.check_all(tx)} == {"C8"}
        raise Undone
