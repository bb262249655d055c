"""Codes of tills with which customers became members on the own phone: rows that are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from store import schema

_JOIN = schema.member_join
_COLUMNS = _JOIN.c["code", "till_id", "browser", "member", "at"]


@dataclass(frozen=True, slots=True)
class JoinRow:
    """A code that was used: its SHA-256, the till that showed it, the browser and the member."""

    code: str
    till_id: int
    browser: str
    member: str
    at: datetime


def add_join(tx: sa.Connection, new: JoinRow) -> None:
    """Store that a code was used."""
    values = {"code": new.code, "till_id": new.till_id, "browser": new.browser, "member": new.member, "at": new.at}
    tx.execute(_JOIN.insert().values(**values))


def find_join(view: sa.Connection, code: str) -> JoinRow | None:
    """Who used a code, by its SHA-256."""
    row = view.execute(sa.select(*_COLUMNS).where(_JOIN.c.code == code)).one_or_none()
    return None if row is None else JoinRow(*row)


def count_joins(view: sa.Connection, till_id: int, *, since: datetime | None = None) -> int:
    """How many codes of a till were used, ever or since an instant."""
    query = sa.select(sa.func.count()).select_from(_JOIN).where(_JOIN.c.till_id == till_id)
    return int(view.scalar(query if since is None else query.where(_JOIN.c.at >= since)) or 0)


def all_joins(view: sa.Connection) -> list[JoinRow]:
    """Every code that was used."""
    return [JoinRow(*row) for row in view.execute(sa.select(*_COLUMNS).order_by(_JOIN.c.code))]
