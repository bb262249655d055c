"""Which version the tables are at, and bringing them to ours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from models.errors import Refused

MIGRATIONS = Path(__file__).parents[1] / "migrations"
#: A migration is named for its version: ``v0001_first.py``.
_NAME = re.compile(r"v(\d{4})_\w+\.py")
#: Where Alembic writes the version of the tables.
TABLE = "alembic_version"
_WRITTEN = sa.table(TABLE, sa.column("version_num", sa.String))
#: Our advisory lock on PostgreSQL: the letters "kassa" in ASCII, a number that nobody else uses.
UPGRADE_LOCK = 0x6B_61_73_73_61


class StoreTooNew(Refused):
    """The database was made by a later Kassa."""

    code = "store_too_new"
    text = (
        "The shop's database has version {found}, which this Kassa (version {ours}) does not know. "
        "Nothing was opened or changed. Update Kassa, or restore a backup made with this version."
    )

    found: str
    ours: str


class StoreTooOld(Refused):
    """The database waits for a migration."""

    code = "store_too_old"
    text = (
        "The shop's database has version {shown} and Kassa needs {ours}. Nothing was changed. "
        "Start 'kassa serve', which migrates it, or run 'kassa doctor' to see more."
    )

    def __init__(self, found: str | None, ours: str) -> None:
        self.found, self.ours, self.shown = found, ours, found or "none"
        super().__init__()


class NotAStore(Refused):
    """The database holds somebody else's tables."""

    code = "not_a_store"
    text = (
        "The database holds tables that are not Kassa's (such as {table!r}). Nothing was changed. "
        "Name an empty database or the shop's own in KASSA_STORE."
    )

    table: str


@cache
def known() -> tuple[str, ...]:
    """Every version that this code knows, the newest last."""
    names = (_NAME.fullmatch(file.name) for file in (MIGRATIONS / "versions").iterdir())
    versions = sorted(name[1] for name in names if name)
    if not versions:
        raise RuntimeError("no migrations are installed")
    return tuple(versions)


def head() -> str:
    """The newest version that this code knows."""
    return known()[-1]


def current(connection: sa.Connection) -> str | None:
    """The version of the database, ``None`` for an empty one."""
    if not sa.inspect(connection).has_table(_WRITTEN.name):
        return None
    return connection.scalar(sa.select(_WRITTEN.c.version_num))


def check(connection: sa.Connection) -> None:
    """Raise unless the tables are exactly at our version."""
    found = _refuse_unknown(connection)
    if found != head():
        raise StoreTooOld(found, head())


def upgrade(connection: sa.Connection) -> bool:
    """Bring the tables to our version; returns whether anything was done. The caller's transaction holds it all."""
    _take_turn(connection)
    if _refuse_unknown(connection) == head():
        return False
    # Loaded only where there is something to do: it takes a third of the time in which a command starts.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, "head")
    return True


def _take_turn(connection: sa.Connection) -> None:
    """Wait for whoever else brings this database to its version, such as a schedule beside a server that starts.

    On SQLite the transaction itself is the queue.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(UPGRADE_LOCK)))


def _refuse_unknown(connection: sa.Connection) -> str | None:
    """The version of the database; raises if it is not ours."""
    found = current(connection)
    if found is not None and found not in known():
        raise StoreTooNew(found, head())
    foreign = [] if found else sa.inspect(connection).get_table_names()
    if foreign:
        raise NotAStore(min(foreign))
    return found
