"""Verifying a shop: what its rows show by themselves, and what keys and anchors from elsewhere show beside them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from models.anchor import Anchor, AnchoredHead, NotAnAnchor, ReceiptAnchor, decode_anchor, parse_receipt
from models.errors import Broken, Refused
from operations.installation.opening import open_store
from operations.progress import Progress
from store import invariants, proof
from store.database.engine import Store
from store.database.faults import StoreDamaged, explained
from store.invariants import Violation
from store.proof import Witness
from store.shop import find_shop
from store.signing.key_ring import KeyRing
from store.upkeep import backup, diagnosis
from store.upkeep.diagnosis import ChainEnd

#: Nothing is known of the shop but its own rows.
UNKNOWN = Witness()


class ShopGone(Broken):
    """There is no shop although the folder with its keys remembers one."""

    code = "shop_gone"
    text = (
        "There is no shop in {place}, but the keys in {folder} remember one with {rows} journal rows: its database "
        "was removed or replaced. Nothing was changed. Put the newest backup back with 'kassa restore FILE'. If "
        "you begin a new shop on purpose, name another folder in KASSA_KEYS."
    )

    place: str
    folder: Path
    rows: int


class NoSuchFile(Refused):
    """There is no file of that name to check."""

    code = "no_such_file"
    text = "There is no file {file}. Nothing was checked; look for it with 'ls'."

    file: Path


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked and what is wrong: between the rows (``violations``) and in the file (``damage``).

    ``doubts`` are what could not be excluded, in words.
    """

    chains: tuple[ChainEnd, ...]
    violations: tuple[Violation, ...]
    damage: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is wrong, in words; the first names the first bad row of the journal, if there is one."""
        return (*map(str, self.violations), *self.damage)

    @property
    def newest(self) -> str:
        """The instant of the newest row of any journal (ISO 8601), ``""`` without rows."""
        instants = [each.written_at for each in self.chains if each.written_at is not None]
        return max(instants).isoformat(timespec="seconds") if instants else ""

    @property
    def rows(self) -> int:
        """How many rows of the journal the devices remember."""
        return sum(each.last_journal for each in self.chains)


def anchor_heads(chains: Sequence[ChainEnd]) -> tuple[AnchoredHead, ...]:
    """The last row of each journal that has one."""
    heads = (AnchoredHead(each.device_id, each.last_journal, each.journal_hash, each.signing_key) for each in chains)
    return tuple(head for head in heads if head.seq)


def witness_of_backup(keys: KeyRing, file: Path, against: Sequence[str] = (), *, at: datetime) -> Witness:
    """What a backup is to be compared with: the keys that are known here, and the last rows that it names itself."""
    other = witness_of(None, against, at=at)
    manifest = backup.read_manifest(file)
    own = (Anchor(manifest.at, manifest.heads, "the manifest of the backup"),) if manifest else ()
    return replace(other, known_keys=keys.known_keys(), anchors=(*other.anchors, *own))


def witness_of(keys: KeyRing | None, against: Sequence[str] = (), *, at: datetime | None = None) -> Witness:
    """What a shop is to be compared with: the keys of this installation, ``against``, and the time ``at``.

    Each of ``against`` is a file with anchors, a signed backup, or the journal line of a receipt. Raises
    :class:`NotAnAnchor`.
    """
    known, anchors = frozenset[str](), list[Anchor]()
    if keys is not None:
        known = keys.known_keys()
        heads = tuple(keys.heads.read())
        anchors += [Anchor("the last commit", heads, "the folder with the keys")] if heads else []
    receipts: list[ReceiptAnchor] = []
    for each in against:
        file = Path(each)
        if file.is_file():
            manifest = backup.read_manifest(file)
            if manifest is None:
                anchors += read_anchors(file)
            else:
                anchors.append(Anchor(manifest.at, manifest.heads, str(file)))
        elif file.suffix or file.parent != Path():
            raise NoSuchFile(file)
        else:
            receipts.append(parse_receipt(each))
    return Witness(known, tuple(anchors), tuple(receipts), at)


def read_anchors(file: Path) -> list[Anchor]:
    """The anchors of a file with one a line; raises :class:`NotAnAnchor`. A last line that was cut off is left out."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NotAnAnchor(str(file)) from error
    whole, _, cut = text.rpartition("\n")
    lines = whole.splitlines() if whole else [cut]
    return [decode_anchor(line, str(file)) for line in lines if line.strip()]


def verify(store: Store, progress: Progress, witness: Witness = UNKNOWN) -> Verdict:
    """Look at every row: the file itself, each device's chain of hashes, and what must hold between the tables.

    Then compare the shop with what the ``witness`` knows of it.
    """
    chains: list[ChainEnd] = []
    violations: list[Violation] = []
    damage: list[str] = []
    doubts: list[str] = []
    try:
        with explained("the file"), store.view() as view:
            progress("file", 0, 1)
            damage += backup.damage_of(view)
            progress("file", 1, 1)
            found = invariants.check_all(view, lambda done, total: progress("checks", done, total))
            violations += sorted(found, key=_chains_first)
            chains += diagnosis.chain_ends(view)
            violations += proof.differences(view, witness)
            doubts += proof.doubts(view, witness)
    except StoreDamaged as damaged:
        damage.append(damaged.reason)
    except (ValueError, TypeError, OverflowError) as error:  # what a record refuses to be made of was not written by us
        damage.append(f"a row holds what cannot be: {error}")
    if not damage and not any(each.last_journal for each in chains):
        violations.append(Violation(proof.RULE, "the journal", "has no row, and every shop that was opened has one"))
    return Verdict(tuple(chains), tuple(violations), tuple(damage), tuple(doubts))


def refuse_gone_shop(store_url: str, shown: str, keys: KeyRing) -> None:
    """Raise :class:`ShopGone` if the database is missing or empty and the keys remember a shop."""
    rows = sum(head.seq for head in keys.heads.read())
    file = Store(store_url).file
    if rows and (file is not None and not file.exists()):
        raise ShopGone(shown, keys.folder, rows)
    if rows:
        with closing(open_store(store_url)) as store, store.view() as view:
            if find_shop(view) is None:
                raise ShopGone(shown, keys.folder, rows)


@contextmanager
def copy_of_file(file: Path) -> Iterator[Store]:
    """A copy of an SQLite file with its ``-wal``, or of a backup, that can be checked wherever the file itself lies.

    Nothing is written beside the file, so that it may be on a read-only medium. Raises :class:`NoSuchFile`.
    """
    if not file.is_file():
        raise NoSuchFile(file)
    with tempfile.TemporaryDirectory(prefix="kassa-verify-") as folder:
        copy = Path(folder) / "copy.db"
        if backup.is_backup(file):
            backup.unseal(file, copy)
        else:
            for ending in ("", "-wal"):
                source = file.with_name(file.name + ending)
                if source.exists():
                    shutil.copyfile(source, copy.with_name(copy.name + ending))
        with explained(str(file)), closing(open_store(f"sqlite:///{copy.as_posix()}")) as store:
            yield store


def _chains_first(violation: Violation) -> bool:
    return violation.rule != "C4"
