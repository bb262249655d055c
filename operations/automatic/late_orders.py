"""Reminding suppliers of late orders by itself: those to which Kassa may send, each order once."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.purchasing.automatic_ordering import OrderMode
from models.purchasing.purchase_order import RECEIVABLE
from models.shop_settings import MAIL_HOST
from operations.access.permissions import check
from operations.purchasing.late_reminders import remind_in
from operations.unit_of_work import unit_of_work
from store import automatic_orders, dispatch, purchasing
from store.database.engine import Store
from store.setting_rows import get_value
from store.supplier_rules import all_rules


def remind_of_late_orders(store: Store, actor: Actor, *, at: datetime) -> list[int]:
    """Queue a reminder for each late order that has none; returns these orders. Nothing while everything is stopped."""
    check(actor, Permission.ORDER_WITHIN_LIMITS)
    with unit_of_work(store, actor, at=at) as work:
        if not get_value(work.tx, MAIL_HOST) or not automatic_orders.switch_state(work.tx).is_on:
            return []
        addresses = {code for code, rules in all_rules(work.tx).items() if rules.mail}
        limits = automatic_orders.all_limits(work.tx)
        suppliers = {code for code, each in limits.items() if each.mode is OrderMode.SEND} & addresses
        today = work.station.shop.business_day(work.at)
        at_suppliers = purchasing.orders_in(work.tx, RECEIVABLE)
        late = [each for each in at_suppliers if each.supplier_code in suppliers and each.is_late(today)]
        reminders = dispatch.reminders_of(work.tx, [each.id for each in late])
        new = [each for each in late if each.id not in reminders]
        for order in new:
            remind_in(work, order)
    return [each.id for each in new]
