"""The salts of sealed details: stored, read and erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from store import schema
from store.database.upsert import upsert

_SALT = schema.detail_salt


def save_salts(tx: sa.Connection, salts: Mapping[str, str]) -> None:
    """Store a new salt for each subject, in place of the one that it had."""
    rows: list[dict[str, object]] = [{"subject": subject, "salt": salt} for subject, salt in salts.items()]
    upsert(tx, _SALT, rows)


def remove_salts(tx: sa.Connection, subjects: Iterable[str]) -> None:
    """Let the seals of these subjects reveal nothing any more."""
    tx.execute(_SALT.delete().where(_SALT.c.subject.in_(list(subjects))))


def all_salts(view: sa.Connection) -> dict[str, str]:
    """The salt of each subject."""
    return {row.subject: row.salt for row in view.execute(sa.select(_SALT))}
