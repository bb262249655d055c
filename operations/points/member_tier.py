"""The tier of a member at an instant: a fold of the entries before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.members.point_entry import PointEntry
from models.members.point_rule import MILLI, PointRule
from models.members.tier import PointTier, counted_since, next_tier, tier_of
from store.database.engine import Connection
from store.members import member_rows, point_rows


@dataclass(frozen=True, slots=True)
class MemberTier:
    """What a member collected in twelve months, the tier that this reaches, and the one after it."""

    collected: int
    tier: PointTier | None
    next_tier: PointTier | None

    @property
    def name(self) -> str:
        """The name of the tier; empty without one."""
        return self.tier.name if self.tier else ""

    @property
    def label(self) -> str:
        """The name with what the tier gives; empty without one."""
        return self.tier.label if self.tier else ""


def tier_at(
    view: Connection, member: str, rule: PointRule | None, day: date, before: PointEntry | None = None
) -> MemberTier | None:
    """The tier of a member on a business day, from the entries before one of them; ``None`` where the rule has none."""
    if rule is None or not rule.tiers:
        return None
    ids = member_rows.ids_of_member(view, member)
    points = sum(point_rows.collected_by(view, ids, counted_since(day), day, before).values())
    return MemberTier(points, tier_of(rule.tiers, points), next_tier(rule.tiers, points))


def factors_of(view: Connection, members: Iterable[str], rule: PointRule, day: date) -> dict[str, int]:
    """By how many thousandths the points of members are multiplied on a day, where it is not by one."""
    if not rule.tiers:
        return {}
    collected = point_rows.collected_by(view, members, counted_since(day), day)
    tiers = {member: tier_of(rule.tiers, points) for member, points in collected.items()}
    return {member: tier.factor_milli for member, tier in tiers.items() if tier and tier.factor_milli != MILLI}
