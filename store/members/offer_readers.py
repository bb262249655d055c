"""The members who agreed to offers and to be learnt from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from models.members.consent import Consent, ConsentPurpose, purposes_agreed
from models.members.member import Member
from store import schema
from store.members.consent_rows import all_consents
from store.members.member_rows import MEMBER_COLUMNS, read_member

_MEMBER = schema.member.c


def members_for_offers(view: sa.Connection) -> list[Member]:
    """Those who agreed to offers and to be learnt from, by id."""
    return members_who_agreed(view, {ConsentPurpose.OFFERS, ConsentPurpose.ANALYSIS})


def members_who_agreed(view: sa.Connection, purposes: Collection[ConsentPurpose]) -> list[Member]:
    """Those who agreed to all of some purposes, by id; a member's doubles count as the member."""
    means = {row.id: row.merged_into or row.id for row in view.execute(sa.select(_MEMBER.id, _MEMBER.merged_into))}
    consents: dict[str, list[Consent]] = defaultdict(list)
    for each in all_consents(view):
        if each.member in means:
            consents[means[each.member]].append(each)
    all_of = frozenset(purposes)
    query = sa.select(*MEMBER_COLUMNS).where(_MEMBER.merged_into.is_(None)).order_by(_MEMBER.id)
    return [read_member(row) for row in view.execute(query) if all_of <= purposes_agreed(consents[row.id])]
