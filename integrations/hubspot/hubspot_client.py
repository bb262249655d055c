"""Contacts in HubSpot: its CRM and communication preferences APIs of version 2026-09.

Source: OpenAPI documents *Contacts*, *Properties* and *Communication Preferences Subscriptions* (2026-09) in
https://github.com/HubSpot/HubSpot-public-api-spec-collection. A contact is found by the random id of its member, in a
property of its own whose values are unique. Every call may be made again: it then changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

from integrations.book_services.service_calls import Call, Pace, ServiceCalls, ServiceRefused
from models.errors import Unavailable
from models.members.crm_contact import CrmContact

SERVICE, ADDRESS = "HubSpot", "https://api.hubapi.com"
#: A private app may make 100 calls in 10 seconds.
PACE = Pace(90, 10)
VERSION = "2026-09"
CONTACTS = f"/crm/objects/{VERSION}/contacts"
PROPERTIES = f"/crm/properties/{VERSION}/contacts"
STATUSES = f"/communication-preferences/{VERSION}/statuses"
#: The property of ours that has the id of the member, and HubSpot's that is true once somebody opted out of all e-mail.
MEMBER, OPTED_OUT = "kassa_member", "hs_email_optout"
#: So many contacts are in one call, and so many a search finds at most.
AT_ONCE, FOUND_MAX = 100, 10_000
_CATEGORY = re.compile(r'"category"\s*:\s*"([A-Z_]{1,60})"')
_ONE_CONTACT = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT})


class CrmTokenRefused(Unavailable):
    """HubSpot does not take the shop's access token."""

    code = "crm_token"
    text = (
        "{service} does not take the access token of the shop. No contact was changed; make a new token there, and "
        "connect the shop with it on the page CRM."
    )

    service: str


class TokenSigner:
    """Signs calls with the access token of a private app, which nobody renews but a person."""

    def __init__(self, token: str) -> None:
        self._token = token

    def headers(self) -> dict[str, str]:
        """See :class:`integrations.book_services.service_calls.CallSigner`."""
        if not self._token:
            raise CrmTokenRefused(SERVICE)
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self, stale: Mapping[str, str]) -> None:  # noqa: ARG002 - the name that callers give
        """Raise :class:`CrmTokenRefused`: there is no newer one."""
        raise CrmTokenRefused(SERVICE)


def error_category(text: str) -> str:
    """What may be repeated of an error: its category alone, as its message may hold an address.

    >>> error_category('{"message": "Contact a@b.se exists", "category": "CONFLICT"}'), error_category("<html>")
    ('CONFLICT', '')
    """
    category = _CATEGORY.search(text)
    return category[1] if category else ""


class HubSpotClient:
    """The contacts of members in the HubSpot account of the shop."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls

    def prepare(self) -> None:
        """Let contacts have the property of ours; it may be there already. Raises what calls raise."""
        body = {
            "name": MEMBER,
            "label": "Kassa member",
            "type": "string",
            "fieldType": "text",
            "groupName": "contactinformation",
            "hasUniqueValue": True,
            "formField": False,
            "description": "The random id by which Kassa finds the contact of a member again.",
        }
        if not self._has_property():
            try:
                self._calls.ask(Call("POST", PROPERTIES, body=body, may_repeat=True))
            except ServiceRefused as error:
                if error.status != HTTPStatus.CONFLICT:
                    raise

    def contacts_of(self, members: Iterable[str]) -> dict[str, dict[str, str]]:
        """The contacts of members that are there, by the id of the member: their properties and ``id``."""
        body = {
            "idProperty": MEMBER,
            "inputs": [{"id": each} for each in members],
            "properties": [MEMBER, "email", OPTED_OUT],
            "propertiesWithHistory": [],
        }
        try:
            return _by_member(self._calls.ask(Call("POST", f"{CONTACTS}/batch/read", body=body, may_repeat=True)))
        except ServiceRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return {}
            raise

    def send(self, contacts: Sequence[CrmContact], there: Iterable[str]) -> set[str]:
        """Make or change contacts, those of members who are ``there`` by our id and the others by their address.

        Returns the members whose contacts are as wanted. One that HubSpot refuses holds up no other.
        """
        ours = set(there)
        inputs = [_input_of(each, by_member=each.member in ours) for each in contacts]
        body = {"inputs": inputs}
        try:
            answer = self._calls.ask(Call("POST", f"{CONTACTS}/batch/upsert", body=body, may_repeat=True))
        except ServiceRefused as error:
            if error.status not in _ONE_CONTACT:
                raise
            if len(contacts) == 1:
                return set()
            half = len(contacts) // 2
            return self.send(contacts[:half], ours) | self.send(contacts[half:], ours)
        return set(_by_member(answer))

    def stop(self, address: str) -> None:
        """Let no e-mail go from there to an address any more."""
        path = f"{STATUSES}/{quote(address, safe='')}/unsubscribe-all"
        try:
            self._calls.ask(Call("POST", path, query={"channel": "EMAIL"}, may_repeat=True))
        except ServiceRefused as error:
            if error.status != HTTPStatus.BAD_REQUEST or not self._is_stopped(address):
                raise

    def remove(self, member: str) -> None:
        """Remove the contact of a member for good, with all that HubSpot has about the person; it may be gone."""
        body = {"idProperty": MEMBER, "objectId": member}
        try:
            self._calls.ask(Call("POST", f"{CONTACTS}/gdpr-delete", body=body, may_repeat=True))
        except ServiceRefused as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise

    def archive(self, member: str) -> None:
        """Put the contact of a member into HubSpot's bin, because another contact is the same person."""
        if contact := self.contacts_of([member]).get(member):
            body = {"inputs": [{"id": contact["id"]}]}
            self._calls.ask(Call("POST", f"{CONTACTS}/batch/archive", body=body, may_repeat=True))

    def opted_out(self) -> set[str]:
        """The members who will have no e-mail from there any more, at most :data:`FOUND_MAX`."""
        filters = [
            {"propertyName": OPTED_OUT, "operator": "EQ", "value": "true"},
            {"propertyName": MEMBER, "operator": "HAS_PROPERTY"},
        ]
        members: set[str] = set()
        after = "0"
        while after and int(after) < FOUND_MAX:
            body = {
                "filterGroups": [{"filters": filters}],
                "properties": [MEMBER],
                "sorts": [MEMBER],
                "limit": AT_ONCE,
                "after": after,
            }
            answer = self._calls.ask(Call("POST", f"{CONTACTS}/search", body=body, may_repeat=True))
            members |= set(_by_member(answer))
            after = _next_page(answer)
        return members

    def _has_property(self) -> bool:
        try:
            self._calls.ask(Call("GET", f"{PROPERTIES}/{MEMBER}"))
        except ServiceRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    def _is_stopped(self, address: str) -> bool:
        path = f"{STATUSES}/{quote(address, safe='')}/unsubscribe-all"
        return bool(self._calls.ask(Call("GET", path, query={"channel": "EMAIL"})).get("results"))


def _input_of(contact: CrmContact, *, by_member: bool) -> dict[str, object]:
    names = {"firstname": contact.first_name, "lastname": contact.last_name}
    key, name = (contact.member, MEMBER) if by_member else (contact.email, "email")
    return {"id": key, "idProperty": name, "properties": {MEMBER: contact.member, "email": contact.email, **names}}


def _by_member(answer: Mapping[str, object]) -> dict[str, dict[str, str]]:
    results = answer.get("results")
    contacts: dict[str, dict[str, str]] = {}
    for each in results if isinstance(results, list) else []:
        match each:
            case {"id": str() as contact, "properties": {"kassa_member": str() as member, **others}}:
                contacts[member] = {str(name): str(value) for name, value in others.items() if value is not None}
                contacts[member]["id"] = contact
    return contacts


def _next_page(answer: Mapping[str, object]) -> str:
    match answer:
        case {"paging": {"next": {"after": str() as after}}} if after.isdecimal():
            return after
    return ""
