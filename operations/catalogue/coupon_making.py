"""Making coupons of a promotion, each good for one purchase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from secrets import choice

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.promotion import CouponsMade
from models.own_code import new_coupon
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store.catalogue.promotion_rows import find_promotion
from store.database.engine import Store
from store.selling import coupons

#: So many coupons are made at once at most.
COUPONS_MAX = 1000


class NoCouponsWanted(Refused):
    """Coupons of a promotion that holds without one, or too many at once."""

    code = "no_coupons_wanted"
    text = "{promotion} cannot have {count} coupons: it needs a code, and 1 to 1000 are made at once. None was made."

    promotion: str
    count: int


def make_coupons(
    store: Store, actor: Actor, promotion_id: int, count: int, *, at: datetime, choose: Callable[[str], str] = choice
) -> list[str]:
    """Make coupons of a promotion that asks for a code, and return the whole codes on them, in order.

    Their codes come from the system's own chance, which nobody foresees; another ``choose`` is for a shop to try.
    Raises :class:`NoCouponsWanted` or :class:`store.catalogue.promotion_rows.NoSuchPromotion`.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        promotion = find_promotion(work.tx, promotion_id).promotion
        if promotion.coupon is None or not 0 < count <= COUPONS_MAX:
            raise NoCouponsWanted(promotion.name, count)
        codes = sorted(new_coupon(choose).text for _ in range(count))
        coupons.add_coupons(work.tx, promotion_id, codes, at)
        work.record(CouponsMade(promotion_id, tuple(codes)))
    return codes
