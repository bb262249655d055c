"""Members of the small shop, for tests of everything that knows each table."""

from __future__ import annotations

from datetime import datetime
from random import Random

from models.access.actor import Actor
from models.members.consent import ConsentPurpose, LookPurpose
from models.members.member import JoinChannel, Member, MemberDetails
from operations.members.joining import JoinWish, join_member
from operations.members.member_rights import look_at_member
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, anna_at

ASA = MemberDetails("Åsa Öhrn-Lindqvist", "070-174 06 05", "asa.ohrn@example.com", 1987, "06-24", "111 22", "Allergic")


def join(
    store: Store,
    details: MemberDetails = ASA,
    *,
    actor: Actor | None = None,
    purposes: frozenset[ConsentPurpose] = frozenset(),
    at: datetime = AT,
    seed: int | None = None,
) -> Member:
    """Make somebody a member at the till; with a ``seed`` the id and the card are the same each time."""
    wish = JoinWish(details, JoinChannel.TILL, purposes)
    if seed is None:
        return join_member(store, actor or anna_at(1), wish, at=at)
    return join_member(store, actor or anna_at(1), wish, at=at, choose=Random(seed).choice)


def join_and_look(store: Store, *, at: datetime) -> Member:
    """A member who agreed to everything, and at whom somebody in the office looked."""
    member = join(store, purposes=frozenset({ConsentPurpose.ANALYSIS, ConsentPurpose.OFFERS}), at=at)
    look_at_member(store, OFFICE_ACTOR, member.id, LookPurpose.HELP, at=at)
    return member
