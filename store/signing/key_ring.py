"""The folder with the keys of an installation: outside the database and its backups, so that neither tells them.

``device-1-3fa94c0017be.pem`` is a private key that signs for device 1; only its owner may read it. ``accepted`` has the
public keys that somebody trusts although they were made elsewhere. ``heads`` has, for each device, the last row of its
journal that was committed here: it is written after each commit and never flushed, so it costs almost nothing, and it
is never ahead of the database.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from models.errors import Unavailable
from models.journal_signature import fingerprint
from store.signing.ed25519 import PrivateKey
from store.signing.head_memory import HeadMemory, NoMemory

_HEADS, _ACCEPTED = "heads", "accepted"


class KeysUnavailable(Unavailable):
    """The folder with the shop's keys cannot be read or written."""

    code = "keys_unavailable"
    text = (
        "Kassa's keys in {folder} cannot be used: {reason}. Nothing was stored. Let the account that runs Kassa read "
        "and write that folder, or name another in KASSA_KEYS, and try again."
    )

    folder: Path
    reason: str


class KeyRing:
    """The keys in a folder, which is made when the first key is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = threading.Lock()
        self._own: dict[str, PrivateKey] = {}
        #: The last row of each device that was committed here.
        self.heads = HeadMemory(folder / _HEADS)

    def private_key(self, public_key: str) -> PrivateKey | None:
        """The private part of a key of ours, if it is here."""
        if public_key not in self._own and public_key:
            with self._turn:
                for file in self._key_files(f"*-{fingerprint(public_key)}"):
                    self._load(file)
        return self._own.get(public_key)

    def newest_key(self, device_id: int) -> PrivateKey | None:
        """The newest key for a device, if there is one."""
        with self._turn:
            files = sorted(self._key_files(f"device-{device_id}-*"), key=lambda file: file.stat().st_mtime_ns)
            return self._load(files[-1]) if files else None

    def add_key(self, device_id: int) -> PrivateKey:
        """Make a key for a device and store it; raises :class:`KeysUnavailable`."""
        key = PrivateKey.generate()
        file = self.folder / f"device-{device_id}-{fingerprint(key.public_key)}.pem"
        with self._turn:
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as written:
                    written.write(key.pem())
                    written.flush()
                    os.fsync(descriptor)
            except OSError as error:
                raise KeysUnavailable(self.folder, error.strerror or str(error)) from error
            self._own[key.public_key] = key
        return key

    def accept(self, public_key: str) -> None:
        """Trust a key that was made elsewhere; raises :class:`KeysUnavailable`."""
        self._write_accepted(f"{fingerprint(public_key)}.pub", public_key)

    def accept_file(self, digest: str) -> None:
        """Trust a backup with this SHA-256, whoever made it; raises :class:`KeysUnavailable`."""
        self._write_accepted(f"{digest}.backup", digest)

    def is_accepted_file(self, digest: str) -> bool:
        """Whether somebody trusted a backup with this SHA-256."""
        return (self.folder / _ACCEPTED / f"{digest}.backup").exists()

    def _write_accepted(self, name: str, text: str) -> None:
        folder = self.folder / _ACCEPTED
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / name).write_text(f"{text}\n", encoding="ascii")
        except OSError as error:
            raise KeysUnavailable(self.folder, error.strerror or str(error)) from error

    def known_keys(self) -> frozenset[str]:
        """The public keys of everything here: our own, and those that were accepted."""
        with self._turn:
            own = [self._load(file).public_key for file in self._key_files("device-*")]
        accepted = [file.read_text(encoding="ascii").strip() for file in (self.folder / _ACCEPTED).glob("*.pub")]
        return frozenset((*own, *accepted))

    def without_memory(self) -> KeyRing:
        """The same keys for a copy of the shop, whose rows are not to be remembered as the shop's own."""
        ring = KeyRing(self.folder)
        ring.heads = NoMemory(self.folder / _HEADS)
        return ring

    def close(self) -> None:
        """Close what is open."""
        self.heads.close()

    def _key_files(self, name: str) -> list[Path]:
        return sorted(self.folder.glob(f"{name}.pem"))

    def _load(self, file: Path) -> PrivateKey:
        try:
            key = PrivateKey.from_pem(file.read_bytes())
        except OSError as error:
            raise KeysUnavailable(self.folder, error.strerror or str(error)) from error
        except (ValueError, TypeError) as error:
            raise KeysUnavailable(self.folder, f"{file.name} holds no key") from error
        return self._own.setdefault(key.public_key, key)
