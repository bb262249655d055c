"""What comes back of a sold line: how much of it, why, where the goods go, and for how much."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from models.errors import Refused


class ReturnReason(StrEnum):
    """Why a customer brings goods back; the journal and the receipt store the code."""

    CHANGED_MIND = "changed_mind"
    WRONG_ITEM = "wrong_item"
    FAULTY = "faulty"
    WRONG_PRICE = "wrong_price"
    MISTAKE = "mistake"
    """The sale itself was a mistake, such as a wrong means of payment."""


class GoodsTo(StrEnum):
    """Where goods go that came back."""

    STOCK = "stock"
    WASTE = "waste"
    SUPPLIER = "supplier"


class GoodsReturned(Struct, frozen=True):
    """Why the goods of a line of a refund came back, and where they went."""

    reason: ReturnReason
    goods_to: GoodsTo


class ReturnLine(Struct, frozen=True):
    """A sold line in a basket, to be taken back: ``position`` is its place in the sale ``sale_id``.

    Amounts are above zero, in minor units, and fixed when the line is chosen. ``cost`` is without tax, if known.
    """

    sale_id: int
    position: int
    quantity: Decimal
    reason: ReturnReason
    goods_to: GoodsTo
    gross_minor: int
    tax_minor: int
    discount_minor: int
    cost_minor: int | None = None


class NotReturnable(Refused):
    """A receipt of which nothing can be taken back: a return receipt, or one that is no sale of ours."""

    code = "not_returnable"
    text = "Receipt {number} is a return itself. Nothing was changed; take the receipt of the purchase."

    number: int


class OtherReceiptChosen(Refused):
    """Goods of two receipts in one basket."""

    code = "other_receipt_chosen"
    text = (
        "The basket takes goods back from receipt {number} already. Nothing was changed; finish that return first, "
        "then begin with the other receipt."
    )

    number: int


class NoReturn(Refused):
    """There is no return in the basket, or the customer has to pay for it."""

    code = "no_return"
    text = "There is nothing to give back for this basket. Nothing was changed; look at the basket and try again."
