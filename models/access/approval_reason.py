"""Why somebody approves at a till what another may not do alone: a list, so that reasons can be counted."""

from __future__ import annotations

from enum import StrEnum


class ApprovalReason(StrEnum):
    """The reasons that a till offers; the journal stores the code."""

    CHANGE_MONEY = "change_money"
    CASH_COUNT = "cash_count"
    CUSTOMER_LEFT = "customer_left"
    MISTAKE = "mistake"
    RECEIPT_LOST = "receipt_lost"
    NEW_PRODUCT = "new_product"
    PAYMENT_LOOKED_UP = "payment_looked_up"
    CASH_MOVED = "cash_moved"
    DAY_END = "day_end"
    GOODWILL = "goodwill"
    CARD_REFUSED = "card_refused"
    OTHER = "other"
