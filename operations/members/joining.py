"""Somebody becomes a member: at the till in one step, in the office, or by a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import choice

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.member import MemberConsented, MemberJoined
from models.facts.sealed_details import member_subject
from models.jurisdiction.countries import jurisdiction_of
from models.members.consent import CONSENT_TEXT_VERSION, Consent, ConsentPurpose
from models.members.member import JoinChannel, Member, MemberDetails, clean_details, new_card, new_id
from operations.access.permissions import check
from operations.points.offers_by_consent import welcome_member
from operations.sealing import seal_details
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Store
from store.members import consent_rows, member_rows, member_search


class MemberExists(Refused):
    """A phone number or an e-mail address that a member has already."""

    code = "member_exists"
    text = "Member {number} has this phone number or e-mail address already. Nothing was saved; look for that member."

    number: str


class AlreadyMember(Refused):
    """A customer who is a member already."""

    code = "already_member"
    text = "Customer {customer} is a member already. Nothing was saved; look for that member."

    customer: str


@dataclass(frozen=True, slots=True)
class JoinWish:
    """Who joins and where; ``purposes`` are those that they agree to beside the membership.

    ``customer`` is the code of a customer whose purchases are stored already; they are the member's then.
    """

    details: MemberDetails
    channel: JoinChannel
    purposes: frozenset[ConsentPurpose] = frozenset()
    customer: str | None = None


def join_member(
    store: Store, actor: Actor, wish: JoinWish, *, at: datetime, choose: Callable[[str], str] = choice
) -> Member:
    """Make somebody a member, with a new card.

    Ids and cards come from the system's own chance; another ``choose`` is for a shop to try. Raises
    :class:`MemberExists`, :class:`AlreadyMember`, or what :func:`models.members.member.clean_details` raises.
    """
    check(actor, Permission.FIND_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        details = _clean(work, wish)
        member_search.lock_contacts(work.tx)
        same = member_search.members_with(work.tx, details.phone, details.email)
        if same:
            raise MemberExists(same[0].number)
        if wish.customer is not None and member_rows.find_member(work.tx, wish.customer) is not None:
            raise AlreadyMember(wish.customer)
        return add_new_member(work, wish, choose)


def add_new_member(work: UnitOfWork, wish: JoinWish, choose: Callable[[str], str]) -> Member:
    """Store a new member with a new card, whoever else has the same phone number or address.

    Raises what :func:`models.members.member.clean_details` raises.
    """
    location, channel = work.station.location.id, wish.channel
    details, card = _clean(work, wish), new_card(choose).text
    member = Member(wish.customer or new_id(choose), card, details, work.at, location, channel)
    member_rows.add_member(work.tx, member)
    seal_details(work, {member_subject(member.id): member.sealed_values}, choose)
    work.record(MemberJoined(member.id, location, channel.value, card_digest(card)))
    purposes = {ConsentPurpose.MEMBERSHIP, *wish.purposes}
    record_consents(work, member.id, [(each, True) for each in sorted(purposes)], channel.value)
    welcome_member(work, member)
    return member


def _clean(work: UnitOfWork, wish: JoinWish) -> MemberDetails:
    company = work.station.shop
    calling_code = jurisdiction_of(company.country).calling_code
    return clean_details(wish.details, calling_code=calling_code, today=company.business_day(work.at))


def record_consents(
    work: UnitOfWork,
    member_id: str,
    changes: Iterable[tuple[ConsentPurpose, bool]],
    channel: str,
    *,
    text_version: int = CONSENT_TEXT_VERSION,
) -> None:
    """Store what a member agrees to, or withdraws, in the texts of today unless another version is named."""
    decisions = list(changes)
    consents = [
        Consent(
            *(number, member_id, purpose.value, is_given),
            *(text_version, channel, work.at, work.actor.operator_id),
        )
        for number, (purpose, is_given) in zip(work.take_ids(len(decisions)), decisions, strict=True)
    ]
    consent_rows.add_consents(work.tx, consents)
    for each in consents:
        work.record(consent_fact(each))


def consent_fact(each: Consent) -> MemberConsented:
    """The fact of a consent."""
    return MemberConsented(each.id, each.member, each.purpose, each.is_given, each.text_version, each.channel)


def card_digest(card: str) -> str:
    """What the journal has in place of a card's code: it finds no member, and proves that nobody gave them another."""
    return sha256(card.encode()).hexdigest()
