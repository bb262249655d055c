"""Every page of the back office, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.web.addresses import SETUP
from models.access.permission import Permission


class MenuGroup(StrEnum):
    """What pages of the menu are about; the order is that of the menu."""

    SALES = "sales"
    GOODS = "goods"
    SHOP = "shop"


@dataclass(frozen=True, slots=True)
class OfficePage:
    """One page: ``path`` is its address, ``script`` its file in ``app/office/pages``, ``title`` the key of its name.

    ``icon`` is a Material symbol as Streamlit writes it, and ``group`` its place in the menu. Whoever has
    ``permission`` sees the page in the menu, or where it is not ``in_menu``, on the page that leads to it.
    """

    path: str
    script: str
    title: str
    icon: str
    permission: Permission
    in_menu: bool = True
    group: MenuGroup = MenuGroup.SALES


#: The page that a shop begins with.
SETUP_PATH = SETUP.removeprefix("/")
#: Reached from the page of categories.
QUICK_KEYS_PATH = "quick_keys"

#: What went wrong with a payment.
PAYMENTS_PATH = "payments"

_GOODS = tuple(
    replace(page, group=MenuGroup.GOODS)
    for page in (
        OfficePage("goods", "goods_page.py", "goods.title", ":material/inventory_2:", Permission.CHANGE_GOODS),
        OfficePage("orders", "orders_page.py", "orders.title", ":material/local_shipping:", Permission.ORDER_GOODS),
        OfficePage(
            "automatic_orders", "automatic_page.py", "automatic.title", ":material/autorenew:", Permission.ORDER_GOODS
        ),
        OfficePage("suppliers", "suppliers_page.py", "suppliers.title", ":material/handshake:", Permission.ORDER_GOODS),
        OfficePage("bulk_prices", "bulk_prices_page.py", "bulk.title", ":material/percent:", Permission.CHANGE_PRICES),
        OfficePage("promotions", "promotions_page.py", "promotions.title", ":material/sell:", Permission.CHANGE_PRICES),
        OfficePage(
            "categories", "categories_page.py", "categories.title", ":material/category:", Permission.CHANGE_GOODS
        ),
        OfficePage("deposits", "deposits_page.py", "deposits.title", ":material/recycling:", Permission.CHANGE_PRICES),
        OfficePage(
            QUICK_KEYS_PATH,
            "quick_keys_page.py",
            "quick_keys.title",
            ":material/grid_view:",
            Permission.CHANGE_GOODS,
            in_menu=False,
        ),
        OfficePage(
            "order_rules", "order_rules_page.py", "replay.title", ":material/compare_arrows:", Permission.SEE_COSTS
        ),
        OfficePage("shadow", "shadow_page.py", "shadow.title", ":material/balance:", Permission.SEE_COSTS),
        OfficePage(
            "deliveries",
            "deliveries_page.py",
            "deliveries.title",
            ":material/local_shipping:",
            Permission.RECEIVE_GOODS,
        ),
        OfficePage(
            "supplier_returns",
            "supplier_returns_page.py",
            "claims.title",
            ":material/assignment_return:",
            Permission.RETURN_TO_SUPPLIER,
        ),
        OfficePage("counts", "counts_page.py", "counts.title", ":material/checklist:", Permission.COUNT_GOODS),
        OfficePage(
            "transfers",
            "transfers_page.py",
            "transfers.title",
            ":material/swap_horiz:",
            Permission.TRANSFER_GOODS,
        ),
        OfficePage(
            "write_offs", "write_offs_page.py", "stock.write_offs", ":material/delete:", Permission.WRITE_OFF_GOODS
        ),
        OfficePage(
            "negative_stock",
            "negative_stock_page.py",
            "stock.negative",
            ":material/exposure_neg_1:",
            Permission.COUNT_GOODS,
        ),
        OfficePage("stock_value", "stock_value_page.py", "stock.value", ":material/savings:", Permission.SEE_COSTS),
        OfficePage("labels", "labels.py", "labels.title", ":material/label:", Permission.PRINT_LABELS),
    )
)
_SHOP = tuple(
    replace(page, group=MenuGroup.SHOP)
    for page in (
        OfficePage(SETUP_PATH, "setup.py", "setup.title", ":material/storefront:", Permission.CHANGE_SHOP),
        OfficePage("move_in", "move_in_page.py", "move.title", ":material/move_to_inbox:", Permission.MOVE_IN),
        OfficePage("take_out", "take_out_page.py", "take_out.title", ":material/outbox:", Permission.EXPORT_EVERYTHING),
        OfficePage("settings", "settings.py", "settings.title", ":material/settings:", Permission.CHANGE_SHOP),
        OfficePage("tills", "tills_page.py", "pages.tills", ":material/devices:", Permission.ENROL_TILLS),
        OfficePage("people", "people.py", "pages.people", ":material/group:", Permission.CHANGE_OPERATORS),
        OfficePage("api_keys", "api_keys_page.py", "api_keys.title", ":material/api:", Permission.CHANGE_API_KEYS),
        OfficePage("webhooks", "webhooks_page.py", "webhooks.title", ":material/webhook:", Permission.CHANGE_WEBHOOKS),
        OfficePage("sessions", "open_sessions.py", "pages.sessions", ":material/key:", Permission.END_SESSIONS),
    )
)
#: The groups of one kind come one after the other.
OFFICE_PAGES: tuple[OfficePage, ...] = (
    OfficePage(
        PAYMENTS_PATH, "payments_page.py", "pages.payments", ":material/credit_card:", Permission.RESOLVE_PAYMENTS
    ),
    OfficePage("receipts", "receipts_page.py", "receipts.title", ":material/receipt:", Permission.SEE_FIGURES),
    OfficePage("day_archive", "day_archive.py", "archive.title", ":material/event_available:", Permission.SEE_FIGURES),
    OfficePage("gift_cards", "gift_cards_page.py", "gift_cards.title", ":material/redeem:", Permission.SEE_FIGURES),
    OfficePage(
        "web_orders",
        "web_orders_page.py",
        "web_orders.title",
        ":material/shopping_bag:",
        Permission.HANDLE_ONLINE_ORDERS,
    ),
    OfficePage("tips", "tips_page.py", "tips.title", ":material/volunteer_activism:", Permission.SEE_TIPS),
    OfficePage(
        "customer_accounts",
        "customer_accounts_page.py",
        "accounts.title",
        ":material/account_balance:",
        Permission.SEE_CUSTOMER_ACCOUNTS,
    ),
    OfficePage("members", "members_page.py", "members.title", ":material/loyalty:", Permission.SEE_MEMBERS),
    OfficePage("points", "points_page.py", "points.title", ":material/stars:", Permission.CHANGE_POINT_RULES),
    OfficePage(
        "customers", "customers_page.py", "customers.title", ":material/groups:", Permission.SEE_CUSTOMER_FIGURES
    ),
    OfficePage("sent_documents", "sent_documents.py", "mail.title", ":material/mail:", Permission.SEND_DOCUMENTS),
    OfficePage(
        "accounting", "accounting_page.py", "accounting.title", ":material/account_tree:", Permission.SEND_DOCUMENTS
    ),
    OfficePage("crm", "crm_page.py", "crm.title", ":material/contact_mail:", Permission.CHANGE_SHOP),
    *_GOODS,
    *_SHOP,
)
