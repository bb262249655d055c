"""What a CRM of others has of members: one row for each contact there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from models.members.crm_contact import SentContact
from store import schema
from store.database.upsert import insert_for

_ROW = schema.crm_contact
_COLUMNS = _ROW.c["member", "digest", "is_opted_out", "first_sent_at", "sent_at"]


def sent_contacts(view: sa.Connection, members: Collection[str] | None = None) -> dict[str, SentContact]:
    """The contacts there by the id of their member: all, or those of some members."""
    query = sa.select(*_COLUMNS).order_by(_ROW.c.member)
    if members is not None:
        query = query.where(_ROW.c.member.in_(list(members)))
    return {row.member: SentContact(*row) for row in view.execute(query)}


def begin_contacts(tx: sa.Connection, members: Iterable[str], at: datetime) -> None:
    """Store that contacts may be there from now on; those that are known stay as they are."""
    rows = [
        {"member": each, "digest": "", "is_opted_out": False, "first_sent_at": at, "sent_at": at} for each in members
    ]
    if rows:
        tx.execute(insert_for(tx, _ROW).on_conflict_do_nothing(index_elements=["member"]), rows)


def save_digests(tx: sa.Connection, digests: Mapping[str, str], at: datetime) -> None:
    """Store what contacts got last."""
    for member, digest in digests.items():
        tx.execute(_ROW.update().where(_ROW.c.member == member).values(digest=digest, sent_at=at))


def set_opted_out(tx: sa.Connection, members: Iterable[str], *, is_opted_out: bool) -> None:
    """Store whether e-mail still goes to contacts."""
    tx.execute(_ROW.update().where(_ROW.c.member.in_(list(members))).values(is_opted_out=is_opted_out))


def forget_contacts(tx: sa.Connection, members: Collection[str] | None = None) -> None:
    """Forget contacts that are not there any more, or all."""
    tx.execute(_ROW.delete() if members is None else _ROW.delete().where(_ROW.c.member.in_(list(members))))
