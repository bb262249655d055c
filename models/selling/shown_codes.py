"""What a customer shows at the till to get a promotion: a code that many have, a coupon for one purchase, a group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from models.errors import Refused
from models.promotions.promotion import Buyer, Promotion

#: A basket has at most so many codes.
CODES_MAX = 10


class ShownCode(Struct, frozen=True):
    """A code in a basket, and the number of the promotion that it was shown for.

    A coupon's is the whole own code of Kassa on it; it is good for one purchase.
    """

    code: str
    promotion: int
    is_coupon: bool = False


class UnknownPromotionCode(Refused):
    """A code of no promotion that the shop has today."""

    code = "unknown_promotion_code"
    text = "No promotion of today has the code {code_text}. Nothing was changed; read the code and its days again."

    code_text: str


class CouponUsed(Refused):
    """A coupon that was good for one purchase, which was made."""

    code = "coupon_used"
    text = "The coupon {code_text} was used for a purchase already. Nothing was changed; sell without it."

    code_text: str


class CouponEnded(Refused):
    """A coupon that a member got, after its last day."""

    code = "coupon_ended"
    text = "The coupon {code_text} was good until {last_day}. Nothing was changed; sell without it."

    code_text: str
    last_day: date


class CouponInUse(Refused):
    """A coupon that is in another basket now."""

    code = "coupon_in_use"
    text = "The coupon {code_text} is in another basket now. Nothing was changed; remove it there, or sell without it."

    code_text: str


class SecondCoupon(Refused):
    """Another coupon of a promotion that the basket has one of."""

    code = "second_coupon"
    text = "A purchase takes one coupon for {promotion}. Nothing was changed; the other is good for the next one."

    promotion: str


class UnknownCustomerGroup(Refused):
    """A group for which no promotion is."""

    code = "unknown_customer_group"
    text = "No promotion of today is for the group {group}. Nothing was changed; choose one from the list."

    group: str


def buyer_of(customer_group: str | None, codes: Iterable[ShownCode]) -> Buyer:
    """The customer of a basket, as promotions ask for one.

    >>> buyer_of("member", [ShownCode("WINTER", 1), ShownCode("KXC…", 2, is_coupon=True)]).promotions
    frozenset({2})
    """
    entries = tuple(codes)
    return Buyer(
        customer_group,
        frozenset(each.code for each in entries if not each.is_coupon),
        frozenset(each.promotion for each in entries if each.is_coupon),
    )


def with_code(codes: tuple[ShownCode, ...], new: ShownCode, promotion: Promotion) -> tuple[ShownCode, ...]:
    """The codes with a new one; one that is there already stays one. Raises :class:`SecondCoupon`."""
    if new in codes:
        return codes
    if new.is_coupon and any(each.is_coupon and each.promotion == new.promotion for each in codes):
        raise SecondCoupon(promotion.name)
    return (*codes, new)
