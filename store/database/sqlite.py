"""The embedded engine: which SQLite we accept and how every connection to it is set."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import sleep
from types import ModuleType
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from models.errors import Refused

try:
    import pysqlite3.dbapi2 as _bundled
except ImportError:  # no wheel for this platform: the standard library's engine may be new enough
    _bundled = None

#: Older engines can corrupt a file in WAL mode when two connections write and checkpoint at once.
#: Source: sqlite.org/wal.html, section "The WAL-Reset Bug"; fixed in 3.51.3.
SQLITE_VERSION_LEAST = (3, 51, 3)
BUSY_TIMEOUT_MS = 10_000
#: How often a writer checks whether another process is done.
ASK_AGAIN_MS = 2

#: Set on every connection and read back. FULL is what makes an acknowledged sale survive a power cut. What is deleted
#: is written over, so that a person who was erased is not in the file.
SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "recursive_triggers": 1,
    "mmap_size": 0,
    "secure_delete": 1,
}


#: Where a connection keeps which file its log of writes was when it was opened.
WAL_IDENTITY = "wal_identity"
#: How such a log begins (sqlite.org/fileformat2.html, 4.1); the last bit is the order of bytes of its checksums.
_WAL_MAGIC = (0x377F0682, 0x377F0683)


class EngineTooOld(Refused):
    """The SQLite library of this machine can damage the shop's file."""

    code = "engine_too_old"
    text = (
        "SQLite {found} can damage the shop's file; {least} or newer is needed. "
        "Nothing was opened or changed. Install the bundled engine with 'pip install pysqlite3' in the shop's "
        "environment, or update the system's SQLite, and start again."
    )

    found: str
    least: str


class UnsafeSettings(Refused):
    """A connection did not take the settings that make sales safe."""

    code = "unsafe_settings"
    text = (
        "SQLite's {setting} is {found!r} but must be {wanted!r}, else a power cut can lose sales. Nothing was "
        "changed. Keep the shop's file on a local disk (not a network share) and start again."
    )

    setting: str
    wanted: object
    found: object


def driver() -> ModuleType:
    """The newer of the bundled engine and the standard library's, as a DB-API module."""
    if _bundled is not None and _bundled.sqlite_version_info >= sqlite3.sqlite_version_info:
        return _bundled  # type: ignore[no-any-return]
    return sqlite3


def check_engine(module: ModuleType) -> None:
    """Raise :class:`EngineTooOld` if the engine is known to damage files."""
    if tuple(module.sqlite_version_info) < SQLITE_VERSION_LEAST:
        raise EngineTooOld(module.sqlite_version, ".".join(map(str, SQLITE_VERSION_LEAST)))


def make_engine(url: sa.URL, *, read_only: bool, file_mode: str = "") -> sa.Engine:
    """An engine whose connections are set for durability; a read-only one refuses every write.

    With the ``file_mode`` ``ro`` the file itself is opened for reading alone, so that no setting lets a write through.
    """
    module = driver()
    check_engine(module)
    # isolation_level=None stops the driver from opening transactions by itself; the store sends BEGIN.
    arguments: dict[str, Any] = {"isolation_level": None}
    if file_mode:
        address = f"file:{quote(str(url.database))}?mode={file_mode}"

        def _open_file() -> Any:
            return module.connect(address, uri=True, check_same_thread=False, **arguments)

        engine = sa.create_engine(url, module=module, creator=_open_file)
    else:
        engine = sa.create_engine(url, module=module, connect_args=arguments)

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, record: Any) -> None:
        apply_settings(connection, SETTINGS)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the log of writes
        record.info[WAL_IDENTITY] = file_identity(wal_of(url.database)) if url.database else None
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA busy_timeout = 0")  # begin_immediate waits instead

    return engine


def begin_immediate(connection: Any) -> None:
    """Begin a transaction that writes, as soon as no other process does; fails as SQLite does after the busy timeout.

    SQLite's own waiting checks after 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 and then every 100 ms, so that a till that
    meets another writer again and again waits for up to a second although the file is free most of the time.
    """
    more_times = int(int(str(SETTINGS["busy_timeout"])) / ASK_AGAIN_MS)
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except driver().OperationalError as error:
            if not str(error.sqlite_errorname).startswith("SQLITE_BUSY") or not more_times:
                raise
        else:
            return
        more_times -= 1
        sleep(ASK_AGAIN_MS / 1000)


def _ask_once_free(connection: Any, pragma: str) -> Any:
    """Ask a pragma as often as it takes until no other program has the file for itself; at most for the busy time-out.

    SQLite's own waiting does not hold for those that change the mode of a new file's journal at once: it answers all
    but one of them that the file is locked (sqlite.org/wal.html, section "Sometimes Queries Return SQLITE_BUSY In WAL
    Mode").
    """
    more_times = BUSY_TIMEOUT_MS // ASK_AGAIN_MS
    while True:
        try:
            return connection.execute(f"PRAGMA {pragma}")
        except driver().OperationalError as error:
            if not str(error.sqlite_errorname).startswith("SQLITE_BUSY") or not more_times:
                raise
        more_times -= 1
        sleep(ASK_AGAIN_MS / 1000)


def copy_log(connection: Any) -> None:
    """Move what can be moved from the log of writes into the file without waiting for anybody."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def empty_log(connection: Any) -> None:
    """Move everything from the log of writes into the file, and cut the log; waits for readers that need it."""
    busy, *_ = _ask_once_free(connection, "wal_checkpoint(TRUNCATE)").fetchone()
    more_times = BUSY_TIMEOUT_MS // ASK_AGAIN_MS
    while busy and more_times:
        sleep(ASK_AGAIN_MS / 1000)
        busy, *_ = _ask_once_free(connection, "wal_checkpoint(TRUNCATE)").fetchone()
        more_times -= 1


def apply_settings(connection: Any, settings: dict[str, object]) -> None:
    """Set each pragma and read it back; raise :class:`UnsafeSettings` if one did not hold."""
    connection.execute("PRAGMA busy_timeout = 0")  # until it is set: we ask again ourselves
    for name, wanted in settings.items():
        _ask_once_free(connection, f"{name} = {wanted}")
        found = _ask_once_free(connection, name).fetchone()
        if found is not None and found[0] != wanted:
            raise UnsafeSettings(name, wanted, found[0])


def wal_of(database: str) -> Path:
    """The log of writes beside a database's file."""
    return Path(f"{database}-wal")


def file_identity(file: Path) -> tuple[int, int] | None:
    """What makes a file itself, whatever its name (device and inode); ``None`` if there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def is_wal(file: Path) -> bool:
    """Whether a log of writes has its beginning, or nothing was written to it yet."""
    with file.open("rb", buffering=0) as log:
        beginning = log.read(4)
    return not beginning or int.from_bytes(beginning, "big") in _WAL_MAGIC


def holds_all_pages(connection: Any, size: int) -> bool:
    """Whether a file of ``size`` bytes can be the whole database, without what its log of writes holds."""
    (pages,), (page_size,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    return int(pages) * int(page_size) <= size
