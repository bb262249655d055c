"""The state of a store: engine, settings, version and the ends of its chains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from store import schema
from store.database import sqlite, versions
from store.database.engine import Store, normalise_url

#: PostgreSQL settings that an acknowledged sale depends on, with their safe values (PostgreSQL manual, 20.5).
DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where the journal of a device ends: by the device's own record, and by the journal's last row."""

    device_id: int
    name: str
    last_journal: int
    journal_hash: str
    last_receipt: int
    written_seq: int
    written_hash: str
    written_at: datetime | None
    signing_key: str = ""

    @property
    def meets(self) -> bool:
        """Whether the device and its journal agree on the last row."""
        return (self.last_journal, self.journal_hash) == (self.written_seq, self.written_hash)


@contextmanager
def quick_look(url: str, patience_s: int) -> Iterator[sa.Connection]:
    """A view of the store as it is, without bringing it to our version; a server must answer in ``patience_s``."""
    parsed = normalise_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.update_query_dict({"connect_timeout": str(patience_s)})
    store = Store(parsed.render_as_string(hide_password=False))
    try:
        with store.view() as view:
            yield view
    finally:
        store.close()


def engine_of(view: sa.Connection) -> str:
    """The database behind a view, with its version."""
    if view.dialect.name == "sqlite":
        return f"SQLite {sqlite.driver().sqlite_version}"
    return f"PostgreSQL {view.scalar(sa.text('SHOW server_version'))}"


def lock_something(tx: sa.Connection) -> None:
    """Lock a row of a PostgreSQL server that nobody has locked, which a server that only reads refuses."""
    tx.execute(sa.select(schema.device_head.c.device_id).limit(1).with_for_update(skip_locked=True))


def settings_of(view: sa.Connection) -> dict[str, object]:
    """The settings that durability depends on, read back from the database."""
    if view.dialect.name == "sqlite":
        return {name: view.exec_driver_sql(f"PRAGMA {name}").scalar() for name in sqlite.SETTINGS}
    return {name: view.scalar(sa.text(f"SHOW {name}")) for name in DURABLE}


def unsafe_settings(view: sa.Connection) -> dict[str, object]:
    """Those of :func:`settings_of` with which a power cut could lose a sale."""
    wanted = {name: (value,) for name, value in sqlite.SETTINGS.items()}
    safe = wanted if view.dialect.name == "sqlite" else DURABLE
    return {name: found for name, found in settings_of(view).items() if found is not None and found not in safe[name]}


def version_of(view: sa.Connection) -> tuple[str | None, str]:
    """The version of the tables (``None``: there are none), and ours; raises what :func:`versions.check` raises."""
    found = versions.current(view)
    if found is not None:
        versions.check(view)
    return found, versions.head()


def chain_ends(view: sa.Connection) -> list[ChainEnd]:
    """One row per device, by id. Looks at the last journal row only: ``journal.verify_chain`` looks at all."""
    head = schema.device_head.c
    query = (
        sa.select(schema.device_head, schema.device.c.name)
        .join_from(schema.device_head, schema.device)
        .order_by(head.device_id)
    )
    return [_chain_end(view, each) for each in view.execute(query).all()]


def _chain_end(view: sa.Connection, head: sa.Row[Any]) -> ChainEnd:
    row = schema.journal.c
    query = sa.select(row.seq, row.hash, row.at).where(row.device_id == head.device_id)
    written = view.execute(query.order_by(row.seq.desc()).limit(1)).one_or_none()
    return ChainEnd(
        device_id=head.device_id,
        name=head.name,
        last_journal=head.last_journal,
        journal_hash=head.journal_hash,
        last_receipt=head.last_receipt,
        written_seq=0 if written is None else written.seq,
        written_hash="" if written is None else written.hash,
        written_at=None if written is None else written.at,
        signing_key=head.signing_key,
    )


def hash_at(view: sa.Connection, device_id: int, seq: int) -> str:
    """The hash of one row of the journal, ``""`` if there is no such row."""
    row = schema.journal.c
    query = sa.select(row.hash).where(row.device_id == device_id, row.seq == seq)
    return view.scalar(query) or ""
