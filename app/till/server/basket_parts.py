"""What a till receives of the parts of its basket beside goods: discounts, codes, vouchers, gift cards and points."""

from __future__ import annotations

from app.web.request_parts import Reply
from models.pricing.discount_part import sum_of
from models.selling.basket import PricedBasket
from models.selling.deposit_voucher import DepositVoucher
from models.selling.discount_grant import DiscountGrant
from models.selling.gift_card import GiftCardPart
from models.selling.shown_codes import ShownCode


def points_reply(priced: PricedBasket) -> Reply | None:
    """Points that the basket uses, and what they take off; ``None`` if it uses none."""
    if priced.basket.points is None:
        return None
    return {"points": priced.basket.points.points, "used": priced.points_used, "taken_minor": priced.points_minor}


def gift_part_reply(part: GiftCardPart, priced: PricedBasket) -> Reply:
    """A gift card in the basket; ``paid_minor`` is what it pays of the basket as it is."""
    paid = sum(each.amount_minor for each in priced.paid_by_cards if each.card == part.card and not part.position)
    amounts = {"amount_minor": part.amount_minor, "paid_minor": paid}
    return {"card": part.card, "last_four": part.last_four, **amounts}


def voucher_reply(voucher: DepositVoucher) -> Reply:
    """A deposit voucher that the customer pays with."""
    return {"number": voucher.number, "amount_minor": voucher.amount_minor, "reason": voucher.reason}


def grant_reply(grant: DiscountGrant, priced: PricedBasket) -> Reply:
    """A discount that somebody gave; ``taken_minor`` is what one on the whole basket takes off."""
    parts = (part for line in priced.lines for part in line.discounts if part.kind is grant.kind)
    return {
        "kind": grant.kind.value,
        "position": grant.position,
        "reason": grant.reason,
        "rate_ppm": grant.rate_ppm,
        "taken_minor": sum_of(parts) if grant.position is None else 0,
    }


def code_reply(entry: ShownCode, priced: PricedBasket) -> Reply:
    """A code that the customer showed, and what its promotion takes off the basket as it is."""
    parts = [part for line in priced.lines for part in line.discounts if part.source_id == entry.promotion]
    return {"code": entry.code, "is_coupon": entry.is_coupon, "taken_minor": sum_of(parts)}
