"""The points of a member with what changed them, for whoever may see members."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from operations.access.permissions import check
from operations.points.member_tier import tier_at
from store import shop
from store.database.engine import Store
from store.members import member_rows, point_rows

#: So many changes are listed, the newest first.
LISTED = 200


def points_of_member(store: Store, actor: Actor, member_id: str, *, at: datetime) -> dict[str, object]:
    """What a member has and the changes of it, as values of JSON. No name is among them.

    Raises :class:`store.members.member_rows.UnknownMember`.
    """
    check(actor, Permission.SEE_MEMBERS)
    with store.view() as view:
        member = member_rows.get_member(view, member_id)
        account = point_rows.find_account(view, member.id)
        ids = member_rows.ids_of_member(view, member.id)
        today = shop.get_shop(view).business_day(at)
        tier = tier_at(view, member.id, point_rows.rule_of_day(view, today), today)
        changes = point_rows.entries_of_member(view, ids, LISTED)
    return {
        "member": member.id,
        "balance": 0 if account is None else account.balance,
        "tier": None if tier is None else tier.name,
        "collected": None if tier is None else tier.collected,
        "in_baskets": 0 if account is None else account.in_use,
        "changes": [
            {
                "at": each.at.isoformat(),
                "change": each.change,
                "points": each.points,
                "balance": each.balance,
                "reason": each.reason,
                "sale": each.sale_id,
                "until": None if each.expires_on is None else each.expires_on.isoformat(),
            }
            for each in changes
        ],
    }
