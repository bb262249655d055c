"""The folder with the keys of an installation: outside the database and its backups, so that neither tells them.

``device-1-3fa94c0017be.pem`` is a private key that signs for device 1; only its owner may read it. ``accepted`` has the
public keys that somebody trusts although they were made elsewhere. ``heads`` has, for each device, the last row of its
journal that was committed here: it is written after each commit and never flushed, so it costs almost nothing, and it
is never ahead of the database.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from models.anchor import AnchoredHead
from models.errors import Unavailable
from models.journal_signature import fingerprint
from store.signing.ed25519 import PrivateKey

#: JSON of the same length whatever the number, so that a shorter record leaves nothing of a longer one.
_RECORD = b'{"device":%7d,"seq":%19d,"hash":"%s","key":"%s"}\n'
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
        self._head_files: dict[int, int] = {}

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
        folder = self.folder / _ACCEPTED
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / f"{fingerprint(public_key)}.pub").write_text(f"{public_key}\n", encoding="ascii")
        except OSError as error:
            raise KeysUnavailable(self.folder, error.strerror or str(error)) from error

    def known_keys(self) -> frozenset[str]:
        """The public keys of everything here: our own, and those that were accepted."""
        with self._turn:
            own = [self._load(file).public_key for file in self._key_files("device-*")]
        accepted = [file.read_text(encoding="ascii").strip() for file in (self.folder / _ACCEPTED).glob("*.pub")]
        return frozenset((*own, *accepted))

    def remember_head(self, head: AnchoredHead) -> None:
        """Note the last row of a device. A disk that refuses loses only this second proof, never the sale."""
        record = _RECORD % (head.device, head.seq, head.hash.encode(), head.key.encode())
        with suppress(OSError), self._turn:
            descriptor = self._head_files.get(head.device)
            if descriptor is None:
                descriptor = self._head_files[head.device] = self._open_head(head.device)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, record)

    def remembered_heads(self) -> list[AnchoredHead]:
        """The last row of each device that was committed here, as far as it can be read."""
        return list(self._read_heads())

    def set_heads(self, heads: list[AnchoredHead]) -> None:
        """Remember these and no others: the shop was deliberately restored to an earlier state."""
        for file in (self.folder / _HEADS).glob("device-*"):
            file.unlink(missing_ok=True)
        self.close()
        for head in heads:
            self.remember_head(head)

    def close(self) -> None:
        """Close what is open."""
        with self._turn:
            for descriptor in self._head_files.values():
                os.close(descriptor)
            self._head_files.clear()

    def _read_heads(self) -> Iterator[AnchoredHead]:
        for file in sorted((self.folder / _HEADS).glob("device-*")):
            with suppress(OSError, ValueError, TypeError):
                yield AnchoredHead(**json.loads(file.read_text(encoding="ascii")))

    def _open_head(self, device_id: int) -> int:
        folder = self.folder / _HEADS
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / f"device-{device_id}", os.O_RDWR | os.O_CREAT, 0o600)

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
