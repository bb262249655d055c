"""The keys with which programs read the shop: stored under the hash of their secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.access.api_key import ApiKey, read_scopes, scope_text
from store import schema
from store.database.prepared import Prepared

_TABLE = schema.api_key
_COLUMNS = _TABLE.c["id", "name", "scopes", "made_at", "ends_at", "seen_at", "revoked_at"]


def add_key(tx: sa.Connection, key: ApiKey, secret_hash: str) -> None:
    """Store a key under the hash of its secret."""
    tx.execute(
        _TABLE.insert(),
        {
            "id": key.id,
            "secret_hash": secret_hash,
            "name": key.name,
            "scopes": scope_text(key.scopes),
            "made_at": key.made_at,
            "ends_at": key.ends_at,
        },
    )


_OF_SECRET = Prepared(sa.select(*_COLUMNS).where(_TABLE.c.secret_hash == sa.bindparam("secret_hash")))


def find_key(view: sa.Connection, secret_hash: str) -> ApiKey | None:
    """The key with this hash, whether it holds or not.

    How long the look-up takes depends on the hash alone, from which nobody finds the secret.
    """
    rows = _OF_SECRET.ask(view, {"secret_hash": secret_hash})
    return _key(rows[0]) if rows else None


def get_key(view: sa.Connection, key_id: int) -> ApiKey | None:
    """The key with this number, whether it holds or not."""
    row = view.execute(sa.select(*_COLUMNS).where(_TABLE.c.id == key_id)).one_or_none()
    return None if row is None else _key(row)


def all_keys(view: sa.Connection) -> list[ApiKey]:
    """Every key that there ever was, the newest first."""
    return [_key(row) for row in view.execute(sa.select(*_COLUMNS).order_by(_TABLE.c.made_at.desc(), _TABLE.c.id))]


def hashes_of_keys(view: sa.Connection) -> dict[int, str]:
    """What is stored of the secret of each key, by the key's number."""
    return {row.id: row.secret_hash for row in view.execute(sa.select(*_TABLE.c["id", "secret_hash"]))}


def revoke_key(tx: sa.Connection, key_id: int, at: datetime) -> None:
    """Let a key hold no longer."""
    tx.execute(_TABLE.update().where(_TABLE.c.id == key_id).values(revoked_at=at))


def move_key_seen(tx: sa.Connection, key_id: int, at: datetime) -> None:
    """Remember when a key was last used."""
    tx.execute(_TABLE.update().where(_TABLE.c.id == key_id).values(seen_at=at))


def _key(row: Sequence[Any]) -> ApiKey:
    number, name, scopes, *instants = row
    return ApiKey(number, name, read_scopes(scopes.split()), *instants)
