"""What members agreed to, and who looked at them: rows that are only added."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from models.members.consent import Consent, MemberLook
from store import schema

_CONSENT, _LOOK = schema.member_consent, schema.member_look


def add_consents(tx: sa.Connection, consents: Iterable[Consent]) -> None:
    """Store what a member agreed to or withdrew."""
    rows = [
        {
            "id": each.id,
            "member": each.member,
            "purpose": each.purpose,
            "is_given": int(each.is_given),
            "text_version": each.text_version,
            "channel": each.channel,
            "at": each.at,
            "operator": each.operator,
        }
        for each in consents
    ]
    if rows:
        tx.execute(_CONSENT.insert(), rows)


def consents_of(view: sa.Connection, members: Iterable[str]) -> list[Consent]:
    """Everything that members agreed to or withdrew, in order."""
    return _consents(view, _CONSENT.c.member.in_(list(members)))


def all_consents(view: sa.Connection) -> list[Consent]:
    """The same of everybody, members or not any more."""
    return _consents(view, sa.true())


def _consents(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[Consent]:
    query = sa.select(_CONSENT).where(chosen).order_by(_CONSENT.c.id)
    return [
        Consent(
            *(row.id, row.member, row.purpose, row.is_given == 1),
            *(row.text_version, row.channel, row.at, row.operator),
        )
        for row in view.execute(query)
    ]


def add_look(tx: sa.Connection, look: MemberLook) -> None:
    """Store that somebody looked at a member."""
    values = {"id": look.id, "member": look.member, "purpose": look.purpose, "at": look.at, "operator": look.operator}
    tx.execute(_LOOK.insert().values(**values))


def looks_at(view: sa.Connection, members: Iterable[str]) -> list[MemberLook]:
    """Who looked at members, in order."""
    return _looks(view, _LOOK.c.member.in_(list(members)))


def all_looks(view: sa.Connection) -> list[MemberLook]:
    """Who looked at anybody, in order."""
    return _looks(view, sa.true())


def _looks(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[MemberLook]:
    columns = _LOOK.c["id", "member", "purpose", "at", "operator"]
    return [MemberLook(*row) for row in view.execute(sa.select(*columns).where(chosen).order_by(_LOOK.c.id))]
