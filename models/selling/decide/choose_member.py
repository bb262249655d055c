"""The customer of a basket is a member, whose prices hold for it from then on; or no longer."""

from __future__ import annotations

from dataclasses import replace

from models.facts.basket import GroupChosen
from models.facts.envelope import Fact
from models.facts.member import MemberChosen
from models.selling.basket import Basket
from models.selling.decide.decision import Decision


def decide_member(basket: Basket, member: str | None, group: str | None) -> Decision:
    """Let the basket be that of a member, or of nobody known.

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
    return Decision(replace(basket, member=member, customer_group=group_after), tuple(facts))
