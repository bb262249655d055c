"""Offers to members, and their rules, are what the journal records (C8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.member_offer import MemberOfferGiven, OfferRuleSet
from models.members.member_offer import MemberOffer
from models.members.point_entry import PointChange
from models.members.point_reward import REWARD
from store import schema
from store.database.columns import to_micros
from store.invariants.replay import compare, replay_with_instant
from store.invariants.violation import Invariant, Violation
from store.members.member_offer_rows import all_offers
from store.members.point_rows import all_entries

_RULE = schema.offer_rule.c


def offer_rules_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Rules that differ from what was recorded of them."""
    recorded, unreadable = replay_with_instant(view, OfferRuleSet, lambda each: f"offer rule {each.rule}")
    yield from unreadable
    stored: dict[str, object] = {
        f"offer rule {row.id}": (OfferRuleSet(row.id, row.occasion, row.terms), to_micros(row.at), row.operator)
        for row in view.execute(sa.select(_RULE.id, _RULE.occasion, _RULE.terms, _RULE.at, _RULE.operator))
    }
    yield from compare(recorded, stored)


def offers_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Offers that nobody got, or others than recorded."""
    recorded, unreadable = replay_with_instant(view, MemberOfferGiven, lambda each: f"member offer {each.offer}")
    yield from unreadable
    stored: dict[str, object] = {
        f"member offer {each.id}": (_fact(each), to_micros(each.at), each.operator) for each in all_offers(view)
    }
    yield from compare(recorded, stored)


def rewards_and_points(view: sa.Connection) -> Iterator[Violation]:
    """Members who took rewards for other points than went for them."""
    costs, went = Counter[str](), Counter[str]()
    for offer in all_offers(view):
        costs[offer.member] += offer.points if offer.occasion == REWARD else 0
    for entry in all_entries(view):
        went[entry.member] += entry.points if entry.change == PointChange.REWARD else 0
    yield from compare(
        {f"the rewards of member {member}": points for member, points in costs.items() if points},
        {f"the rewards of member {member}": points for member, points in went.items() if points},
    )


def _fact(e: MemberOffer) -> MemberOfferGiven:
    return MemberOfferGiven(
        *(e.id, e.member, e.occasion, e.year, e.points, e.promotion_id, e.coupon, e.first_day, e.last_day)
    )


INVARIANTS = (
    Invariant(("C8",), "Rules of offers to members are stored as they were recorded.", offer_rules_and_journal),
    Invariant(("C8",), "Offers to members are those that were recorded.", offers_and_journal),
    Invariant(("C7",), "Members' rewards cost the points that went for them.", rewards_and_points),
)
