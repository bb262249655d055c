"""Copies of a whole store: taken while it sells, sealed against damage, and put back.

A backup is an ordinary SQLite file, whichever database it was taken from, followed by its seal: a SHA-256 over every
byte before it, and the signature of who made it (:mod:`store.upkeep.manifest`). SQLite ignores it, so that any tool can
open a backup. Where the shop has no keys the seal is one line without a signature.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models.anchor import AnchoredHead
from models.errors import Broken, Refused
from store import schema
from store.database import sqlite
from store.database.faults import explained
from store.database.file_lock import StoreInUse
from store.signing.ed25519 import PrivateKey
from store.upkeep.manifest import LENGTH_BYTES, Manifest, length_of_end, read_end, signed_end

#: ``report(done, total)`` is called while copying, in pages or rows.
ReportProgress = Callable[[int, int], None]

PAGES_A_STEP = 2_000
ROWS_A_STEP = 5_000
#: The same of tables with whole files in them.
FILES_A_STEP = 20
BYTES_A_STEP = 1 << 20
_SEAL = b"\nKassa backup 1, SHA-256 of every byte before this line: %s\n"
_SEAL_PATTERN = re.compile(re.escape(_SEAL[:-3]) + rb"([0-9a-f]{64})\n")
_SEAL_LENGTH = len(_SEAL) - len("%s") + 64
_BUSY_WAIT_MS = 1_000


class NotABackup(Refused):
    """The file does not end as a backup ends."""

    code = "not_a_backup"
    text = (
        "{file} is not a whole Kassa backup: its last line, the seal, is missing. Either it was cut short while "
        "it was copied, or 'kassa backup' did not make it. Nothing was changed; choose another backup."
    )

    file: Path


class BackupDamaged(Broken):
    """A backup is not as it was written."""

    code = "backup_damaged"
    text = "The backup {file} is damaged: {reason}. Nothing was changed; choose another backup."

    file: Path
    reason: str


def copy_file(source: Path, target: Path, report: ReportProgress) -> None:
    """Copy one committed state of an SQLite file into a new file, while others go on writing."""
    connect = sqlite.driver().connect
    with (
        explained(str(source)),
        closing(connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as reading,
        closing(connect(target)) as writing,
    ):
        reading.execute(f"PRAGMA busy_timeout = {sqlite.BUSY_TIMEOUT_MS}")
        # An open read transaction pins the state; without it each foreign commit starts the copy afresh.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=PAGES_A_STEP, progress=lambda _state, left, total: report(total - left, total))
        reading.execute("COMMIT")


def copy_rows(view: sa.Connection, tx: sa.Connection, report: ReportProgress) -> None:
    """Copy every row of every table from ``view`` to the empty tables of ``tx``, parents before children."""
    tables = schema.metadata.sorted_tables
    counts = {table: view.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}
    done, total = 0, sum(counts.values())
    for table in tables:
        for rows in _portions(view, table):
            tx.execute(table.insert(), rows)
            done += len(rows)
            report(done, total)


def damage_of(view: sa.Connection) -> list[str]:
    """What SQLite itself finds wrong with its file: pages, indexes, references. PostgreSQL looks after itself."""
    if view.dialect.name != "sqlite":
        return []
    problems = [str(row[0]) for row in view.exec_driver_sql("PRAGMA integrity_check(20)") if row[0] != "ok"]
    orphans = view.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    return problems + [f"a row of {row[0]} points to a row of {row[2]} that is not there" for row in orphans]


def as_one_file(file: Path) -> None:
    """Bring everything of a closed SQLite file into the file itself and down to the disk.

    Raises :class:`StoreInUse` if anybody has it open: leaving the write-ahead log needs the file alone.
    """
    with explained(str(file)), closing(sqlite.driver().connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_WAIT_MS}")
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite.driver().OperationalError as error:
            if "locked" in str(error):
                raise StoreInUse(str(file)) from error
            raise
    flush(file)


def seal(file: Path) -> None:
    """Add the seal without a signature to a finished copy."""
    digest = _digest(file, file.stat().st_size)
    with file.open("ab") as sealed:
        sealed.write(_SEAL % digest.encode())
    flush(file)


def sign(file: Path, key: PrivateKey, heads: tuple[AnchoredHead, ...], at: str) -> None:
    """Add the signed seal to a finished copy of a shop whose journals end with ``heads``."""
    size = file.stat().st_size
    manifest = Manifest(at, size, _digest(file, size), key.public_key, heads)
    with file.open("ab") as sealed:
        sealed.write(signed_end(manifest, key))
    flush(file)


def unseal(file: Path, target: Path) -> Manifest | None:
    """Write what a backup holds to ``target``; gives its manifest, or ``None`` for one without a signature.

    Raises :class:`NotABackup` or :class:`BackupDamaged`.
    """
    manifest = read_manifest(file)
    length, digest = _read_seal(file) if manifest is None else (manifest.size, manifest.sha256)
    found = hashlib.sha256()
    with target.open("xb") as written:
        for part in _parts(file, length):
            found.update(part)
            written.write(part)
    if found.hexdigest() != digest:
        raise BackupDamaged(file, "its bytes do not match its seal")
    return manifest


def read_manifest(file: Path) -> Manifest | None:
    """The manifest of a signed backup; ``None`` if the file does not end as one. Raises :class:`BackupDamaged`."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        opened.seek(max(size - LENGTH_BYTES, 0))
        length = length_of_end(opened.read())
        if length is None or not LENGTH_BYTES < length <= size:
            return None
        opened.seek(size - length)
        end = opened.read()
    try:
        manifest = read_end(end)
    except ValueError as error:
        raise BackupDamaged(file, str(error)) from error
    if manifest is not None and manifest.size != size - length:
        raise BackupDamaged(file, "it is longer or shorter than its manifest")
    return manifest


def is_backup(file: Path) -> bool:
    """Whether a file ends with a seal, signed or not."""
    try:
        return read_manifest(file) is not None or bool(_read_seal(file))
    except NotABackup:
        return False


def digest_of(file: Path) -> str:
    """The SHA-256 of a whole file."""
    return _digest(file, file.stat().st_size)


def put_in_place(copy: Path, place: Path, aside: Path) -> None:
    """Make ``copy`` the file at ``place`` in one step; the earlier file stays beside it as ``aside``."""
    flush(copy)
    for ending in ("-wal", "-shm"):  # only a file that SQLite could not open still has them
        rest = place.with_name(place.name + ending)
        if rest.exists():
            rest.rename(aside.with_name(aside.name + ending))
    if place.exists():
        _second_name(place, aside)
    copy.replace(place)
    flush_folder(place.parent)


def set_schema_aside(tx: sa.Connection, name: str) -> None:
    """Move the tables of a PostgreSQL database into another schema and begin an empty one, in this transaction.

    Raises :class:`StoreInUse` if anybody else is connected to the database.
    """
    others = tx.scalar(
        sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    )
    if others:
        raise StoreInUse(f"The database {tx.engine.url.database}")
    ours = tx.scalar(sa.text("SELECT current_schema()"))
    quote = tx.dialect.identifier_preparer.quote
    tx.execute(sa.text(f"ALTER SCHEMA {quote(ours)} RENAME TO {quote(name)}"))
    tx.execute(sa.text(f"CREATE SCHEMA {quote(ours)}"))


def flush(file: Path) -> None:
    """Bring a file's bytes down to the disk."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder down to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _portions(view: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    has_files = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    rows = view.execution_options(yield_per=FILES_A_STEP if has_files else ROWS_A_STEP).execute(query)
    for part in rows.mappings().partitions():
        yield [dict(row) for row in part]


def _read_seal(file: Path) -> tuple[int, str]:
    length = file.stat().st_size - _SEAL_LENGTH
    if length <= 0:
        raise NotABackup(file)
    with file.open("rb") as opened:
        opened.seek(length)
        match = _SEAL_PATTERN.fullmatch(opened.read())
    if match is None:
        raise NotABackup(file)
    return length, match[1].decode()


def _digest(file: Path, length: int) -> str:
    digest = hashlib.sha256()
    for part in _parts(file, length):
        digest.update(part)
    return digest.hexdigest()


def _parts(file: Path, length: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while length > 0:
            part = opened.read(min(length, BYTES_A_STEP))
            if not part:
                return
            length -= len(part)
            yield part


def _second_name(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # a file system without second names: a copy does the same, slower
        shutil.copy2(file, name)
        flush(name)
