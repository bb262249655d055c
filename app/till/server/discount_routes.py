"""What the shop permits of discounts, for the till that asks for one."""

from __future__ import annotations

from fastapi import APIRouter

from app.till.server.at_till import OperatorHere
from app.web.request_parts import At, CounterOf, Reply
from operations.customer_groups import customer_groups, promotions_of_today
from operations.selling.discounts import discount_limits
from store import shop

of_till = APIRouter(prefix="/till/{till_id}")


@of_till.get("/discount-rules")
def discount_rules(here: OperatorHere, counter: CounterOf, at: At) -> Reply:
    """How much may be taken off without approval and with it, the share of staff purchases, and the shop's reasons.

    ``groups`` are those of customers for which promotions of today are, ``has_codes`` whether any asks for a code.
    """
    with counter.store.view() as view:
        limits = discount_limits(view)
        promotions = promotions_of_today(view, shop.get_shop(view), at)
    return {
        "till": here.till_id,
        "reasons": list(limits.reasons),
        "give_ppm": limits.give_ppm,
        "approve_ppm": limits.approve_ppm,
        "staff_ppm": limits.staff_ppm,
        "groups": customer_groups(promotions),
        "has_codes": any(each.coupon for each in promotions),
    }
