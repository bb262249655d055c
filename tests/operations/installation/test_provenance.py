"""A backup is signed: one that nobody known signed is refused, unless the owner accepts it, which is a fact."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.facts.registry import read_fact
from models.facts.shop import BackupAccepted
from models.journal import JournalKind
from operations.installation import upkeep, verification
from operations.installation.configuration import Settings
from operations.installation.provenance import BackupUnproven, accept_backup
from operations.installation.upkeep import BackupIsOlder
from operations.installation.verification import witness_of
from operations.progress import no_progress
from store import journal
from store.database import sqlite
from store.signing.key_ring import KeyRing
from store.upkeep import backup
from store.upkeep.backup import BackupDamaged, NotABackup
from tests.builders import OFFICE, OFFICE_ACTOR, Operator, small_shop

LATER = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
Forgery = Callable[[Path, Path, KeyRing], None]


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made, make=True) as store:
        small_shop(store)
        sell(Operator(store))
    return made


@pytest.fixture
def copy_file(settings: Settings) -> Path:
    with upkeep.shop_in_use(settings) as store:
        return upkeep.make_backup(store, OFFICE_ACTOR, settings.backups / "kept.db", no_progress).file


def sell(operator: Operator) -> None:
    operator.scan("MILK")
    operator.pay_cash()


def restore(settings: Settings, file: Path, *, older: bool = False, unproven: bool = False) -> None:
    if unproven:
        accept_backup(settings, OFFICE_ACTOR, file)
    upkeep.restore_backup(settings, OFFICE_ACTOR, file, no_progress, at=LATER, older=older)


def test_a_backup_names_its_shop_s_last_rows_and_who_signed_it(settings: Settings, copy_file: Path) -> None:
    manifest = backup.read_manifest(copy_file)
    assert manifest is not None
    assert manifest.key in settings.key_ring.known_keys()
    assert set(manifest.heads) == set(settings.key_ring.heads.read())
    restore(settings, copy_file)
    with upkeep.shop_in_use(settings) as store:
        assert verification.verify(store, no_progress, witness_of(store.keys, [str(copy_file)])).problems == ()


def cheap(file: Path) -> None:
    """Milk for nothing: nothing else in the database tells of it, once its price is recorded so too."""
    with closing(sqlite.driver().connect(file)) as connection:
        connection.execute("UPDATE till_client SET last_seq = 0")
        connection.commit()


def without_signature(opened: Path, _whole: Path, _foreign: KeyRing) -> None:
    backup.seal(opened)


def by_a_foreign_key(opened: Path, whole: Path, foreign: KeyRing) -> None:
    manifest = backup.read_manifest(whole)
    assert manifest is not None
    backup.sign(opened, foreign.add_key(OFFICE), manifest.heads, manifest.at)


def with_the_old_end(opened: Path, whole: Path, _foreign: KeyRing) -> None:
    manifest = backup.read_manifest(whole)
    assert manifest is not None
    with opened.open("ab") as file:
        file.write(whole.read_bytes()[manifest.size :])


def in_the_name_of_our_key(opened: Path, whole: Path, foreign: KeyRing) -> None:
    by_a_foreign_key(opened, whole, foreign)
    manifest, ours = backup.read_manifest(opened), backup.read_manifest(whole)
    assert manifest is not None
    assert ours is not None
    opened.write_bytes(opened.read_bytes().replace(manifest.key.encode(), ours.key.encode()))


def with_no_end(opened: Path, _whole: Path, _foreign: KeyRing) -> None:
    assert opened.exists()


FORGERIES: dict[str, tuple[Forgery, type[Exception]]] = {
    "sealed without a signature": (without_signature, BackupUnproven),
    "signed by a foreign key": (by_a_foreign_key, BackupUnproven),
    "the signature of another content": (with_the_old_end, BackupDamaged),
    "signed in the name of our key": (in_the_name_of_our_key, BackupDamaged),
    "no seal at all": (with_no_end, NotABackup),
}


@pytest.mark.parametrize("way", FORGERIES)
def test_a_forged_backup_is_refused_and_nothing_is_changed(
    way: str, settings: Settings, copy_file: Path, tmp_path: Path
) -> None:
    forge, refusal = FORGERIES[way]
    forged, before = tmp_path / "forged.db", (settings.home / "shop.db").read_bytes()
    backup.unseal(copy_file, forged)
    cheap(forged)
    forge(forged, copy_file, KeyRing(tmp_path / "foreign"))
    with pytest.raises(refusal, match="Nothing was changed"):
        restore(settings, forged)
    assert (settings.home / "shop.db").read_bytes() == before
    restore(settings, copy_file)  # the control


def test_a_backup_from_elsewhere_is_accepted_deliberately_and_that_is_recorded(copy_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "new"
    new = Settings(home=home, store_url=f"sqlite:///{home / 'shop.db'}")
    with pytest.raises(BackupUnproven, match="--unproven"):
        restore(new, copy_file)
    restore(new, copy_file, unproven=True)
    with upkeep.shop_in_use(new) as store:
        sell(Operator(store))
        with store.view() as view:
            (row,) = journal.read(view, OFFICE, kinds=[JournalKind.BACKUP_ACCEPTED])
        manifest = backup.read_manifest(copy_file)
        assert manifest is not None
        assert read_fact(row.kind, row.payload).fact == BackupAccepted(manifest.at, manifest.key)
        verdict = verification.verify(store, no_progress, witness_of(store.keys))
    assert verdict.problems == ()
    assert all("has a new key" in doubt for doubt in verdict.doubts)
    assert len(verdict.doubts) == 2  # of the office, which recorded it, and of the till, which sold


def test_a_backup_of_before_there_were_signatures_is_accepted_in_the_same_way(
    settings: Settings, copy_file: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    backup.unseal(copy_file, old)
    backup.seal(old)
    with pytest.raises(BackupUnproven, match="is not signed"):
        restore(settings, old)
    restore(settings, old, unproven=True)
    with upkeep.shop_in_use(settings) as store:
        assert verification.verify(store, no_progress, witness_of(store.keys)).problems == ()


def test_a_backup_behind_the_last_commit_is_older_even_where_the_shop_is_gone(
    settings: Settings, copy_file: Path
) -> None:
    with upkeep.shop_in_use(settings) as store:
        sell(Operator(store))
    (settings.home / "shop.db").unlink()
    with pytest.raises(BackupIsOlder, match="KASSA01"):
        restore(settings, copy_file)
    restore(settings, copy_file, older=True)
    with upkeep.shop_in_use(settings) as store:
        assert verification.verify(store, no_progress, witness_of(store.keys)).problems == ()


def test_a_manifest_that_cannot_be_read_is_damage(copy_file: Path, tmp_path: Path) -> None:
    whole, manifest = copy_file.read_bytes(), backup.read_manifest(copy_file)
    assert manifest is not None
    for old, new in ((b'"heads":', b'"hands":'), (b'"at":"', b'"at":{'), (json.dumps(manifest.size).encode(), b"1")):
        bad = tmp_path / "bad.db"
        bad.write_bytes(whole[: manifest.size] + whole[manifest.size :].replace(old, new, 1))
        with pytest.raises((BackupDamaged, NotABackup)):
            backup.unseal(bad, tmp_path / "out.db")
        (tmp_path / "out.db").unlink(missing_ok=True)
    shutil.rmtree(tmp_path / "backups")
