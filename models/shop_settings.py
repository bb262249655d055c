"""The settings of a shop: what may be set, what each value must be, and what holds until somebody sets it.

A name such as ``receipt.footer_sv`` is one setting; ``location.*.name`` is one for each location, by its number.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.catalogue.colour import Colour
from models.company_number import check_company_number
from models.errors import Refused
from models.member_settings import CUSTOMER_KINDS
from models.order_settings import ORDER_KINDS
from models.receipt_logo import LOGO_TEXT_LENGTH_MAX
from models.setting_checks import (
    is_address,
    is_clock,
    is_count,
    is_day,
    is_days,
    is_folder,
    is_host,
    is_logo,
    is_minutes,
    is_opening_hours,
    is_percent,
    is_port,
    is_series,
    is_there,
    is_voucher_layout,
    is_whole,
    is_whole_amount,
)
from models.setting_kind import SettingGroup, SettingKind


class UnknownSetting(Refused):
    """There is no setting of that name."""

    code = "unknown_setting"
    text = "There is no setting {name!r}. Nothing was changed; 'kassa settings list' names them all."

    name: str


PAY_TO = "company.pay_to"
COMPANY_NAME, COMPANY_NUMBER, DAY_CLOSES_AT = "company.name", "company.org_number", "company.day_closes_at"
LOCATION_NAME, LOCATION_ADDRESS, TILL_NAME = "location.*.name", "location.*.address", "till.*.name"
DISPLAY_COLOURS = "displays.colours"
EAT_IN_OFFERED, EAT_IN_TILLS = "eat_in.offered", "eat_in.tills"
RECEIPT_LANGUAGE, LOCK_MINUTES, BACKUP_FOLDER = "receipt.language", "tills.lock_minutes", "backups.folder"
RECEIPT_OPERATOR, RECEIPT_LOGO = "receipt.operator", "receipt.logo"
RECEIPT_ON_PHONE = "receipt.on_phone"
CASH_DRAWER, CASH_ALERT_ABOVE = "cash.drawer", "cash.alert_above"
CASH_DIFFERENCE_MAX, CASH_COUNTS_MAX = "cash.difference_max", "cash.counts_max"
OFFLINE_SALE, OFFLINE_TILL_DAY = "cards.offline_sale", "cards.offline_till_day"
OFFLINE_DAY, CARD_TIPS = "cards.offline_day", "cards.tips"
RETURN_DAYS, RETURN_AMOUNT_MAX, RETURN_PROOF = "returns.days", "returns.amount_max", "returns.receipt"
VOUCHER_LAYOUT, VOUCHER_DAYS = "returns.voucher_layout", "returns.voucher_days"
VOUCHER_AMOUNT_MAX, GIFT_CARD_YEARS = "returns.voucher_amount_max", "gift_cards.years"
MEMBER_GROUP, GIFT_CARD_AMOUNT_MAX = "members.group", "gift_cards.amount_max"
SENSITIVE_CATEGORIES, JOIN_ON_PHONE = "members.sensitive_categories", "members.own_phone"
ABSENT_MONTHS, POINTS_ALONE_MAX = "members.erase_after_months", "members.points_alone_max"
BLIND_CUSTOMER_MAX, BLIND_DAY_MAX = "returns.blind_customer_max", "returns.blind_day_max"
MAIL_HOST, MAIL_PORT, MAIL_SECURITY = "mail.host", "mail.port", "mail.security"
MAIL_USER, MAIL_FROM = "mail.user", "mail.from"
BOOKS_MAIL, BOOKS_FOLDER = "books.mail_to", "books.folder"
BOOKS_SYSTEM, BOOKS_SINCE = "books.system", "books.since"
CRM_SYSTEM = "crm.system"
BOOKS_SERIES, BOOKS_COST_CENTER = "books.series", "books.cost_center"
DISCOUNT_PERCENT, DISCOUNT_APPROVED_PERCENT = "discounts.percent", "discounts.approved_percent"
STAFF_PERCENT, MARGIN_PERCENT, DISCOUNT_REASONS = "discounts.staff_percent", "discounts.margin", "discounts.reasons"
STOREFRONT_OPEN, STOREFRONT_LOCATION = "storefront.open", "storefront.location"
STOREFRONT_LEFT_OUT, STOREFRONT_AGE_LIMIT = "storefront.left_out", "storefront.age_limit"
STOREFRONT_COLOUR, STOREFRONT_GUARD = "storefront.colour", "storefront.guard"
STOREFRONT_ORDERS, STOREFRONT_HOURS = "storefront.orders", "storefront.hours"
STOREFRONT_LEAD_HOURS, STOREFRONT_DAYS_AHEAD = "storefront.lead_hours", "storefront.days_ahead"
STOREFRONT_SLOT_ORDERS, STOREFRONT_HOLD_DAYS = "storefront.slot_orders", "storefront.hold_days"
STOREFRONT_SAFETY_STOCK, STOREFRONT_PAYMENT = "storefront.safety_stock", "storefront.payment"
STOREFRONT_GIFT_CARDS = "storefront.gift_cards"
FOOTERS = {"sv": "receipt.footer_sv", "en": "receipt.footer_en"}
FOOTER_LENGTH_MAX = 200

KINDS = (
    SettingKind(COMPANY_NAME, SettingGroup.COMPANY, "", "the company's name, as receipts show it", 120, is_there),
    SettingKind(
        COMPANY_NUMBER, SettingGroup.COMPANY, "", "its organisation number, checked", 20, check_company_number
    ),
    SettingKind(
        DAY_CLOSES_AT, SettingGroup.COMPANY, "", "the local time at which a business day ends", 8, is_clock
    ),
    SettingKind(
        PAY_TO, SettingGroup.COMPANY, "",
        "where customers pay what they bought on account, such as `Bankgiro 123-4567`; on their statements", 60,
    ),
    SettingKind(LOCATION_NAME, SettingGroup.LOCATIONS, "", "the name of a location", 120, is_there),
    SettingKind(LOCATION_ADDRESS, SettingGroup.LOCATIONS, "", "its address, as receipts show it", 200),
    SettingKind(TILL_NAME, SettingGroup.TILLS, "", "the designation of a till on receipts", 16, is_there),
    SettingKind(
        LOCK_MINUTES, SettingGroup.TILLS, "2", "minutes without a touch after which a till locks", 2, is_minutes
    ),
    SettingKind(
        EAT_IN_OFFERED, SettingGroup.TILLS, "no", "whether tills ask if food is eaten in or taken away", 3,
        choices=("no", "yes"),
    ),
    SettingKind(
        EAT_IN_TILLS, SettingGroup.TILLS, "",
        "the numbers of tills at which food is eaten in unless somebody chooses, with `;` between them", 60,
    ),
    SettingKind(
        DISPLAY_COLOURS, SettingGroup.TILLS, "device",
        "customer displays: `light`, `dark`, or as each `device` is set", 6,
        choices=("device", "light", "dark"),
    ),
    SettingKind(
        CASH_DRAWER, SettingGroup.CASH, "till",
        "whose a cash drawer is: everybody's at a `till`, or each `operator`'s", 8,
        choices=("till", "operator"),
    ),
    SettingKind(
        CASH_ALERT_ABOVE, SettingGroup.CASH, "5000",
        "cash in a drawer above which the till asks to bring some to the safe; 0: never", 9, is_whole,
    ),
    SettingKind(
        CASH_DIFFERENCE_MAX, SettingGroup.CASH, "100",
        "a larger difference takes somebody who may accept it", 9, is_whole,
    ),
    SettingKind(
        CASH_COUNTS_MAX, SettingGroup.CASH, "3",
        "how often a drawer may be counted when the count differs", 1, is_count,
    ),
    SettingKind(
        RECEIPT_LANGUAGE, SettingGroup.RECEIPTS, "", "the language of receipts; empty: `KASSA_LANGUAGE`", 2,
        choices=("", "sv", "en"),
    ),
    SettingKind(
        RECEIPT_OPERATOR, SettingGroup.RECEIPTS, "first_name", "how receipts name who sold", 10,
        choices=("first_name", "code", "none"),
    ),
    SettingKind(
        RECEIPT_ON_PHONE, SettingGroup.RECEIPTS, "no",
        "`yes`: after a sale a code on the customer's display opens the copy of the receipt on the own phone", 3,
        choices=("no", "yes"),
    ),
    SettingKind(
        RECEIPT_LOGO, SettingGroup.RECEIPTS, "", "the logo at the top of receipts, a picture; empty: none",
        LOGO_TEXT_LENGTH_MAX, is_logo,
    ),
    SettingKind(
        FOOTERS["sv"], SettingGroup.RECEIPTS, "", "the last lines of a Swedish receipt, before the thanks",
        FOOTER_LENGTH_MAX,
    ),
    SettingKind(
        FOOTERS["en"], SettingGroup.RECEIPTS, "", "the same on an English receipt", FOOTER_LENGTH_MAX
    ),
    SettingKind(
        OFFLINE_SALE, SettingGroup.CARDS, "500",
        "the most of one sale that a card may pay without its bank; `0`: no card is taken so", 7, is_whole_amount,
    ),
    SettingKind(
        OFFLINE_TILL_DAY, SettingGroup.CARDS, "3000", "the same for a till in a business day", 7, is_whole_amount
    ),
    SettingKind(
        OFFLINE_DAY, SettingGroup.CARDS, "10000", "the same for all tills in a business day", 7, is_whole_amount
    ),
    SettingKind(
        CARD_TIPS, SettingGroup.CARDS, "off",
        "tips by card: `off`, each keeps their `own`, or they are `shared` by all", 6,
        choices=("off", "own", "shared"),
    ),
    SettingKind(
        RETURN_DAYS, SettingGroup.RETURNS, "30",
        "goods bought longer ago than so many days come back only with approval", 4, is_days,
    ),
    SettingKind(
        RETURN_AMOUNT_MAX, SettingGroup.RETURNS, "1000",
        "more than this amount is given back only with approval, in whole units of the currency", 7, is_whole,
    ),
    SettingKind(
        RETURN_PROOF, SettingGroup.RETURNS, "scanned",
        "which receipt needs no approval: one whose square code was `scanned`, or also one that was `found`", 7,
        choices=("scanned", "found"),
    ),
    SettingKind(
        BLIND_CUSTOMER_MAX, SettingGroup.RETURNS, "300",
        "so much is given back to one customer in a day without a receipt; `0`: nothing is", 7, is_whole_amount,
    ),
    SettingKind(
        BLIND_DAY_MAX, SettingGroup.RETURNS, "1000",
        "so much is given back at a location in a day without a receipt; `0`: nothing is", 7, is_whole_amount,
    ),
    SettingKind(
        VOUCHER_LAYOUT, SettingGroup.RETURNS, "",
        "the layout of a deposit voucher's 13 digits, such as `980NNNNVVVVVC`; empty: amounts are typed", 13,
        is_voucher_layout,
    ),
    SettingKind(
        VOUCHER_DAYS, SettingGroup.RETURNS, "365",
        "a deposit voucher of the same number is refused for so many days", 4, is_days,
    ),
    SettingKind(
        VOUCHER_AMOUNT_MAX, SettingGroup.RETURNS, "200",
        "deposit vouchers of more than this in one purchase take approval, in whole units of the currency", 7,
        is_whole,
    ),
    SettingKind(
        GIFT_CARD_AMOUNT_MAX, SettingGroup.GIFT_CARDS, "5000",
        "no more than this is put on one gift card, in whole units of the currency", 7, is_whole,
    ),
    SettingKind(
        GIFT_CARD_YEARS, SettingGroup.GIFT_CARDS, "10",
        "a gift card is good for so many years after money was put on it; `0`: always", 2, is_whole,
    ),
    SettingKind(
        MEMBER_GROUP, SettingGroup.MEMBERS, "",
        "the customers' group of all members: promotions for that group hold for them; empty: none does", 24,
    ),
    SettingKind(
        JOIN_ON_PHONE, SettingGroup.MEMBERS, "no",
        "`yes`: a code on the customer's display lets customers become members on the own phone", 3,
        choices=("no", "yes"),
    ),
    SettingKind(
        ABSENT_MONTHS, SettingGroup.MEMBERS, "0",
        "members of whom the shop heard nothing for so many months are erased by the clock; `0`: nobody is", 2,
        choices=("0", "12", "18", "24", "36", "48", "60"),
    ),
    SettingKind(POINTS_ALONE_MAX, SettingGroup.MEMBERS, "1000",
        "more points than this, given or taken by hand, need the PIN of a second person", 7, is_whole),
    SettingKind(
        SENSITIVE_CATEGORIES, SettingGroup.MEMBERS, "tobacco, alcohol, pharmacy, intimate, religious, tickets",
        "codes of categories that figures of customers never show by who buys them, as goods with an age limit", 300,
    ),
    *CUSTOMER_KINDS,
    SettingKind(
        MAIL_HOST, SettingGroup.MAIL, "", "the mail server that sends the shop's e-mails; empty: none are sent", 253,
        is_host,
    ),
    SettingKind(MAIL_PORT, SettingGroup.MAIL, "587", "its port", 5, is_port),
    SettingKind(
        MAIL_SECURITY, SettingGroup.MAIL, "starttls",
        "how the way to it is encrypted: `starttls`, `tls` from the first byte on, or `none` on this machine only", 8,
        choices=("starttls", "tls", "none"),
    ),
    SettingKind(
        MAIL_USER, SettingGroup.MAIL, "", "the account there; `kassa settings mail-password` sets its password", 254
    ),
    SettingKind(
        MAIL_FROM, SettingGroup.MAIL, "", "the address that the shop writes from; empty: the account", 254, is_address
    ),
    SettingKind(
        BOOKS_MAIL, SettingGroup.MAIL, "", "who gets the vouchers and the Z report after each close, by e-mail", 254,
        is_address,
    ),
    SettingKind(
        BOOKS_FOLDER, SettingGroup.MAIL, "", "the folder into which they are written after each close", 300, is_folder
    ),
    SettingKind(
        BOOKS_SYSTEM, SettingGroup.MAIL, "none",
        "the bookkeeping program on the network that gets them after each close", 7,
        choices=("none", "fortnox", "xero", "tryton"),
    ),
    SettingKind(
        BOOKS_SINCE, SettingGroup.MAIL, "", "the first business day that it gets; empty: only days closed from now on",
        10, is_day,
    ),
    SettingKind(
        CRM_SYSTEM, SettingGroup.MAIL, "none",
        "the CRM on the network that gets the contacts of members who agreed to offers", 7, choices=("none", "hubspot"),
    ),
    SettingKind(
        BOOKS_SERIES, SettingGroup.MAIL, "K", "the series of vouchers in Fortnox; two shops need two series", 10,
        is_series,
    ),
    SettingKind(
        BOOKS_COST_CENTER, SettingGroup.MAIL, "", "the cost centre of their rows in Fortnox; empty: none", 20
    ),
    SettingKind(
        DISCOUNT_PERCENT, SettingGroup.DISCOUNTS, "10",
        "so many per cent may be taken off with the permission to give discounts", 6, is_percent,
    ),
    SettingKind(
        DISCOUNT_APPROVED_PERCENT, SettingGroup.DISCOUNTS, "30",
        "so many with the permission to approve discounts; more takes whoever may change prices", 6, is_percent,
    ),
    SettingKind(
        STAFF_PERCENT, SettingGroup.DISCOUNTS, "20", "the discount on a staff purchase, in per cent", 6, is_percent
    ),
    SettingKind(
        MARGIN_PERCENT, SettingGroup.DISCOUNTS, "0",
        "a lower price that leaves a smaller margin than so many per cent takes approval", 6, is_percent,
    ),
    SettingKind(
        DISCOUNT_REASONS, SettingGroup.DISCOUNTS, "",
        "the reasons for a discount that the till offers, with `;` between them; empty: reasons of its own",
        200,
    ),
    *ORDER_KINDS,
    SettingKind(
        STOREFRONT_OPEN, SettingGroup.STOREFRONT, "no", "`yes`: the web shop is open", 3, choices=("no", "yes")
    ),
    SettingKind(
        STOREFRONT_LOCATION, SettingGroup.STOREFRONT, "1",
        "the number of the location whose goods, prices and stock the web shop shows", 3, is_count,
    ),
    SettingKind(
        STOREFRONT_LEFT_OUT, SettingGroup.STOREFRONT, "tobacco, alcohol, tickets, pharmacy",
        "codes of categories that the web shop does not show, with commas", 300,
    ),
    SettingKind(
        STOREFRONT_AGE_LIMIT, SettingGroup.STOREFRONT, "15",
        "goods for which one must be older than so many years are not in the web shop", 2, is_whole,
    ),
    SettingKind(
        STOREFRONT_COLOUR, SettingGroup.STOREFRONT, "", "the colour of the web shop; empty: Kassa's own", 9,
        choices=("", *Colour),
    ),
    SettingKind(STOREFRONT_ORDERS, SettingGroup.STOREFRONT, "no",
        "`yes`: customers order in the web shop, and pay and fetch the goods in the shop", 3, choices=("no", "yes")),
    SettingKind(STOREFRONT_HOURS, SettingGroup.STOREFRONT, "mon-fri 09:00-18:00, sat 10:00-15:00",
        "when orders can be fetched, in the local time", 200, is_opening_hours),
    SettingKind(STOREFRONT_LEAD_HOURS, SettingGroup.STOREFRONT, "2",
        "hours from an order to the first time at which it can be fetched", 1, is_count),
    SettingKind(STOREFRONT_DAYS_AHEAD, SettingGroup.STOREFRONT, "5",
        "how many days ahead an order can be fetched", 1, is_count),
    SettingKind(STOREFRONT_SLOT_ORDERS, SettingGroup.STOREFRONT, "4",
        "so many orders at most are fetched in the same half hour", 1, is_count),
    SettingKind(STOREFRONT_HOLD_DAYS, SettingGroup.STOREFRONT, "2",
        "so many days after its time an order ends that nobody fetched", 1, is_count),
    SettingKind(STOREFRONT_SAFETY_STOCK, SettingGroup.STOREFRONT, "0",
        "so many of each product are left for the shop and not sold on the web", 3, is_whole),
    SettingKind(STOREFRONT_PAYMENT, SettingGroup.STOREFRONT, "shop",
        "where orders are paid: `shop` when they are fetched, `web` by card or Swish before, or `both`", 4,
        choices=("shop", "web", "both")),
    SettingKind(STOREFRONT_GIFT_CARDS, SettingGroup.STOREFRONT, "no",
        "`yes`: customers buy gift cards in the web shop, where they can pay on the web", 3, choices=("no", "yes")),
    SettingKind(STOREFRONT_GUARD, SettingGroup.STOREFRONT, "yes",
        "`yes`: tills do not sell what is promised to orders of the web shop", 3, choices=("no", "yes")),
    SettingKind(
        BACKUP_FOLDER, SettingGroup.BACKUPS, "",
        "the folder for backups; empty: `backups` in `KASSA_HOME`", 300, is_folder,
    ),
)  # fmt: skip
_BY_PATTERN = {kind.pattern: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class SettingName:
    """A name that was understood: its kind, and the number of its location or till (0: it has none)."""

    text: str
    kind: SettingKind
    number: int = 0


def parse_name(text: str) -> SettingName:
    """Understand the name of a setting; raises :class:`UnknownSetting`.

    >>> parse_name("till.2.name").kind.pattern, parse_name("till.2.name").number
    ('till.*.name', 2)
    """
    parts = text.split(".")
    number = next((part for part in parts if part.isascii() and part.isdigit()), "")
    kind = _BY_PATTERN.get(".".join("*" if part == number else part for part in parts) if number else text)
    if kind is None or ("*" in kind.pattern) != bool(number) or number.startswith("0"):
        raise UnknownSetting(text[:60])
    return SettingName(text, kind, int(number or 0))


def name_of(pattern: str, number: int) -> str:
    """The name of a setting of one location or till.

    >>> name_of(LOCATION_NAME, 2)
    'location.2.name'
    """
    return pattern.replace("*", str(number))
