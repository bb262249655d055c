"""Purchase orders of another system that are still to come, taken over as orders that their suppliers confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.purchasing.open_order import OpenOrder
from models.purchasing.order_fact import drafted_fact
from models.purchasing.order_steps import Arrive, SendingWay, SupplierAnswer
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from operations.access.permissions import check
from operations.purchasing.order_changes import take_step
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import purchasing, shop
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class TakenOver:
    """An order as it is here now, and whether it was here before."""

    order: PurchaseOrder
    is_new: bool


def take_over_orders(
    store: Store, actor: Actor, orders: Sequence[OpenOrder], *, location_id: int | None = None, at: datetime
) -> list[TakenOver]:
    """Store orders that other systems sent, for a location or for that of the office; nothing is sent to anybody.

    One whose number the supplier's orders have already stays as it is, whatever has become of it since. It was sent on
    the day on which it was ordered, so that lead times learn from it. Raises
    :class:`models.card_data.CardDataRefused`; nothing is stored then.
    """
    check(actor, Permission.IMPORT_TRADE)
    for each in orders:
        check_no_card_data(each.reference)
    with unit_of_work(store, actor, at=at) as work:
        place = work.station.location.id if location_id is None else location_id
        return [_take_over(work, each, place) for each in orders]


def _take_over(work: UnitOfWork, order: OpenOrder, location_id: int) -> TakenOver:
    before = purchasing.order_of_reference(work.tx, order.supplier_code, order.reference)
    if before is not None:
        return TakenOver(before, is_new=False)
    company = shop.get_shop(work.tx)
    noon = datetime.combine(order.ordered_on, time(12), ZoneInfo(company.zone))
    (order_id,) = work.take_ids()
    with work.happening_at(min(noon, work.at)):
        drafted = PurchaseOrder(
            id=order_id,
            supplier_code=order.supplier_code,
            location_id=location_id,
            state=OrderState.DRAFT,
            made_at=work.at,
            business_day=order.ordered_on,
            expected_on=order.expected_on,
            currency=company.currency,
            lines=order.lines,
        )
        purchasing.record_order(work.tx, drafted)
        work.record(drafted_fact(drafted))
        take_step(work, order_id, Arrive(SendingWay.OTHER))
    return TakenOver(take_step(work, order_id, SupplierAnswer(order.reference, order.expected_on)), is_new=True)
