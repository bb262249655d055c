"""Which browsers are customer displays, and those that show a code to become one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.access.display import PairedDisplay
from store import schema
from store.database.prepared import Prepared

_TABLE, _CODES = schema.display, schema.display_code
_COLUMNS = _TABLE.c["id", "device_id", "browser", "paired_at", "seen_at", "revoked_at"]


@dataclass(frozen=True, slots=True)
class WaitingDisplay:
    """A browser that shows a code, by the hash of its secret."""

    secret_hash: str
    browser: str


def hash_of(text: str) -> str:
    """What is stored of a secret or a code: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_display(tx: sa.Connection, display: PairedDisplay, secret_hash: str) -> None:
    """Store a browser that became a display, under the hash of its secret."""
    tx.execute(
        _TABLE.insert(),
        {
            "id": display.id,
            "device_id": display.till_id,
            "secret_hash": secret_hash,
            "browser": display.browser,
            "paired_at": display.paired_at,
            "seen_at": display.seen_at,
        },
    )


_OF_SECRET = Prepared(
    sa.select(*_COLUMNS).where(_TABLE.c.secret_hash == sa.bindparam("secret_hash"), _TABLE.c.revoked_at.is_(None))
)


def find_display(view: sa.Connection, secret_hash: str) -> PairedDisplay | None:
    """The display that a browser is, by the hash of its secret; ``None`` if it is none (any more)."""
    rows = _OF_SECRET.ask(view, {"secret_hash": secret_hash})
    return PairedDisplay(*rows[0]) if rows else None


def find_paired(tx: sa.Connection, display_id: int) -> PairedDisplay | None:
    """The display with a number, unless it was revoked."""
    row = tx.execute(sa.select(*_COLUMNS).where(_TABLE.c.id == display_id, _TABLE.c.revoked_at.is_(None))).one_or_none()
    return None if row is None else PairedDisplay(*row)


def all_displays(view: sa.Connection) -> list[PairedDisplay]:
    """Every browser that ever was a display, by till, the newest last."""
    rows = view.execute(sa.select(*_COLUMNS).order_by(_TABLE.c.device_id, _TABLE.c.paired_at, _TABLE.c.id))
    return [PairedDisplay(*row) for row in rows]


def revoke(tx: sa.Connection, display_id: int, at: datetime) -> None:
    """Let a browser be a display no longer."""
    tx.execute(_TABLE.update().where(_TABLE.c.id == display_id).values(revoked_at=at))


def move_seen(tx: sa.Connection, display_id: int, at: datetime) -> None:
    """Remember when a display was last here."""
    tx.execute(_TABLE.update().where(_TABLE.c.id == display_id).values(seen_at=at))


def save_code(tx: sa.Connection, waiting: WaitingDisplay, code_hash: str, ends_at: datetime) -> None:
    """Store the hash of the code that a browser shows, in place of the one before."""
    remove_code(tx, waiting.secret_hash)
    values = {"secret_hash": waiting.secret_hash, "browser": waiting.browser}
    tx.execute(_CODES.insert(), {**values, "code_hash": code_hash, "ends_at": ends_at})


def codes_in_use(tx: sa.Connection) -> frozenset[str]:
    """The hashes of the codes that some display shows."""
    return frozenset(tx.scalars(sa.select(_CODES.c.code_hash)))


def is_waiting(view: sa.Connection, secret_hash: str, *, at: datetime, failures_max: int) -> bool:
    """Whether the code that a browser shows still holds."""
    query = sa.select(_CODES.c.secret_hash).where(_CODES.c.secret_hash == secret_hash, _holds(at, failures_max))
    return view.scalar(query) is not None


def find_waiting(tx: sa.Connection, code_hash: str, *, at: datetime, failures_max: int) -> WaitingDisplay | None:
    """The browser that shows a code which holds now."""
    query = sa.select(*_CODES.c["secret_hash", "browser"]).where(
        _CODES.c.code_hash == code_hash, _holds(at, failures_max)
    )
    row = tx.execute(query.with_for_update()).one_or_none()
    return None if row is None else WaitingDisplay(*row)


def count_failure(tx: sa.Connection) -> None:
    """Count a wrong code against every code that a display shows: nobody knows which of them was meant."""
    tx.execute(_CODES.update().values(failures=_CODES.c.failures + 1))


def remove_code(tx: sa.Connection, secret_hash: str) -> None:
    """Let the code of a browser hold no longer."""
    tx.execute(_CODES.delete().where(_CODES.c.secret_hash == secret_hash))


def remove_old_codes(tx: sa.Connection, *, at: datetime, at_most: int) -> None:
    """Remove the codes that are over, and of the others all but the newest ``at_most``."""
    tx.execute(_CODES.delete().where(_CODES.c.ends_at <= at))
    newest = sa.select(_CODES.c.secret_hash).order_by(_CODES.c.ends_at.desc(), _CODES.c.secret_hash).limit(at_most)
    tx.execute(_CODES.delete().where(_CODES.c.secret_hash.not_in(list(tx.scalars(newest)))))


def _holds(at: datetime, failures_max: int) -> sa.ColumnElement[bool]:
    return (_CODES.c.ends_at > at) & (_CODES.c.failures < failures_max)
