"""Personal details are those that the journal sealed, and no customers are stored whom it does not know (C8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.member import MemberErased, MemberJoined
from models.facts.sealed_details import (
    DetailsSealed,
    account_subject,
    household_subject,
    member_subject,
    seal_of,
    web_order_subject,
)
from models.members.name_key import last_name_key, name_key
from models.online.online_order import OnlineOrder
from store import salts, schema
from store.invariants.replay import REMOVED, compare, replay_kinds
from store.invariants.violation import Invariant, Violation
from store.members.member_rows import MEMBER_COLUMNS, read_member
from store.online.order_rows import all_orders
from store.selling.customer_account_rows import all_accounts

_CUSTOMER, _MEMBER, _ACCOUNT, _SALE = (
    table.c for table in (schema.customer, schema.member, schema.customer_account, schema.sale)
)
_GROUPS = ("age_group", "income_group", "household_size", "household_kind")
_Stored = Iterator[tuple[str, tuple[str | int | None, ...]]]


def details_and_seals(view: sa.Connection) -> Iterator[Violation]:
    """Details that are others than were sealed last; what was stored before there were seals is not looked at."""
    sealed, unreadable = replay_kinds(view, {DetailsSealed: _seals, MemberErased: _erasure})
    yield from unreadable
    salt_of = salts.all_salts(view)
    orders = all_orders(view)
    for erased in (each for each in orders if not each.contact.email):
        sealed.pop(web_order_subject(erased.id), None)
    stored = {
        subject: seal_of(salt_of.get(subject, ""), values)
        for subject, values in (*_stored_details(view), *_contacts(orders))
        if subject in sealed or subject in salt_of
    }
    for violation in compare(sealed, stored):  # without the seals, of which nobody learns anything
        yield Violation("C8", violation.subject, "is not as the journal sealed it")
    for subject in sorted(salt_of.keys() - stored.keys()):
        yield Violation("C8", subject, "has a salt but no details")


def households_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Customers whom nobody registered, who did not join and bought nothing; and those who are gone or changed."""
    sealed, unreadable = replay_kinds(view, {DetailsSealed: _seals, MemberErased: _erasure})
    members, more = replay_kinds(view, {MemberJoined: _join})
    yield from [*unreadable, *more]
    left, stored = list[str](), set[str]()
    for row in view.execute(sa.select(schema.customer)):
        stored.add(row.code)
        if household_subject(row.code) in sealed:
            continue
        if any(getattr(row, name) is not None for name in _GROUPS):
            yield Violation("C8", household_subject(row.code), "has groups that the journal did not seal")
        elif row.code not in members:
            left.append(row.code)
    buyers = set(view.scalars(sa.select(_SALE.customer).where(_SALE.customer.is_not(None)).distinct()))
    for code in sorted(set(left) - buyers):
        yield Violation("C8", household_subject(code), "is stored but nobody registered it")
    for code in sorted((buyers | members.keys()) - stored):
        yield Violation("C8", household_subject(code), "is recorded in the journal but not stored")


def names_and_keys(view: sa.Connection) -> Iterator[Violation]:
    """Members and customer accounts that are found by another name than they have."""
    for row in view.execute(sa.select(*_MEMBER["id", "name", "name_key", "last_name_key"])):
        if (row.name_key, row.last_name_key) != (name_key(row.name), last_name_key(row.name)):
            yield Violation("C8", member_subject(row.id), "is found by another name than it has")
    for row in view.execute(sa.select(*_ACCOUNT["number", "name", "name_key"])):
        if row.name_key != name_key(row.name):
            yield Violation("C8", account_subject(row.number), "is found by another name than it has")


def _stored_details(view: sa.Connection) -> _Stored:
    for member in map(read_member, view.execute(sa.select(*MEMBER_COLUMNS))):
        yield member_subject(member.id), member.sealed_values
    for account in all_accounts(view):
        yield account_subject(account.number), astuple(account.details)
    for row in view.execute(sa.select(schema.customer)):
        yield household_subject(row.code), tuple(getattr(row, name) for name in _GROUPS)


def _contacts(orders: Iterable[OnlineOrder]) -> _Stored:
    """Who ordered is erased after some time, and the salt with it."""
    yield from ((web_order_subject(each.id), each.sealed_values) for each in orders if each.contact.email)


def _seals(recorded: RecordedFact[DetailsSealed]) -> Iterator[tuple[str, object]]:
    yield from ((each.subject, each.seal) for each in recorded.fact.seals)


def _erasure(recorded: RecordedFact[MemberErased]) -> Iterator[tuple[str, object]]:
    yield member_subject(recorded.fact.member), REMOVED
    yield household_subject(recorded.fact.member), REMOVED


def _join(recorded: RecordedFact[MemberJoined]) -> Iterator[tuple[str, object]]:
    yield recorded.fact.member, True


INVARIANTS = (
    Invariant(("C8",), "Personal details are those that the journal sealed.", details_and_seals),
    Invariant(("C8",), "Customers are households, members or buyers that the journal knows.", households_and_journal),
    Invariant(("C8",), "Members and customer accounts are found by their own names.", names_and_keys),
)
