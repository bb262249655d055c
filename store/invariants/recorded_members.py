"""Members, what they agreed to and who looked at them are what the journal records (C8)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import sqlalchemy as sa

from models.access.operator import TILL_OPERATOR
from models.facts.envelope import RecordedFact
from models.facts.member import (
    JoinCodeSpent,
    MemberChosen,
    MemberConsented,
    MemberErased,
    MemberJoined,
    MemberShown,
    MembersMerged,
)
from store import schema
from store.database.columns import to_micros
from store.invariants.replay import REMOVED, compare, replay, replay_kinds, replay_with_instant
from store.invariants.violation import Invariant, Violation
from store.members import consent_rows, join_rows
from store.online import order_rows

_MEMBER, _BASKET = schema.member.c, schema.basket.c


def members_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Members who never joined or were erased, with another card than recorded, or merged into somebody else."""
    cards, unreadable = replay_kinds(view, {MemberJoined: _join, MemberErased: _erasure})
    yield from unreadable
    columns = _MEMBER["id", "card", "joined_location", "channel", "merged_into"]
    rows = view.execute(sa.select(*columns)).all()
    stored = {
        _subject(row.id): (row.joined_location, row.channel, sha256(row.card.encode()).hexdigest()) for row in rows
    }
    yield from compare(cards, stored)
    yield from _merges(view, {_subject(row.id): row.merged_into for row in rows if row.merged_into})


def _merges(view: sa.Connection, stored: dict[str, object]) -> Iterator[Violation]:
    """A member that was merged into one who was merged later is the last one's; whoever was erased is nobody's."""
    merges, unreadable = replay_kinds(view, {MembersMerged: _merge, MemberErased: _erasure})
    yield from unreadable
    yield from compare({member: _last(merges, str(into)) for member, into in merges.items()}, stored)


def _last(merges: dict[str, object], into: str) -> str:
    while _subject(into) in merges:
        into = str(merges[_subject(into)])
    return into


def consents_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """What members agreed to, or withdrew, that differs from what was recorded of it."""
    recorded, unreadable = replay_with_instant(view, MemberConsented, lambda each: f"consent {each.consent}")
    yield from unreadable
    stored: dict[str, object] = {
        f"consent {e.id}": (
            MemberConsented(e.id, e.member, e.purpose, e.is_given, e.text_version, e.channel),
            to_micros(e.at),
            e.operator,
        )
        for e in consent_rows.all_consents(view)
    }
    yield from compare(recorded, stored)


def looks_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Looks at members that differ from what was recorded of them."""
    recorded, unreadable = replay_with_instant(view, MemberShown, lambda each: f"look {each.look} at a member")
    yield from unreadable
    stored: dict[str, object] = {
        f"look {e.id} at a member": (MemberShown(e.id, e.member, e.purpose), to_micros(e.at), e.operator)
        for e in consent_rows.all_looks(view)
    }
    yield from compare(recorded, stored)


def joins_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Codes that made a member, which differ from what was recorded of them."""
    recorded, unreadable = replay_with_instant(view, JoinCodeSpent, lambda each: f"code {each.code}")
    yield from unreadable
    stored: dict[str, object] = {
        f"code {e.code}": (JoinCodeSpent(e.code, e.till_id, e.browser, e.member), to_micros(e.at), TILL_OPERATOR)
        for e in join_rows.all_joins(view)
    }
    yield from compare(recorded, stored)


def members_of_baskets(view: sa.Connection) -> Iterator[Violation]:
    """Open and parked baskets that are another customer's than the journal records."""
    recorded, unreadable = replay(view, MemberChosen, _choice)
    yield from unreadable
    members = {f"basket {row.id}": row.member for row in view.execute(sa.select(_BASKET.id, _BASKET.member))}
    members |= {f"basket {order_id}": each.member for order_id, each in order_rows.members_of_orders(view)}
    yield from compare(
        {basket: member for basket, member in recorded.items() if member and basket in members},
        {basket: member for basket, member in members.items() if member},
    )


def _join(recorded: RecordedFact[MemberJoined]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield _subject(fact.member), (fact.location, fact.channel, fact.card)


def _erasure(recorded: RecordedFact[MemberErased]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.member), REMOVED


def _merge(recorded: RecordedFact[MembersMerged]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.member), recorded.fact.into


def _choice(recorded: RecordedFact[MemberChosen]) -> Iterator[tuple[str, object]]:
    yield f"basket {recorded.fact.basket}", recorded.fact.member


def _subject(member: str) -> str:
    return f"member {member}"


INVARIANTS = (
    Invariant(("C8",), "Members are those who joined, with the card that was recorded.", members_and_journal),
    Invariant(("C8",), "What members agreed to is what the journal records.", consents_and_journal),
    Invariant(("C8",), "Who looked at members is what the journal records.", looks_and_journal),
    Invariant(("C8",), "Codes of tills made the members that the journal records.", joins_and_journal),
    Invariant(("C8",), "Baskets are those of the members that the journal records.", members_of_baskets),
)
