"""A member's details and consents change, or two members turn out to be one."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.member import MemberChanged, MembersMerged
from models.facts.sealed_details import member_subject
from models.jurisdiction.countries import jurisdiction_of
from models.members.consent import ConsentPurpose, purposes_agreed
from models.members.member import Member, MemberDetails, clean_details
from operations.access.permissions import check
from operations.members.joining import MemberExists, record_consents
from operations.points.moved_points import merge_points
from operations.points.offers_by_consent import forget_offer_mails
from operations.sealing import seal_details
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Store
from store.members import consent_rows, member_rows, member_search


class SameMember(Refused):
    """A member who is to be merged with themselves."""

    code = "same_member"
    text = "Both are the same member already. Nothing was changed; choose another one."


def change_member(store: Store, actor: Actor, member_id: str, details: MemberDetails, *, at: datetime) -> Member:
    """Store other details of a member; the journal records which changed, and not to what.

    Raises :class:`store.members.member_rows.UnknownMember`, :class:`operations.members.joining.MemberExists`, or what
    :func:`models.members.member.clean_details` raises.
    """
    check(actor, Permission.CHANGE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        member, company = member_rows.get_member(work.tx, member_id), work.station.shop
        calling_code = jurisdiction_of(company.country).calling_code
        after = clean_details(details, calling_code=calling_code, today=company.business_day(at))
        member_search.lock_contacts(work.tx)
        others = member_search.members_with(work.tx, after.phone, after.email)
        other = next((each for each in others if each.id != member.id), None)
        if other is not None:
            raise MemberExists(other.number)
        names = [each.name for each in fields(MemberDetails)]
        changed_fields = tuple(name for name in names if getattr(after, name) != getattr(member.details, name))
        if changed_fields:
            member_rows.save_details(work.tx, member.id, after)
            work.record(MemberChanged(member.id, changed_fields))
            _seal(work, member.id)
        return member_rows.get_member(work.tx, member.id)


def set_consent(
    store: Store, actor: Actor, member_id: str, purpose: ConsentPurpose, *, is_given: bool, at: datetime
) -> None:
    """Record in the office that a member agrees to a purpose or withdraws it; the same twice changes nothing."""
    check(actor, Permission.CHANGE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        member = member_rows.get_member(work.tx, member_id)
        ids = member_rows.ids_of_member(work.tx, member.id)
        if (purpose in purposes_agreed(consent_rows.consents_of(work.tx, ids))) is not is_given:
            record_consents(work, member.id, [(purpose, is_given)], "office")
            if purpose is ConsentPurpose.OFFERS and not is_given:
                forget_offer_mails(work, ids)


def merge_members(store: Store, actor: Actor, double_id: str, into_id: str, *, at: datetime) -> Member:
    """Make two members one: the card and the purchases of the double are the other's, whose details hold.

    What the other lacks comes from the double. A purpose that either of them has withdrawn stays withdrawn. Raises
    :class:`store.members.member_rows.UnknownMember` or :class:`SameMember`.
    """
    check(actor, Permission.CHANGE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        double, into = (member_rows.get_member(work.tx, each) for each in (double_id, into_id))
        if double.id == into.id:
            raise SameMember
        agreed = [
            purposes_agreed(consent_rows.consents_of(work.tx, member_rows.ids_of_member(work.tx, each.id)))
            for each in (double, into)
        ]
        member_rows.merge_rows(work.tx, double.id, into.id)
        work.record(MembersMerged(double.id, into.id))
        merge_points(work, double.id, into.id)
        whole = _joined(into.details, double.details)
        if whole != into.details:
            member_rows.save_details(work.tx, into.id, whole)
        _seal(work, double.id, into.id)
        withdrawn = sorted(agreed[0] ^ agreed[1])
        record_consents(work, into.id, [(purpose, False) for purpose in withdrawn], "merge")
        if ConsentPurpose.OFFERS in withdrawn:
            forget_offer_mails(work, member_rows.ids_of_member(work.tx, into.id))
        return member_rows.get_member(work.tx, into.id)


def _seal(work: UnitOfWork, *member_ids: str) -> None:
    members = [member_rows.find_member(work.tx, each) for each in member_ids]
    seal_details(work, {member_subject(each.id): each.sealed_values for each in members if each is not None})


def _joined(details: MemberDetails, other: MemberDetails) -> MemberDetails:
    """The details, with those of the other where they are unknown."""
    return MemberDetails(
        **{each.name: getattr(details, each.name) or getattr(other, each.name) for each in fields(MemberDetails)}
    )
