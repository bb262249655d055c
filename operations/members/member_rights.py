"""What a person may ask of the shop: to see everything about them, and to be erased; and who looked at them.

Source: regulation (EU) 2016/679 (GDPR), articles 15, 17 and 20.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import partial

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.member import MemberChosen, MemberErased, MemberShown
from models.members.consent import LookPurpose, MemberLook
from models.members.member import Member
from models.shop_settings import CRM_SYSTEM
from operations.access.permissions import check
from operations.points.moved_points import erase_points
from operations.points.offers_by_consent import forget_offer_mails
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch
from store.database.engine import Connection, Store
from store.members import consent_rows, crm_rows, member_offer_rows, member_purchases, member_rows, point_rows
from store.setting_rows import get_value

#: Why an e-mail that waited was not sent.
ERASED = "its receiver was erased"
#: What the database forgets for good after an erasure.
FORGETFUL_TABLES = ("member", "detail_salt", "dispatch")


def look_at_member(store: Store, actor: Actor, member_id: str, purpose: LookPurpose, *, at: datetime) -> Member:
    """Show a member in the office: the look is recorded with its purpose, and the member may ask for the list.

    Raises :class:`store.members.member_rows.UnknownMember`.
    """
    check(actor, Permission.SEE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        member = member_rows.get_member(work.tx, member_id)
        record_look(work, member.id, purpose)
        return member


def export_member(store: Store, actor: Actor, member_id: str, *, at: datetime) -> dict[str, object]:
    """Everything that the shop has about a person, as values of JSON; the export itself is recorded as a look.

    Raises :class:`store.members.member_rows.UnknownMember`.
    """
    check(actor, Permission.ERASE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        member = member_rows.get_member(work.tx, member_id)
        record_look(work, member.id, LookPurpose.ACCESS_REQUEST)
        return everything_about(work.tx, member)


def erase_member(store: Store, actor: Actor, member_id: str, *, at: datetime) -> list[str]:
    """Erase who a member is, and return the random ids that stay with sales and facts.

    Receipts, stock and figures do not change; points that they had are owed to nobody any more. Raises
    :class:`store.members.member_rows.UnknownMember`.
    """
    check(actor, Permission.ERASE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        member = member_rows.get_member(work.tx, member_id)
        ids = erase_in(work, member.id)
    store.forget_deleted(*FORGETFUL_TABLES)
    return ids


def erase_in(work: UnitOfWork, member_id: str) -> list[str]:
    """Erase a member in a transaction that goes on; the random ids. Afterwards the store forgets what was deleted."""
    ids = member_rows.ids_of_member(work.tx, member_id)
    erase_points(work, ids)
    forget_offer_mails(work, ids)
    for address in {each.details.email for each in map(partial(member_rows.find_member, work.tx), ids) if each}:
        dispatch.forget_address(work.tx, address, work.at, ERASED)
    for basket_id in member_rows.leave_baskets(work.tx, ids):
        work.record(MemberChosen(basket_id, ""))
    member_rows.erase_rows(work.tx, ids)
    for each in ids:
        work.record(MemberErased(each))
    return ids


def record_look(work: UnitOfWork, member_id: str, purpose: LookPurpose) -> None:
    """Store that somebody looks at a member, and why."""
    (number,) = work.take_ids()
    consent_rows.add_look(work.tx, MemberLook(number, member_id, purpose.value, work.at, work.actor.operator_id))
    work.record(MemberShown(number, member_id, purpose.value))


def everything_about(view: Connection, member: Member) -> dict[str, object]:
    """Everything that the shop has about a member, as values of JSON."""
    ids = member_rows.ids_of_member(view, member.id)
    return {
        "member": member.id,
        "other_ids": ids[1:],
        "card": member.card,
        **asdict(member.details),
        "joined_at": member.joined_at.isoformat(),
        "joined_location": member.joined_location,
        "joined_by": member.channel.value,
        "consents": [
            {
                "purpose": each.purpose,
                "given": each.is_given,
                "text_version": each.text_version,
                "channel": each.channel,
                "at": each.at.isoformat(),
            }
            for each in consent_rows.consents_of(view, ids)
        ],
        "given_to": [
            {
                "system": get_value(view, CRM_SYSTEM),
                "since": each.first_sent_at.isoformat(),
                "last": each.sent_at.isoformat(),
            }
            for each in crm_rows.sent_contacts(view, ids).values()
        ],
        "looks": [
            {"at": each.at.isoformat(), "purpose": each.purpose, "by": each.operator}
            for each in consent_rows.looks_at(view, ids)
        ],
        "points": [
            {"at": each.at.isoformat(), "points": each.points, "balance": each.balance, "why": each.change}
            for each in point_rows.entries_of_member(view, ids)
        ],
        "offers": [
            {
                "at": each.at.isoformat(),
                "occasion": each.occasion,
                "points": each.points,
                "coupon": each.coupon,
                "last_day": each.last_day.isoformat(),
            }
            for each in member_offer_rows.offers_of(view, ids)
        ],
        "purchases": member_purchases.purchases_of(view, ids),
    }
