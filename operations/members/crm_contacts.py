"""Members whose contacts a CRM of others has: what is planned, and each step there is recorded as it is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.members.consent import ConsentPurpose, purposes_agreed
from models.members.crm_contact import CrmContact, CrmPlan, contact_of, plan_contacts
from operations.access.permissions import check
from operations.members.joining import record_consents
from operations.points.offers_by_consent import forget_offer_mails
from operations.unit_of_work import unit_of_work
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.members import consent_rows, crm_rows, member_rows
from store.members.offer_readers import members_who_agreed

#: How a withdrawal is recorded that came from there.
CRM_CHANNEL = "crm"


def contact_digest(installation: InstallationSecret, contact: CrmContact) -> str:
    """What is stored of a contact that was sent: it shows a change, and to nobody else who the contact is."""
    return installation.pepper("crm-contact", contact.text)


def planned_contacts(view: Connection, installation: InstallationSecret) -> CrmPlan:
    """What has to happen there now."""
    contacts = (contact_of(each) for each in members_who_agreed(view, {ConsentPurpose.OFFERS}))
    digests = {each.member: contact_digest(installation, each) for each in contacts if each is not None}
    there = crm_rows.sent_contacts(view)
    people = [each for each in (member_rows.find_member(view, one) for one in there) if each is not None]
    doubles = {each.id for each in people if each.merged_into is not None}
    return plan_contacts(digests, there, {each.id for each in people} - doubles, doubles)


def contacts_now(view: Connection, members: Collection[str]) -> list[CrmContact]:
    """The contacts of those who agree at this moment: somebody may have withdrawn since the plan was made."""
    contacts = []
    for each in members:
        member, ids = member_rows.find_member(view, each), member_rows.ids_of_member(view, each)
        agreed = purposes_agreed(consent_rows.consents_of(view, ids))
        contact = None if member is None or member.merged_into else contact_of(member)
        if contact is not None and ConsentPurpose.OFFERS in agreed:
            contacts.append(contact)
    return contacts


def begin_contacts(store: Store, actor: Actor, members: Collection[str], *, at: datetime) -> list[CrmContact]:
    """Record that contacts are about to be there, before the first byte leaves; those of who agrees at this moment."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        contacts = contacts_now(tx, members)
        crm_rows.begin_contacts(tx, [each.member for each in contacts], at)
    return contacts


def record_sent(store: Store, actor: Actor, digests: Mapping[str, str], *, at: datetime) -> None:
    """Record what contacts have got."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        crm_rows.save_digests(tx, digests, at)


def record_opt_outs(store: Store, actor: Actor, members: Collection[str], *, is_opted_out: bool) -> None:
    """Record that no e-mail goes to contacts from there any more, or that it does again."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        crm_rows.set_opted_out(tx, members, is_opted_out=is_opted_out)


def record_removed(store: Store, actor: Actor, members: Collection[str]) -> None:
    """Record that contacts are not there any more."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        crm_rows.forget_contacts(tx, members)


def withdraw_there(store: Store, actor: Actor, members: Collection[str], *, at: datetime) -> int:
    """Whoever will have no more e-mail from there withdraws the consent to offers here; how many did.

    Who turned out to be another member withdraws for both. The same again changes nothing.
    """
    check(actor, Permission.DELIVER)
    count = 0
    with unit_of_work(store, actor, at=at) as work:
        for each in members:
            member = member_rows.find_member(work.tx, each)
            if member is None:
                continue
            ids = member_rows.ids_of_member(work.tx, member.merged_into or member.id)
            if ConsentPurpose.OFFERS in purposes_agreed(consent_rows.consents_of(work.tx, ids)):
                record_consents(work, ids[0], [(ConsentPurpose.OFFERS, False)], CRM_CHANNEL)
                forget_offer_mails(work, ids)
                count += 1
        crm_rows.set_opted_out(work.tx, members, is_opted_out=True)
    return count


def forget_all_contacts(store: Store, actor: Actor) -> None:
    """Forget what a CRM has, because the shop is not connected to it any more; the contacts stay there."""
    check(actor, Permission.CHANGE_SHOP)
    with store.transaction() as tx:
        crm_rows.forget_contacts(tx)
