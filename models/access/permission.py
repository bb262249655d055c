"""What somebody may be permitted to do, and which role permits it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One kind of change to the shop, or of looking at it."""

    SELL = "sell"
    CANCEL_BASKET = "cancel_basket"
    COPY_RECEIPT = "copy_receipt"
    OPEN_DRAWER = "open_drawer"
    USE_DRAWER = "use_drawer"
    MOVE_CASH = "move_cash"
    CLOSE_DAY = "close_day"
    ACCEPT_DIFFERENCE = "accept_difference"
    READ_DAY = "read_day"
    CREATE_PRODUCT_AT_TILL = "create_product_at_till"
    UNLOCK_OPERATORS = "unlock_operators"
    PAIR_DISPLAYS = "pair_displays"
    CHANGE_GOODS = "change_goods"
    CHANGE_PRICES = "change_prices"
    PRINT_LABELS = "print_labels"
    ORDER_GOODS = "order_goods"
    AUTOMATE_ORDERS = "automate_orders"
    RECEIVE_GOODS = "receive_goods"
    COUNT_GOODS = "count_goods"
    WRITE_OFF_GOODS = "write_off_goods"
    TRANSFER_GOODS = "transfer_goods"
    RETURN_TO_SUPPLIER = "return_to_supplier"
    PROPOSE_ORDERS = "propose_orders"
    ORDER_WITHIN_LIMITS = "order_within_limits"
    SEE_FIGURES = "see_figures"
    SEE_COSTS = "see_costs"
    EXPORT_FIGURES = "export_figures"
    EXPORT_INVOICES = "export_invoices"
    EXPORT_ORDERS = "export_orders"
    EXPORT_EVERYTHING = "export_everything"
    REGISTER_CUSTOMERS = "register_customers"
    IMPORT_TRADE = "import_trade"
    MOVE_IN = "move_in"
    CHANGE_SHOP = "change_shop"
    ENROL_TILLS = "enrol_tills"
    CHANGE_OPERATORS = "change_operators"
    CHANGE_OWNERS = "change_owners"
    CHANGE_ROLES = "change_roles"
    CHANGE_API_KEYS = "change_api_keys"
    CHANGE_WEBHOOKS = "change_webhooks"
    END_SESSIONS = "end_sessions"
    BACK_UP = "back_up"
    RESTORE = "restore"
    DELIVER = "deliver"
    SIGN_IN = "sign_in"
    RESOLVE_PAYMENTS = "resolve_payments"
    RECONCILE_PAYMENTS = "reconcile_payments"
    SEND_DOCUMENTS = "send_documents"
    CLOSE_OFFICE_BOOKS = "close_office_books"
    RETURN_GOODS = "return_goods"
    APPROVE_RETURNS = "approve_returns"
    CREDIT_RETURNS = "credit_returns"
    GIVE_DISCOUNTS = "give_discounts"
    APPROVE_DISCOUNTS = "approve_discounts"
    TRAIN = "train"
    SELL_GIFT_CARDS = "sell_gift_cards"
    TAKE_GIFT_CARDS = "take_gift_cards"
    SELL_ON_ACCOUNT = "sell_on_account"
    SEE_CUSTOMER_ACCOUNTS = "see_customer_accounts"
    CHANGE_CUSTOMER_ACCOUNTS = "change_customer_accounts"
    TAKE_ACCOUNT_PAYMENTS = "take_account_payments"
    ORDER_ONLINE = "order_online"
    SERVE_MEMBERS_ONLINE = "serve_members_online"
    HANDLE_ONLINE_ORDERS = "handle_online_orders"
    SEE_TIPS = "see_tips"
    PAY_OUT_TIPS = "pay_out_tips"
    CORRECT_TIPS = "correct_tips"
    BLOCK_GIFT_CARDS = "block_gift_cards"
    MOVE_GIFT_CARDS = "move_gift_cards"
    ISSUE_GIFT_CARDS = "issue_gift_cards"
    END_GIFT_CARDS = "end_gift_cards"
    FIND_MEMBERS = "find_members"
    SEE_MEMBERS = "see_members"
    CHANGE_MEMBERS = "change_members"
    ERASE_MEMBERS = "erase_members"
    ADJUST_POINTS = "adjust_points"
    CHANGE_POINT_RULES = "change_point_rules"
    EXPIRE_POINTS = "expire_points"
    GIVE_MEMBER_OFFERS = "give_member_offers"
    SEE_CUSTOMER_FIGURES = "see_customer_figures"
    PUBLISH_CUSTOMER_FIGURES = "publish_customer_figures"
    TRY_OFFERS = "try_offers"


class BuiltInRole(StrEnum):
    """What somebody is to the shop; the role decides what is permitted. The last five are parts of Kassa."""

    SALES_ASSISTANT = "cashier"
    SENIOR_ASSISTANT = "senior_cashier"
    MANAGER = "manager"
    OWNER = "owner"
    BOOKKEEPER = "bookkeeper"
    ANALYST = "analyst"
    TILL = "till"
    OFFICE = "office"
    SCHEDULE = "schedule"
    DEVICE = "device"
    WEB = "web"


#: The roles that people may have, beside those that the shop makes itself.
ROLES_OF_PEOPLE = (
    BuiltInRole.SALES_ASSISTANT,
    BuiltInRole.SENIOR_ASSISTANT,
    BuiltInRole.MANAGER,
    BuiltInRole.OWNER,
    BuiltInRole.BOOKKEEPER,
    BuiltInRole.ANALYST,
)
#: What no person does: the jobs and the devices do it.
OF_MACHINES = frozenset(
    {
        Permission.PROPOSE_ORDERS,
        Permission.ORDER_WITHIN_LIMITS,
        Permission.DELIVER,
        Permission.EXPIRE_POINTS,
        Permission.GIVE_MEMBER_OFFERS,
        Permission.ORDER_ONLINE,
        Permission.SERVE_MEMBERS_ONLINE,
    }
)

_ASSISTANT = frozenset(
    {
        Permission.SIGN_IN,
        Permission.SELL,
        Permission.CANCEL_BASKET,
        Permission.COPY_RECEIPT,
        Permission.USE_DRAWER,
        Permission.CLOSE_DAY,
        Permission.RETURN_GOODS,
        Permission.GIVE_DISCOUNTS,
        Permission.SELL_GIFT_CARDS,
        Permission.TAKE_GIFT_CARDS,
        Permission.SELL_ON_ACCOUNT,
        Permission.HANDLE_ONLINE_ORDERS,
        Permission.FIND_MEMBERS,
    }
)
_SENIOR = _ASSISTANT | {
    Permission.OPEN_DRAWER,
    Permission.MOVE_CASH,
    Permission.CREATE_PRODUCT_AT_TILL,
    Permission.UNLOCK_OPERATORS,
    Permission.PAIR_DISPLAYS,
    Permission.PRINT_LABELS,
    Permission.RECEIVE_GOODS,
    Permission.COUNT_GOODS,
    Permission.WRITE_OFF_GOODS,
    Permission.TRANSFER_GOODS,
    Permission.RETURN_TO_SUPPLIER,
    Permission.APPROVE_RETURNS,
    Permission.CREDIT_RETURNS,
    Permission.APPROVE_DISCOUNTS,
    Permission.TRAIN,
    Permission.BLOCK_GIFT_CARDS,
    Permission.PAY_OUT_TIPS,
}
_OF_OWNERS = frozenset(
    {
        Permission.CHANGE_OWNERS,
        Permission.CHANGE_ROLES,
        Permission.CHANGE_SHOP,
        Permission.EXPORT_EVERYTHING,
        Permission.MOVE_IN,
        Permission.RESTORE,
    }
)
#: What is done with a customer at the till, and not from the office.
_AT_TILL = frozenset(
    {
        Permission.SELL,
        Permission.CANCEL_BASKET,
        Permission.COPY_RECEIPT,
        Permission.OPEN_DRAWER,
        Permission.RETURN_GOODS,
        Permission.APPROVE_RETURNS,
        Permission.CREDIT_RETURNS,
        Permission.GIVE_DISCOUNTS,
        Permission.APPROVE_DISCOUNTS,
        Permission.TRAIN,
        Permission.SELL_GIFT_CARDS,
        Permission.TAKE_GIFT_CARDS,
        Permission.SELL_ON_ACCOUNT,
    }
)
_OWNER = frozenset(Permission) - OF_MACHINES
_LOOKING = frozenset({Permission.SIGN_IN, Permission.SEE_FIGURES, Permission.SEE_COSTS, Permission.EXPORT_FIGURES})

#: The one table of who may do what.
PERMISSIONS: Mapping[BuiltInRole, frozenset[Permission]] = {
    BuiltInRole.SALES_ASSISTANT: _ASSISTANT,
    BuiltInRole.SENIOR_ASSISTANT: _SENIOR,
    BuiltInRole.MANAGER: _OWNER - _OF_OWNERS,
    BuiltInRole.OWNER: _OWNER,
    BuiltInRole.BOOKKEEPER: _LOOKING
    | {
        Permission.EXPORT_INVOICES,
        Permission.SEE_CUSTOMER_ACCOUNTS,
        Permission.SEE_TIPS,
        Permission.TAKE_ACCOUNT_PAYMENTS,
    },
    BuiltInRole.ANALYST: _LOOKING | {Permission.SEE_CUSTOMER_FIGURES},
    BuiltInRole.TILL: _ASSISTANT - {Permission.SIGN_IN} | {Permission.OPEN_DRAWER},
    BuiltInRole.OFFICE: frozenset(Permission) - _AT_TILL - {Permission.DELIVER},
    BuiltInRole.SCHEDULE: frozenset(
        {
            Permission.PROPOSE_ORDERS,
            Permission.ORDER_WITHIN_LIMITS,
            Permission.BACK_UP,
            Permission.RECONCILE_PAYMENTS,
            Permission.CLOSE_OFFICE_BOOKS,
            Permission.EXPIRE_POINTS,
            Permission.GIVE_MEMBER_OFFERS,
            Permission.ERASE_MEMBERS,
            Permission.PUBLISH_CUSTOMER_FIGURES,
        }
    ),
    BuiltInRole.DEVICE: frozenset({Permission.DELIVER}),
    BuiltInRole.WEB: frozenset({Permission.ORDER_ONLINE, Permission.SERVE_MEMBERS_ONLINE}),
}
