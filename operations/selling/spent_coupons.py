"""Coupons that baskets hold, that a sale spends, and that are good again when all of it has come back."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.promotion import CouponRestored, CouponSpent
from models.selling.basket import Basket
from models.selling.refund_sale import is_all_back
from models.selling.sale import Sale
from models.selling.shown_codes import CouponInUse
from operations.unit_of_work import UnitOfWork
from store.database.engine import Connection
from store.selling import coupons


def follow_codes(tx: Connection, before: Basket | None, after: Basket) -> None:
    """Let a basket hold the coupons that were shown for it, and no others.

    Raises :class:`models.selling.shown_codes.CouponInUse` if another till was faster.
    """
    old, new = _codes(before), _codes(after)
    for code in sorted(new - old):
        if not coupons.claim_coupon(tx, code, after.id):
            raise CouponInUse(code)
    if old - new:
        coupons.free_coupons(tx, after.id, sorted(old - new))


def spend_coupons(work: UnitOfWork, basket: Basket, sale: Sale) -> None:
    """Spend the coupons of a basket that gave something on its sale; the others are good for another purchase."""
    if not _codes(basket):
        return
    gave = {part.source_id for line in sale.lines for part in line.discounts}
    for each in basket.codes:
        if each.is_coupon and each.promotion in gave:
            coupons.spend_coupon(work.tx, each.code, basket.id, sale.id)
            work.record(CouponSpent(sale.id, each.promotion, each.code))
    coupons.free_coupons(work.tx, basket.id)


def restore_coupons(work: UnitOfWork, original: Sale, refund: Sale, earlier: Iterable[Sale]) -> None:
    """Make the coupons of a sale good for another purchase, once all of it has come back."""
    uses = coupons.coupons_on(work.tx, original.id)
    if not uses or not is_all_back(original, [*earlier, refund]):
        return
    for each in uses:
        coupons.move_coupon(work.tx, each.code, None)
        work.record(CouponRestored(refund.id, each.promotion_id, each.code))


def spend_again(work: UnitOfWork, codes: Iterable[tuple[str, int]], sale: Sale) -> None:
    """Spend coupons, by code and promotion, on the sale that takes the place of the one on which they were spent."""
    for code, promotion_id in codes:
        coupons.move_coupon(work.tx, code, sale.id)
        work.record(CouponSpent(sale.id, promotion_id, code))


def _codes(basket: Basket | None) -> set[str]:
    return set() if basket is None else {each.code for each in basket.codes if each.is_coupon}
