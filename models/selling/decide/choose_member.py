"""The customer of a basket is a member, whose prices hold for it from then on; or no longer."""

from __future__ import annotations

from dataclasses import replace

from models.facts.basket import GroupChosen
from models.facts.envelope import Fact
from models.facts.member import MemberChosen
from models.selling.basket import Basket
from models.selling.decide.decision import Decision
from models.selling.decide.use_points import points_removals


def decide_member(basket: Basket, member: str | None, group: str | None) -> Decision:
    """Let the basket be that of a member, or of nobody known; points are those of the member before.

    :param group: the customers' group of members, if promotions are for them; it ends with the member
    """
    facts: list[Fact] = []
    if member != basket.member:
        facts.append(MemberChosen(basket.id, member or ""))
    group_after = basket.customer_group
    if group and member:
        group_after = group
    elif group == basket.customer_group:
        group_after = None
    if group_after != basket.customer_group:
        facts.append(GroupChosen(basket.id, group_after or ""))
    points = basket.points
    if member != basket.member:
        facts += points_removals(basket)
        points = None
    return Decision(replace(basket, member=member, customer_group=group_after, points=points), tuple(facts))
