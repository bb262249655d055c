"""Where a backup comes from: its signature is of a key of this installation, or somebody accepts it deliberately."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.shop import BackupAccepted
from models.journal_signature import fingerprint, used_keys
from operations.access.permissions import check
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from operations.unit_of_work import work_in
from store import journal, shop
from store.database.engine import Connection
from store.database.faults import explained
from store.signing.ed25519 import is_signed_by
from store.signing.key_ring import KeyRing
from store.upkeep import backup
from store.upkeep.manifest import Manifest


class BackupUnproven(Refused):
    """Nobody whom this installation knows vouches for the backup."""

    code = "backup_unproven"
    text = (
        "{file} {reason}. Anybody can have made or changed it. Nothing was changed. Restore a backup that this "
        "installation made, or bring its folder of keys (KASSA_KEYS) back first. If you know where it comes from, "
        "add --unproven: that is recorded in the journal, and its keys are trusted from then on."
    )

    file: Path
    reason: str


def accept_backup(settings: Settings, actor: Actor, file: Path) -> None:
    """Accept a backup as it is now although no known key signed it; :func:`upkeep.restore_backup` records that."""
    check(actor, Permission.RESTORE)
    if file.is_file():
        settings.key_ring.accept_file(backup.digest_of(file))


def is_proven(file: Path, manifest: Manifest | None, keys: KeyRing) -> bool:
    """Whether a known key signed the backup; raises :class:`BackupUnproven` unless somebody accepted it."""
    if manifest is not None and manifest.key in keys.known_keys():
        return True
    if keys.is_accepted_file(backup.digest_of(file)):
        return False
    if manifest is None:
        raise BackupUnproven(file, "is not signed")
    raise BackupUnproven(file, f"is signed with the key {fingerprint(manifest.key)}, which is not known here")


def record_acceptance(scratch: Path, actor: Actor, manifest: Manifest | None, keys: KeyRing, *, at: datetime) -> None:
    """Trust the keys of an unpacked backup, and record in its journal that somebody accepted it."""
    check(actor, Permission.RESTORE)
    url = f"sqlite:///{scratch.as_posix()}"
    with (
        explained(str(scratch)),
        closing(open_store(url, keys=keys.without_memory())) as copy,
        copy.transaction() as tx,
    ):
        for key in _keys_in(tx):
            keys.accept(key)
        if manifest is not None:
            keys.accept(manifest.key)
        with work_in(tx, actor, at=at, device_id=shop.office_id(tx)) as work:
            made_at, signed_by = (manifest.at, manifest.key) if manifest else (None, None)
            work.record(BackupAccepted(made_at, signed_by))


def _keys_in(view: Connection) -> set[str]:
    return {
        used.public_key
        for device in shop.all_devices(view)
        for used in used_keys(journal.signed_rows(view, device.id, keys_only=True), device.id, is_signed_by)
    }
