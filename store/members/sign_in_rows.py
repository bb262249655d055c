"""Links by which members sign in to the web shop, and the browsers that did; a row goes when its member does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from models.members.member_sign_in import MemberSignIn
from store import schema

_TABLE = schema.member_sign_in
#: No device's numbers are larger.
_ID_MAX = 2**63 - 1


def add_sign_in(tx: sa.Connection, new: MemberSignIn) -> None:
    """Store a link."""
    tx.execute(_TABLE.insert().values(**asdict(new)))


def find_sign_in(view: sa.Connection, sign_in_id: int) -> MemberSignIn | None:
    """The link of a number; ``None`` if there is none, or no longer."""
    return _first(view, _TABLE.c.id == sign_in_id) if sign_in_id <= _ID_MAX else None


def sign_in_of_session(view: sa.Connection, session: str) -> MemberSignIn | None:
    """What a browser opened, by the SHA-256 of its secret."""
    return _first(view, _TABLE.c.session == session)


def open_link(tx: sa.Connection, sign_in_id: int, session: str, at: datetime) -> bool:
    """Let a browser be signed in by a link; ``False`` if another one was."""
    fresh = _TABLE.update().where(_TABLE.c.id == sign_in_id, _TABLE.c.session.is_(None))
    return tx.execute(fresh.values(session=session, opened_at=at)).rowcount == 1


def remove_sign_in(tx: sa.Connection, sign_in_id: int) -> bool:
    """Let a browser be signed in no more; ``False`` if it was not."""
    return tx.execute(_TABLE.delete().where(_TABLE.c.id == sign_in_id)).rowcount == 1


def end_sign_ins(tx: sa.Connection, members: Iterable[str]) -> None:
    """Let no browser be signed in as any of these members, and no link of theirs open any more."""
    tx.execute(_TABLE.delete().where(_TABLE.c.member.in_(list(members))))


def count_links(view: sa.Connection, since: datetime, member: str | None = None) -> int:
    """How many links were asked for since an instant, of a member or of all."""
    of_whom = sa.true() if member is None else _TABLE.c.member == member
    query = sa.select(sa.func.count()).select_from(_TABLE).where(_TABLE.c.asked_at > since, of_whom)
    return int(view.scalar(query) or 0)


def remove_old(tx: sa.Connection, before: datetime) -> None:
    """Forget links that were asked for before an instant, with the browsers that opened them."""
    tx.execute(_TABLE.delete().where(_TABLE.c.asked_at < before))


def _first(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> MemberSignIn | None:
    row = view.execute(sa.select(_TABLE).where(chosen)).one_or_none()
    return None if row is None else MemberSignIn(**row._mapping)  # noqa: SLF001 - the public name of a row's columns
