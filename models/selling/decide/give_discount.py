"""A discount is given on a line or the basket, or removed."""

from __future__ import annotations

from dataclasses import replace

from models.facts.basket import DiscountGiven, DiscountRemoved
from models.pricing.discount_part import DiscountKind
from models.selling.basket import Basket
from models.selling.decide.decision import Decision, require_basket
from models.selling.discount_grant import DiscountGrant, with_grant, without_grant
from models.selling.till_event import RemoveDiscount, WrongEvent


def decide_discount(basket: Basket, grant: DiscountGrant) -> Decision:
    """Put the discount on the basket; one that is there in the same place gives way.

    Raises :class:`WrongEvent` without a reason for it; a staff purchase is reason enough.
    """
    if not grant.reason and grant.kind is not DiscountKind.STAFF:
        raise WrongEvent("A discount needs a reason.")
    after = replace(basket, discounts=with_grant(basket.discounts, grant))
    return Decision(after, (given_fact(basket.id, grant),))


def decide_discount_removal(basket: Basket | None, event: RemoveDiscount) -> Decision:
    """Remove the discount of a line or of the basket; where there is none, nothing changes."""
    before = require_basket(basket)
    position = event.position or None
    if not any(each.position == position for each in before.discounts):
        return Decision(before, ())
    after = replace(before, discounts=without_grant(before.discounts, position))
    return Decision(after, (DiscountRemoved(before.id, position),))


def given_fact(basket_id: int, grant: DiscountGrant) -> DiscountGiven:
    """What the journal stores of a discount."""
    return DiscountGiven(
        basket=basket_id,
        discount=grant.kind.value,
        position=grant.position,
        reason=grant.reason,
        rate_ppm=grant.rate_ppm,
        amount=grant.amount_minor,
        share_max_ppm=grant.share_max_ppm,
    )
