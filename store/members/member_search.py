"""Members found by name, phone number or e-mail address: each through an index, however many there are.

A member that was merged into another has none of them, so none is found. No statement asks for that: a database would
rather look through all who were never merged than use the index of the names.
"""

from __future__ import annotations

import sqlalchemy as sa

from models.members.member import Member
from models.members.name_key import name_key
from store import schema
from store.members.member_rows import MEMBER_COLUMNS, read_member

_MEMBER = schema.member.c
#: Our advisory lock on PostgreSQL: the letters "member" in ASCII, a number that nobody else uses.
_CONTACTS_LOCK = int.from_bytes(b"member", "big")
#: The last sign there is: no text that begins like another comes after the other with it.
_AFTER = "\U0010ffff"


def lock_contacts(tx: sa.Connection) -> None:
    """Let nobody else take a phone number or an address before this transaction ends.

    SQLite has one writer anyway. Joining is rare enough that a server lets one at a time.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_CONTACTS_LOCK)))


def search_members(view: sa.Connection, text: str, phone: str | None, limit: int) -> list[Member]:
    """Members by what somebody typed: by name; ``phone`` is the beginning of a number, if it can be one.

    A text with an ``@`` is looked for in e-mail addresses. A name is found by its first word or by its last.
    """
    if phone is not None:
        return _beginning(view, [(_MEMBER.phone, phone)], limit)
    if "@" in text:
        return _beginning(view, [(_MEMBER.email, text.strip().lower())], limit)
    key = name_key(text)
    return _beginning(view, [(_MEMBER.name_key, key), (_MEMBER.last_name_key, key)], limit) if key else []


def first_members(view: sa.Connection, limit: int) -> list[Member]:
    """Some members by name, where nobody is looked for."""
    query = sa.select(*MEMBER_COLUMNS).where(_MEMBER.name_key > "").order_by(_MEMBER.name_key).limit(limit)
    return [read_member(row) for row in view.execute(query)]


def members_with(view: sa.Connection, phone: str, email: str) -> list[Member]:
    """The members with just that phone number or e-mail address; empty ones are nobody's."""
    members: list[Member] = []
    for column, value in ((_MEMBER.phone, phone), (_MEMBER.email, email)):
        if value:
            query = sa.select(*MEMBER_COLUMNS).where(column == value)
            members += [read_member(row) for row in view.execute(query)]
    return members


def _beginning(view: sa.Connection, begins_of: list[tuple[sa.ColumnElement[str], str]], limit: int) -> list[Member]:
    """One statement a column: each walks its own index and stops early."""
    members: dict[str, Member] = {}
    for column, begin in begins_of:
        begins = (column >= begin) & (column < begin + _AFTER)
        for row in view.execute(sa.select(*MEMBER_COLUMNS).where(begins).order_by(column).limit(limit)):
            members.setdefault(row.id, read_member(row))
    return list(members.values())[:limit]
