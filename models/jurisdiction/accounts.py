"""The accounts that a country's books have for what a shop does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AccountRole(StrEnum):
    """What an account is used for; the number behind it is the shop's own choice."""

    CASH = "cash"
    SAFE = "safe"
    CASH_IN_TRANSIT = "cash_in_transit"
    CASH_DIFFERENCE = "cash_difference"
    CARD = "card"
    CARD_OFFLINE = "card_offline"
    PREPAID = "prepaid"
    CLAIM = "claim"
    BANK = "bank"
    PAYMENT_FEE = "payment_fee"
    UNSORTED = "unsorted"
    TIP = "tip"
    ROUNDING = "rounding"
    SALES = "sales"
    OUTPUT_TAX = "output_tax"
    DEPOSIT = "deposit"
    DEPOSIT_VOUCHER = "deposit_voucher"
    CUSTOMER_ACCOUNT = "customer_account"
    GIFT_CARD = "gift_card"
    GIFT_CARD_ENDED = "gift_card_ended"
    POINTS_DEBT = "points_debt"
    POINTS_GIVEN = "points_given"
    OPENING_BALANCE = "opening_balance"


@dataclass(frozen=True, slots=True)
class AccountDefault:
    """An account as a chart of the country has it; ``rate_ppm`` for the roles that have one account per tax rate."""

    role: AccountRole
    number: str
    name: str
    rate_ppm: int = 0
