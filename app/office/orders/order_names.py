"""What people call the suppliers, the places, the goods and each other, on the page of orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.office.office_visit import OfficeVisit
from app.office.people_names import people_by_code
from models.access.permission import Permission
from models.money import Money
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.purchasing.supplier import Supplier
from models.shop import fact_number
from store import purchasing, shop
from store.database.engine import Connection

#: The mark of each state, for those who see colours and for those who do not.
ICONS = {
    OrderState.DRAFT: ":gray-badge[:material/edit: {text}]",
    OrderState.APPROVED: ":blue-badge[:material/check: {text}]",
    OrderState.SENDING: ":orange-badge[:material/schedule_send: {text}]",
    OrderState.SENT: ":blue-badge[:material/send: {text}]",
    OrderState.CONFIRMED: ":green-badge[:material/handshake: {text}]",
    OrderState.PART_RECEIVED: ":orange-badge[:material/inventory_2: {text}]",
    OrderState.RECEIVED: ":green-badge[:material/inventory: {text}]",
    OrderState.CANCELLED: ":gray-badge[:material/block: {text}]",
}


@dataclass(frozen=True, slots=True)
class OrderNames:
    """Names by code, number or SKU."""

    suppliers: Mapping[str, Supplier]
    places: Mapping[int, str]
    people: Mapping[str, str]
    today: date


def read_names(visit: OfficeVisit, view: Connection) -> OrderNames:
    """The names that the page shows."""
    return OrderNames(
        suppliers=purchasing.all_suppliers(view),
        places={each.id: each.name for each in shop.all_locations(view)},
        people=people_by_code(visit, view),
        today=shop.get_shop(view).business_day(visit.clock()),
    )


def state_badge(visit: OfficeVisit, order: PurchaseOrder, today: date) -> str:
    """The state as a badge; an order that is late has one more."""
    translate = visit.words.translate
    badge = ICONS[order.state].format(text=translate(f"orders.state.{order.state.value}"))
    if order.is_late(today):
        days = (today - order.due_on).days
        badge += f" :red-badge[:material/warning: {translate('orders.late', count=days)}]"
    return badge


def cost_text(visit: OfficeVisit, cost: Money) -> str:
    """What goods cost, for those who may see it."""
    return visit.words.money(cost) if visit.may(Permission.SEE_COSTS) else ""


def order_title(order: PurchaseOrder, names: OrderNames) -> str:
    """The supplier, the place and the number, as text of the shop's own."""
    supplier = names.suppliers[order.supplier_code].name
    return f"{supplier} → {names.places.get(order.location_id, '')} · {fact_number(order.id)}"
