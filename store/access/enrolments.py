"""Which browsers are tills, and the one-time codes that wait to be typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from models.access.enrolment import Enrolment
from store import schema
from store.database.prepared import Prepared

_TABLE, _CODES = schema.enrolment, schema.enrolment_code
_COLUMNS = _TABLE.c["id", "device_id", "browser", "enrolled_at", "seen_at", "revoked_at"]


def add_enrolment(tx: sa.Connection, enrolment: Enrolment, secret_hash: str) -> None:
    """Store a browser that became a till, under the hash of its secret."""
    tx.execute(
        _TABLE.insert(),
        {
            "id": enrolment.id,
            "device_id": enrolment.till_id,
            "secret_hash": secret_hash,
            "browser": enrolment.browser,
            "enrolled_at": enrolment.enrolled_at,
            "seen_at": enrolment.seen_at,
        },
    )


_OF_SECRET = Prepared(
    sa.select(*_COLUMNS).where(_TABLE.c.secret_hash == sa.bindparam("secret_hash"), _TABLE.c.revoked_at.is_(None))
)


def find_enrolment(view: sa.Connection, secret_hash: str) -> Enrolment | None:
    """The till that a browser is, by the hash of its secret; ``None`` if it is none (any more)."""
    rows = _OF_SECRET.ask(view, {"secret_hash": secret_hash})
    return Enrolment(*rows[0]) if rows else None


def all_enrolments(view: sa.Connection) -> list[Enrolment]:
    """Every browser that ever was a till, by till, the newest last."""
    rows = view.execute(sa.select(*_COLUMNS).order_by(_TABLE.c.device_id, _TABLE.c.enrolled_at, _TABLE.c.id))
    return [Enrolment(*row) for row in rows]


def open_enrolments(tx: sa.Connection, till_id: int) -> list[Enrolment]:
    """The browsers that are a till now."""
    query = sa.select(*_COLUMNS).where(_TABLE.c.device_id == till_id, _TABLE.c.revoked_at.is_(None))
    return [Enrolment(*row) for row in tx.execute(query.order_by(_TABLE.c.id))]


def revoke(tx: sa.Connection, enrolment_ids: Sequence[int], at: datetime) -> None:
    """Let browsers be tills no longer."""
    tx.execute(_TABLE.update().where(_TABLE.c.id.in_(enrolment_ids)).values(revoked_at=at))


def move_seen(tx: sa.Connection, enrolment_id: int, at: datetime) -> None:
    """Remember when a browser was last here."""
    tx.execute(_TABLE.update().where(_TABLE.c.id == enrolment_id).values(seen_at=at))


def save_code(tx: sa.Connection, till_id: int, code_hash: str, ends_at: datetime) -> None:
    """Store the hash of a till's one-time code, in place of the code before."""
    remove_code(tx, till_id)
    tx.execute(_CODES.insert(), {"device_id": till_id, "code_hash": code_hash, "ends_at": ends_at})


def till_of_code(tx: sa.Connection, code_hash: str, *, at: datetime, failures_max: int) -> int | None:
    """The till for which a code holds now."""
    holds = (_CODES.c.code_hash == code_hash) & (_CODES.c.ends_at > at) & (_CODES.c.failures < failures_max)
    return tx.scalar(sa.select(_CODES.c.device_id).where(holds).with_for_update())


def count_failure(tx: sa.Connection) -> None:
    """Count a wrong code against every code that waits: nobody knows which of them was guessed at."""
    tx.execute(_CODES.update().values(failures=_CODES.c.failures + 1))


def remove_code(tx: sa.Connection, till_id: int) -> None:
    """Let no code of a till hold any more."""
    tx.execute(_CODES.delete().where(_CODES.c.device_id == till_id))
