"""What somebody may be permitted to do, and which role permits it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One kind of change to the shop."""

    SELL = "sell"
    OPEN_DRAWER = "open_drawer"
    CHANGE_SHOP = "change_shop"
    CHANGE_GOODS = "change_goods"
    CHANGE_PRICES = "change_prices"
    CREATE_PRODUCT_AT_TILL = "create_product_at_till"
    IMPORT_TRADE = "import_trade"
    REGISTER_CUSTOMERS = "register_customers"
    ORDER_GOODS = "order_goods"
    RECEIVE_GOODS = "receive_goods"
    PROPOSE_ORDERS = "propose_orders"
    BACK_UP = "back_up"
    RESTORE = "restore"
    DELIVER = "deliver"


class Role(StrEnum):
    """What somebody is to the shop; the role decides what is permitted."""

    SALES_ASSISTANT = "sales_assistant"
    OFFICE = "office"
    SCHEDULE = "schedule"
    DEVICE = "device"


#: The one table of who may do what.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.SALES_ASSISTANT: frozenset({Permission.SELL, Permission.OPEN_DRAWER}),
    Role.OFFICE: frozenset(Permission) - {Permission.SELL, Permission.OPEN_DRAWER, Permission.DELIVER},
    Role.SCHEDULE: frozenset({Permission.PROPOSE_ORDERS, Permission.BACK_UP}),
    Role.DEVICE: frozenset({Permission.DELIVER}),
}
