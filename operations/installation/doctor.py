"""Is this installation fit to sell? Checks everything that a sale depends on, with one finding for each."""

from __future__ import annotations

import json
import platform
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.client import HTTPException
from importlib import metadata
from pathlib import Path
from types import ModuleType
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.delivery import DeadLetter, DeliveryCursor, Outcome
from models.dispatch.sending_rules import DispatchState
from models.errors import KassaError
from operations.installation.backup_place import chosen_folder
from operations.installation.configuration import Settings
from operations.installation.private_files import open_to_others
from operations.installation.readiness import check_commit
from operations.installation.upkeep import newest_backup
from store import delivery, dispatch
from store.analysis.payment_reports import known_disputes
from store.database import sqlite, versions
from store.database.engine import Connection, Store
from store.database.faults import explained
from store.database.versions import StoreTooOld
from store.shop import all_devices, find_shop
from store.upkeep import diagnosis
from store.upkeep.diagnosis import ChainEnd

MB = 1_000_000
DISK_WARN, DISK_BAD = 500 * MB, 100 * MB
BACKUP_AGE_WARN = timedelta(hours=36)
SERVER_PATIENCE_S = 3
#: A clock before this day is wrong: this version of Kassa did not exist then.
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
#: Dead letters are reported for so long.
DEAD_LETTER_AGE = timedelta(days=7)
DELIVERY_WAIT_WARN = timedelta(minutes=10)
DISPATCH_WAIT_WARN = timedelta(minutes=30)
NOT_SENT = {DispatchState.FAILED: "failed", DispatchState.UNCERTAIN: "may have arrived"}
UNDELIVERED = {
    Outcome.UNCERTAIN: "may have been printed",
    Outcome.EXPIRED: "came too late",
    Outcome.FAILED: "could not be made",
}
CLOCK_SLACK = timedelta(minutes=2)
NO_SHOP = "Look whether KASSA_HOME and KASSA_STORE name the shop; 'kassa demo' makes one to try."
PACKAGES = ("sqlalchemy", "alembic", "streamlit", "fastapi", "polars", "scikit-learn", "prefect")


class Grade(StrEnum):
    """How a finding is to be taken: fine, look at it soon, do not sell like this."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: the checked part, its state in words, and what to do about it."""

    subject: str
    grade: Grade
    state: str
    todo: str = ""


def examine(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """Look at everything, the quick things first; changes nothing and makes nothing."""
    yield check_python()
    yield from check_packages()
    yield check_engine(sqlite.driver())
    yield check_home(settings.home)
    yield check_disk(settings.home)
    yield check_clock(at)
    yield from check_store(settings, at=at)
    yield check_server(settings)
    yield check_backups(settings, at=at)


def check_python() -> Finding:
    """The interpreter and the machine."""
    return Finding("python", Grade.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def check_packages() -> Iterator[Finding]:
    """The libraries, and the one pair of them that looks well and does not work."""
    found = {name: _version(name) for name in PACKAGES}
    state = ", ".join(f"{name} {version or 'is missing'}" for name, version in found.items())
    if not all(found.values()):
        yield Finding("packages", Grade.BAD, state, "Run 'make setup' to install the packages of requirements.lock.")
        return
    yield Finding("packages", Grade.OK, state)
    # With Prefect 3.8 and SQLAlchemy 2.1 flows run when called, but no schedule ever fires.
    if _at_least(found["sqlalchemy"], (2, 1)) and not _at_least(found["prefect"], (3, 9)):
        yield Finding("schedules", Grade.BAD, "Prefect 3.8 does not schedule with SQLAlchemy 2.1", "Run 'make setup'.")


def check_engine(module: ModuleType) -> Finding:
    """Whether the SQLite library is one that cannot damage the shop's file."""
    try:
        sqlite.check_engine(module)
    except sqlite.EngineTooOld as refusal:
        return Finding("sqlite engine", Grade.BAD, f"SQLite {refusal.found} can damage the file", str(refusal))
    return Finding("sqlite engine", Grade.OK, f"SQLite {module.sqlite_version} ({module.__name__})")


def check_home(home: Path) -> Finding:
    """Whether state can be written where it belongs, and only this account reads it."""
    place = _existing(home)
    try:
        with tempfile.TemporaryFile(dir=place) as written:
            written.write(b"kassa")
    except OSError as error:
        todo = f"Give this account the right to write to {place}, or name another folder in KASSA_HOME."
        return Finding("home", Grade.BAD, f"{place} cannot be written: {error.strerror}", todo)
    readable = [each.name for each in open_to_others(home)]
    if readable:
        state, todo = f"other accounts may read {', '.join(readable)}", f"Run 'chmod -R go= {home}'."
        return Finding("home", Grade.WARN, state, todo)
    return Finding("home", Grade.OK, f"{home} can be written" if place == home else f"{home} will be made")


def check_disk(home: Path, free: int | None = None) -> Finding:
    """Room for what will be sold; ``free`` in bytes is measured unless given."""
    free = shutil.disk_usage(_existing(home)).free if free is None else free
    state = f"{free // MB:,} MB free for {home}".replace(",", " ")
    if free >= DISK_WARN:
        return Finding("disk", Grade.OK, state)
    grade = Grade.WARN if free >= DISK_BAD else Grade.BAD
    return Finding("disk", grade, state, "Make room: a full disk refuses sales. Old backups can go to another disk.")


def check_clock(at: datetime, last: datetime | None = None) -> Finding:
    """Whether the clock can be right: not before Kassa was written, not before the last fact."""
    state, floor = f"{at:%Y-%m-%d %H:%M} UTC", max(WRITTEN, last - CLOCK_SLACK) if last else WRITTEN
    if at >= floor:
        return Finding("clock", Grade.OK, state)
    why = f"the last fact is of {last:%Y-%m-%d %H:%M} UTC" if last else "Kassa is newer than that"
    return Finding(
        "clock", Grade.BAD, f"{state}, but {why}", "Set the machine's clock and let it follow a time server."
    )


def check_store(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """The database: can it be reached, is it durable, is it ours, do its chains end where they should."""
    try:
        file = Store(settings.store_url).file
        if file is not None and not file.exists():
            yield _no_shop(settings, file)
            return
        with (
            explained(settings.store_shown),
            diagnosis.quick_look(settings.store_url, patience_s=SERVER_PATIENCE_S) as view,
        ):
            yield from _look_inside(view, settings, at)
    except StoreTooOld as error:
        yield Finding("tables", Grade.WARN, f"version {error.found} of {error.ours}", str(error))
    except KassaError as error:
        yield Finding("store", Grade.BAD, f"{settings.store_shown}: {error.code}", str(error))
    except (ValueError, TypeError, OverflowError) as error:  # what a record refuses to be made of
        yield Finding("store", Grade.BAD, f"a row holds what cannot be: {error}", "Run 'kassa verify' to see more.")


def check_server(settings: Settings) -> Finding:
    """Whether the server that runs at the address of the settings sells into the same database, and could sell now."""
    address = f"{settings.host}:{settings.port}"
    try:
        with urlopen(f"http://{address}/api/v1/health", timeout=SERVER_PATIENCE_S) as reply:
            found = json.load(reply)
    except HTTPError as error:
        return Finding("server", Grade.BAD, f"the one at {address} cannot sell: {_code_of(error)}", "See its log.")
    except (OSError, HTTPException):
        return Finding("server", Grade.OK, f"none runs at {address}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or "store" not in found:
        return Finding("server", Grade.WARN, f"something else than Kassa answers at {address}", "Set KASSA_PORT.")
    if found["store"] == Store(settings.store_url).fingerprint:
        return Finding("server", Grade.OK, f"runs at {address} and could save a sale")
    return Finding(
        "server",
        Grade.BAD,
        f"the one at {address} sells into another database than {settings.store_shown}",
        "Set KASSA_HOME or KASSA_STORE as for the server; if the file was replaced, stop the server first.",
    )


def check_backups(settings: Settings, *, at: datetime) -> Finding:
    """How old the newest backup is, and whether the folder that the shop chose for backups is there."""
    chosen = _chosen_folder(settings)
    if chosen is not None and not chosen.is_dir():
        todo = f"Bring the folder or the disk back; until then backups go to {settings.backups}."
        return Finding("backup", Grade.WARN, f"{chosen} is not there", todo)
    folder = chosen or settings.backups
    newest = newest_backup(folder)
    todo = "Run 'kassa backup', or 'kassa schedule', which makes one each night; keep copies on another machine."
    if newest is None:
        return Finding("backup", Grade.WARN, f"none in {folder}", todo)
    age = at - datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    state = f"{newest.name}, {age // timedelta(hours=1)} hours old"
    return Finding("backup", Grade.WARN, state, todo) if age > BACKUP_AGE_WARN else Finding("backup", Grade.OK, state)


def _chosen_folder(settings: Settings) -> Path | None:
    """The folder for backups that is set in the shop, where the shop can be read."""
    file = Store(settings.store_url).file
    if file is not None and not file.exists():
        return None
    with (
        suppress(KassaError),
        explained(settings.store_shown),
        diagnosis.quick_look(settings.store_url, patience_s=SERVER_PATIENCE_S) as view,
    ):
        return chosen_folder(view) if versions.current(view) == versions.head() else None
    return None


def _no_shop(settings: Settings, file: Path) -> Finding:
    """There is no database: a folder in which nobody sells yet, or a shop that was lost."""
    traces = [each.name for each in (settings.backups, settings.home / "receipts", settings.home / "devices.id")]
    if not any((settings.home / name).exists() for name in traces):
        return Finding("store", Grade.BAD, f"there is no shop: {file} is not there", NO_SHOP)
    todo = "Do not sell: put the file back, or the newest backup with 'kassa restore FILE'."
    return Finding("store", Grade.BAD, f"{file} is not there, and there was a shop", todo)


def _code_of(error: HTTPError) -> str:
    """The code of a problem that the server replied, or else its status."""
    try:
        return str(json.load(error)["code"])
    except (ValueError, LookupError, TypeError):
        return str(error.code)


def _look_inside(view: Connection, settings: Settings, at: datetime) -> Iterator[Finding]:
    yield Finding("store", Grade.OK, f"{settings.store_shown}, {diagnosis.engine_of(view)}")
    yield _durability(view)
    yield _commit(settings)
    found, ours = diagnosis.version_of(view)
    if found is None:
        yield Finding("tables", Grade.BAD, "the database is empty", NO_SHOP)
        return
    yield Finding("tables", Grade.OK, f"version {found} of {ours}")
    yield from _chains(diagnosis.chain_ends(view), at)
    yield from _memory(view, settings)
    yield from _zone(view)
    yield from check_deliveries(view, at)
    yield from check_dispatches(view, at)
    yield from check_disputes(view)


def check_disputes(view: Connection) -> Iterator[Finding]:
    """Payments that customers' banks ask back and that the shop may still answer."""
    disputes = known_disputes(view).values() if find_shop(view) else ()
    due = sorted(each.answer_by for each in disputes if each.answer_by is not None)
    if due:
        state = f"{len(due)} to answer, the first by {due[0][:10]}"
        yield Finding("disputes", Grade.WARN, state, "See 'kassa payments disputes', and answer at the provider.")


def check_dispatches(view: Connection, at: datetime) -> Iterator[Finding]:
    """What did not leave the shop lately, by e-mail or to the folder for the bookkeeping."""
    ended = dispatch.count_failed(view, at - DEAD_LETTER_AGE)
    waiting = dispatch.waiting_dispatches(view)
    if ended:
        state = ", ".join(f"{NOT_SENT[state]}: {count}" for state, count in sorted(ended.items()))
        todo = "Look at the page Sent documents, and send again what failed."
        yield Finding("documents", Grade.WARN, f"last 7 days: {state}", todo)
    late = [each for each in waiting if at - each.made_at >= DISPATCH_WAIT_WARN]
    if late:
        reason = f" ({late[0].reason})" if late[0].reason else ""
        todo = "Look whether a server runs, and at its mail settings with 'kassa settings mail'."
        yield Finding("documents", Grade.WARN, f"not sent for half an hour: {len(late)}{reason}", todo)
    elif not ended and waiting:
        yield Finding("documents", Grade.OK, f"waiting to be sent: {len(waiting)}")


def check_deliveries(view: Connection, at: datetime) -> Iterator[Finding]:
    """What the devices of the tills could not deliver lately, and what has waited for long."""
    cursors = delivery.all_cursors(view)
    names = {device.id: device.name for device in all_devices(view)} if cursors else {}
    letters = delivery.dead_letters(view, at - DEAD_LETTER_AGE)
    for cursor in cursors:
        subject = f"{cursor.consumer.replace('_', ' ')} of {names[cursor.device_id]}"
        dead = Counter(each.outcome for each in letters if _is_of(each, cursor))
        if dead:
            state = ", ".join(f"{UNDELIVERED[outcome]}: {count}" for outcome, count in sorted(dead.items()))
            todo = "Look at the paper and at the till's screen; print a copy where a receipt is missing."
            yield Finding("delivery", Grade.WARN, f"{subject}, last 7 days: {state}", todo)
        first = next(delivery.waiting(view, cursor), None) if cursor.policy.leaves_dead_letters else None
        if first is not None and at - first.at >= DELIVERY_WAIT_WARN:
            state = f"{subject}: receipts wait since {first.at:%Y-%m-%d %H:%M} UTC, {cursor.attempts} attempts"
            yield Finding(
                "delivery", Grade.WARN, state, "Run 'kassa serve', and look at the printer's power and paper."
            )
        elif not dead:
            yield Finding("delivery", Grade.OK, f"{subject}: nothing waits for long, nothing was given up")


def _is_of(letter: DeadLetter, cursor: DeliveryCursor) -> bool:
    return (letter.device_id, letter.consumer) == (cursor.device_id, cursor.consumer)


def _commit(settings: Settings) -> Finding:
    with closing(Store(settings.store_url)) as store:
        try:
            check_commit(store)
        except KassaError as error:
            return Finding("selling", Grade.BAD, f"a sale could not be saved now: {error.code}", str(error))
    return Finding("selling", Grade.OK, "a sale could be saved now")


def _durability(view: Connection) -> Finding:
    state = ", ".join(f"{name} {value}" for name, value in diagnosis.settings_of(view).items())
    unsafe = diagnosis.unsafe_settings(view)
    if not unsafe:
        return Finding("durability", Grade.OK, state)
    todo = f"Set {' and '.join(unsafe)} to values that survive a power cut; see docs/commands.md, doctor."
    return Finding("durability", Grade.BAD, state, todo)


def _chains(ends: list[ChainEnd], at: datetime) -> Iterator[Finding]:
    for end in ends:
        state = f"{end.name}: {end.last_journal} rows, last receipt {end.last_receipt}"
        if end.meets:
            yield Finding("journal", Grade.OK, f"{state}, head {end.journal_hash[:12] or '-'}")
        else:
            todo = "Run 'kassa verify' and put a sound backup back."
            yield Finding("journal", Grade.BAD, f"{state}, but the journal ends at row {end.written_seq}", todo)
    last = max((end.written_at for end in ends if end.written_at), default=None)
    if last and check_clock(at, last).grade is not Grade.OK:
        yield check_clock(at, last)


def _memory(view: Connection, settings: Settings) -> Iterator[Finding]:
    """Whether the journals still have the last rows that were committed here, as the folder of keys remembers them."""
    heads = settings.key_ring.heads.read()
    gone = [head for head in heads if diagnosis.hash_at(view, head.device, head.seq) != head.hash]
    for head in gone:
        state = f"row {head.seq} of device {head.device} was committed here and is not in the journal any more"
        yield Finding("keys", Grade.BAD, state, "Stop selling, run 'kassa verify', and find the newest sound backup.")
    if not gone:
        state = f"{settings.keys}, last rows of {len(heads)} journals are there" if heads else "none yet"
        yield Finding("keys", Grade.OK, state)


def _zone(view: Connection) -> Iterator[Finding]:
    shop = find_shop(view)
    if shop is None:
        yield Finding("shop", Grade.BAD, "none is registered", NO_SHOP)
        return
    try:
        ZoneInfo(shop.zone)
    except ZoneInfoNotFoundError:
        yield Finding("shop", Grade.BAD, f"the time zone {shop.zone} is not known", "Install the package tzdata.")
        return
    yield Finding("shop", Grade.OK, f"{shop.company}, {shop.zone}")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _at_least(version: str | None, least: tuple[int, ...]) -> bool:
    numbers = (int(part) for part in (version or "0").split(".")[: len(least)] if part.isdigit())
    return tuple(numbers) >= least
