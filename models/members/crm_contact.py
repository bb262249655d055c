"""What a CRM of others gets of members who agreed to offers, and what has to change there. Pure.

It gets the e-mail address and the name, and the random id of the member, by which the contact is found again whatever
else changes. Nothing of what they buy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.members.member import Member


@dataclass(frozen=True, slots=True)
class CrmContact:
    """A member as the CRM gets them."""

    member: str
    email: str
    first_name: str
    last_name: str

    @property
    def text(self) -> str:
        """Everything in one text, from which it is seen whether something changed."""
        return f"{self.member}\n{self.email}\n{self.first_name}\n{self.last_name}"


@dataclass(frozen=True, slots=True)
class SentContact:
    """What is known of the contact of a member there.

    ``digest`` is that of what it got last, empty while nobody knows whether it arrived. ``is_opted_out``: it sends no
    e-mail to the address any more.
    """

    member: str
    digest: str
    is_opted_out: bool
    first_sent_at: datetime
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class CrmPlan:
    """What has to happen there, by the ids of members.

    Contacts that it gets, that get no e-mail, that are removed for good, and those of doubles, which it puts away.
    ``silent`` are those of members who agree, and get no e-mail from there all the same until they agree there.
    """

    send: tuple[str, ...]
    stop: tuple[str, ...]
    remove: tuple[str, ...]
    archive: tuple[str, ...]
    silent: tuple[str, ...]


def contact_of(member: Member) -> CrmContact | None:
    """The contact of a member who agreed; ``None`` without an e-mail address."""
    details = member.details
    if not details.email:
        return None
    first, last = parts_of_name(details.name)
    return CrmContact(member.id, details.email, first, last)


def parts_of_name(name: str) -> tuple[str, str]:
    """First and last name, as the CRM has them apart.

    >>> parts_of_name("Anna Maria Berg"), parts_of_name("Anna")
    (('Anna Maria', 'Berg'), ('Anna', ''))
    """
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (name, "")


def plan_contacts(
    digests: Mapping[str, str], there: Mapping[str, SentContact], members: Collection[str], doubles: Collection[str]
) -> CrmPlan:
    """What has to happen: ``digests`` are the digests of who agreed.

    Of those who are ``there``, ``members`` are members still, and ``doubles`` turned out to be another member. Who
    withdrew gets no e-mail from there. Whoever is no member any more is removed.
    """
    others = [each for each in sorted(there) if each not in digests]
    return CrmPlan(
        send=tuple(each for each in sorted(digests) if each not in there or there[each].digest != digests[each]),
        stop=tuple(each for each in others if each in members and not there[each].is_opted_out),
        remove=tuple(each for each in others if each not in members and each not in doubles),
        archive=tuple(each for each in others if each in doubles),
        silent=tuple(each for each in sorted(digests) if each in there and there[each].is_opted_out),
    )
