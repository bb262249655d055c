"""What the shop permits of discounts, for the till that asks for one."""

from __future__ import annotations

from fastapi import APIRouter

from app.till.server.at_till import OperatorHere
from app.web.request_parts import CounterOf, Reply
from operations.selling.discounts import discount_limits

of_till = APIRouter(prefix="/till/{till_id}")


@of_till.get("/discount-rules")
def discount_rules(here: OperatorHere, counter: CounterOf) -> Reply:
    """How much may be taken off without approval and with it, the share of staff purchases, and the shop's reasons."""
    with counter.store.view() as view:
        limits = discount_limits(view)
    return {
        "till": here.till_id,
        "reasons": list(limits.reasons),
        "give_ppm": limits.give_ppm,
        "approve_ppm": limits.approve_ppm,
        "staff_ppm": limits.staff_ppm,
    }
