"""Care for the shop's data: check it, copy it while it sells, put a copy back."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Broken, Refused
from operations.access.permissions import check
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from operations.installation.provenance import is_proven, record_acceptance
from operations.installation.verification import UNKNOWN, Verdict, anchor_heads, verify, witness_of
from operations.progress import Progress
from store import delivery, dispatch
from store.database import file_lock, versions
from store.database.engine import Store
from store.database.faults import StoreDamaged, explained
from store.proof import Witness
from store.shop import NoShop, all_devices, get_shop
from store.signing.key_ring import KeyRing
from store.upkeep import backup, diagnosis
from store.upkeep.backup import BackupDamaged
from store.upkeep.manifest import Manifest

#: Backups that the schedule makes are cleared away again, those that a person asked for never.
NIGHTLY = "nightly"
BY_HAND = "shop"
NIGHTLY_MOST = 30


class BackupExists(Refused):
    """The file for the backup is there already."""

    code = "backup_exists"
    text = "{file} exists already and is left as it is. Nothing was written; name another file."

    file: Path


class BackupMissing(Refused):
    """There is no such backup."""

    code = "backup_missing"
    text = "There is no backup {file}. Nothing was changed; look for it with 'ls'."

    file: Path


class BackupIsOlder(Refused):
    """The present shop has facts that the backup does not have."""

    code = "backup_is_older"
    text = (
        "The shop has journal rows of {names} that {file} does not have: it is older, or of another "
        "shop. Nothing was changed. To go back to it all the same, add --older: the present shop is saved beside it."
    )

    def __init__(self, file: Path, devices: tuple[str, ...]) -> None:
        self.file, self.devices, self.names = file, devices, ", ".join(devices)
        super().__init__()


class StoreUnsound(Broken):
    """The shop's data is not as it was written, or contradicts itself."""

    code = "store_unsound"
    text = (
        "{place} does not hold together: {first}. Nothing was changed. Run 'kassa verify' to see everything, keep "
        "a copy, and put the newest sound backup back with 'kassa restore FILE'."
    )

    place: str
    first: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup that was taken and verified."""

    file: Path
    size: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was put back. ``aside`` is where the replaced shop was saved, if there was one."""

    file: Path
    aside: str | None
    verdict: Verdict


@contextmanager
def present(settings: Settings) -> Iterator[None]:
    """Prevent that the shop's data are replaced while the block runs; faults of the database become errors of ours."""
    file = Store(settings.store_url).file
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # sales and customers are nobody else's business
    with file_lock.together(file) if file else nullcontext(), explained(settings.store_shown):
        yield


@contextmanager
def shop_in_use(settings: Settings, *, make: bool = False) -> Iterator[Store]:
    """The installation's store, at our version, for as long as the block runs; nobody can replace it meanwhile.

    Raises :class:`NoShop` if there is no shop in it, and makes nothing then; with ``make`` an empty store is made.
    """
    file = Store(settings.store_url).file
    if not make and file is not None and not file.exists():
        raise NoShop
    with present(settings), closing(open_store(settings.store_url, keys=settings.key_ring)) as store:
        if not make:
            with store.view() as view:
                get_shop(view)
        yield store


def make_backup(store: Store, actor: Actor, file: Path, progress: Progress) -> Copy:
    """Copy one committed state of the store to ``file`` while others go on selling, verify the copy and seal it.

    Raises :class:`BackupExists`, :class:`StoreUnsound` or :class:`StoreDamaged`; no file is left then.
    """
    check(actor, Permission.BACK_UP)
    if file.exists():
        raise BackupExists(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    witness = witness_of(store.keys)
    with _scratch(file) as scratch:
        _copy(store, scratch, progress)
        verdict = _verify_copy(scratch, progress, witness)
        if verdict.problems:
            raise StoreUnsound(store.url.render_as_string(), verdict.problems[0])
        backup.as_one_file(scratch)
        _seal(scratch, store, actor, verdict)
        scratch.replace(file)
        backup.flush_folder(file.parent)
    return Copy(file, file.stat().st_size, verdict)


def restore_backup(
    settings: Settings, actor: Actor, file: Path, progress: Progress, *, at: datetime, older: bool = False
) -> Restored:
    """Restore the shop from the backup ``file``; the replaced shop is saved beside it.

    The backup is verified first. Raises :class:`backup.NotABackup`, :class:`BackupDamaged`,
    :class:`file_lock.StoreInUse`, :class:`BackupUnproven` (unless :func:`accept_backup` came before) or
    :class:`BackupIsOlder` (unless ``older``); nothing is changed then. The restored journal records that an unproven
    backup was accepted.
    """
    check(actor, Permission.RESTORE)
    if not file.is_file():
        raise BackupMissing(file)
    place = Store(settings.store_url).file
    beside = place if place is not None else settings.home / "shop.db"
    beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file_lock.alone(beside), _scratch(beside) as scratch:
        verdict, manifest = _unpack(file, scratch, progress)
        proven = is_proven(file, manifest, settings.key_ring)
        if not older:
            _refuse_behind_keys(scratch, file, settings.key_ring)
        _give_up_deliveries(scratch, at)
        if not proven:
            record_acceptance(scratch, actor, manifest, settings.key_ring, at=at)
        name = f"replaced_{at:%Y%m%dT%H%M%SZ}"
        if place is not None:
            aside = _put_file(file, scratch, place, name, older=older)
        else:
            aside = _put_rows(settings.store_url, file, scratch, name, older=older, progress=progress)
        settings.key_ring.heads.replace(list(anchor_heads(verdict.chains)))
    return Restored(file, aside, verdict)


def trial_copy(store: Store, actor: Actor, folder: Path, progress: Progress) -> AbstractContextManager[Store]:
    """A store of its own with everything that the shop has, in which something can be tried; the shop does not notice.

    ``folder`` is where it is for as long as the block runs.
    """
    check(actor, Permission.MOVE_IN)
    scratch = folder / "trial.db"
    _copy(store, scratch, progress)
    return _opened(scratch)


def backup_name(kind: str, at: datetime) -> str:
    """The name of a backup made at ``at``; names sort by age."""
    return f"{kind}-{at:%Y%m%dT%H%M%SZ}.db"


def newest_backup(folder: Path) -> Path | None:
    """The last backup that was made in a folder, if any."""
    return max(folder.glob("*-*Z.db"), key=lambda file: file.stat().st_mtime, default=None)


def clear_nightly(folder: Path, actor: Actor, most: int = NIGHTLY_MOST) -> list[Path]:
    """Remove the schedule's oldest backups until ``most`` are left; returns the removed files."""
    check(actor, Permission.BACK_UP)
    name = re.compile(rf"{NIGHTLY}-\d{{8}}T\d{{6}}Z\.db")
    old = sorted(file for file in folder.iterdir() if name.fullmatch(file.name))[:-most]
    for file in old:
        file.unlink()
    return old


def _copy(store: Store, scratch: Path, progress: Progress) -> None:
    if store.file is not None:
        backup.copy_file(store.file, scratch, lambda done, total: progress("copy", done, total))
        return
    with _opened(scratch) as copy, store.view() as view, copy.transaction() as tx:
        versions.check(view)
        backup.copy_rows(view, tx, lambda done, total: progress("copy", done, total))


def _seal(scratch: Path, store: Store, actor: Actor, verdict: Verdict) -> None:
    if store.keys is None:
        backup.seal(scratch)
        return
    key = store.keys.newest_key(actor.device_id) or store.keys.add_key(actor.device_id)
    backup.sign(scratch, key, anchor_heads(verdict.chains), verdict.newest)


def _refuse_behind_keys(scratch: Path, file: Path, keys: KeyRing) -> None:
    """Raise unless the copy has the last row of each journal that was committed here."""
    with explained(str(scratch)), _opened(scratch) as copy, copy.view() as view:
        names = {device.id: device.name for device in all_devices(view)}
        ahead = [
            names.get(head.device, f"device {head.device}")
            for head in keys.heads.read()
            if diagnosis.hash_at(view, head.device, head.seq) != head.hash
        ]
    if ahead:
        raise BackupIsOlder(file, tuple(ahead))


def _unpack(file: Path, scratch: Path, progress: Progress) -> tuple[Verdict, Manifest | None]:
    manifest = backup.unseal(file, scratch)
    try:
        verdict = _verify_copy(scratch, progress)
    except StoreDamaged as damaged:
        raise BackupDamaged(file, damaged.reason) from damaged
    if verdict.problems:
        raise BackupDamaged(file, verdict.problems[0])
    return verdict, manifest


def _verify_copy(scratch: Path, progress: Progress, witness: Witness = UNKNOWN) -> Verdict:
    with explained(str(scratch)), _opened(scratch) as copy:
        return verify(copy, progress, witness)


def _give_up_deliveries(scratch: Path, at: datetime) -> None:
    """What waited when the backup was made may have been printed since: it is not printed again."""
    with explained(str(scratch)), _opened(scratch) as copy, copy.transaction() as tx:
        delivery.give_up_waiting(tx, at, "an older backup was restored")
        dispatch.give_up_waiting(tx, at, "an older backup was restored")


def _put_file(file: Path, scratch: Path, place: Path, name: str, *, older: bool) -> str | None:
    exists = place.exists()
    if exists:
        try:
            backup.as_one_file(place)
            with explained(str(place)), _opened(scratch) as copy:
                _refuse_older(f"sqlite:///{place.as_posix()}", copy, file, older=older)
            backup.as_one_file(place)
        except StoreDamaged:
            pass  # a file that cannot be read cannot be compared; it is only saved
    backup.as_one_file(scratch)
    aside = place.with_name(f"{place.name}.{name}")
    backup.put_in_place(scratch, place, aside)
    return str(aside) if exists else None


def _put_rows(url: str, file: Path, scratch: Path, name: str, *, older: bool, progress: Progress) -> str | None:
    target = Store(url)
    try:
        with _opened(scratch) as copy:
            _refuse_older(url, copy, file, older=older)
            with target.transaction() as tx, copy.view() as view:
                exists = versions.current(tx) is not None
                if exists:
                    backup.set_schema_aside(tx, name)
                versions.upgrade(tx)
                backup.copy_rows(view, tx, lambda done, total: progress("restore", done, total))
    finally:
        target.close()
    return f"schema {name}" if exists else None


def _refuse_older(url: str, copy: Store, file: Path, *, older: bool) -> None:
    """Raise unless every journal row of the present shop is in the copy too."""
    if older:
        return
    with diagnosis.quick_look(url, patience_s=10) as present, copy.view() as view:
        ends = diagnosis.chain_ends(present) if versions.current(present) else []
        ahead = [
            end.name
            for end in ends
            if end.last_journal and diagnosis.hash_at(view, end.device_id, end.last_journal) != end.journal_hash
        ]
    if ahead:
        raise BackupIsOlder(file, tuple(ahead))


def _opened(scratch: Path) -> AbstractContextManager[Store]:
    store = open_store(f"sqlite:///{scratch.as_posix()}")
    store.is_shared = False
    return closing(store)


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """A file of our own in the same folder, gone at the end unless it was moved to its place."""
    for left in beside.parent.glob(".*.part*"):  # by a process that was killed meanwhile
        made_by = re.fullmatch(r"\..+\.(\d+)\.part(-\w+)?", left.name)
        if made_by and not _is_alive(int(made_by[1])):
            left.unlink(missing_ok=True)
    scratch = beside.with_name(f".{beside.name}.{os.getpid()}.part")
    try:
        yield scratch
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            scratch.with_name(scratch.name + ending).unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":  # there the same call would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        return True
    return True
