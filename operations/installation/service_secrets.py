"""Secrets with which Kassa signs in at other services: in the environment, the system's keyring or a private file.

They are in no database and no backup. Whatever is in the environment counts first, so that a service manager can hand
a secret over without storing it here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from store.signing.key_ring import KeysUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


class SecretPlace(StrEnum):
    """Where a secret is."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class ServiceSecret:
    """A secret and where it was found; it is never printed."""

    text: str = field(repr=False)
    place: SecretPlace


class ServiceSecrets:
    """The secrets of one installation, by the names of their variables such as ``KASSA_SMTP_PASSWORD``.

    ``folder`` is that of its keys: it names the installation in the keyring, which other programs use too, and holds
    the files where there is no keyring.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._service = f"kassa {folder.absolute()}"

    def find(self, name: str) -> ServiceSecret | None:
        """The secret of this name; raises :class:`KeysUnavailable` for a file that cannot be read."""
        if text := os.environ.get(name, ""):
            return ServiceSecret(text, SecretPlace.ENVIRONMENT)
        if text := self._in_keyring(name):
            return ServiceSecret(text, SecretPlace.KEYRING)
        with self._file_of(name) as file:
            if file.exists() and (text := file.read_text(encoding="utf8")):
                return ServiceSecret(text, SecretPlace.FILE)
        return None

    def save(self, name: str, text: str) -> SecretPlace:
        """Store a secret in the keyring, or where there is none in a file; raises :class:`KeysUnavailable`."""
        if self._put_in_keyring(name, text):
            with self._file_of(name) as file:
                file.unlink(missing_ok=True)
            return SecretPlace.KEYRING
        with self._file_of(name) as file:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = file.with_name(f"{file.name}-{os.getpid()}")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf8") as new:
                new.write(text)
                new.flush()
                os.fsync(new.fileno())
            draft.replace(file)
        return SecretPlace.FILE

    def remove(self, name: str) -> None:
        """Forget a secret of the keyring and of the file; what the environment has stays there."""
        _ask_keyring(lambda keyring: keyring.delete_password(self._service, name))
        with self._file_of(name) as file:
            file.unlink(missing_ok=True)

    def _in_keyring(self, name: str) -> str:
        return _ask_keyring(lambda keyring: keyring.get_password(self._service, name)) or ""

    def _put_in_keyring(self, name: str, text: str) -> bool:
        """Store a secret there, and read it back: whether the keyring really has it."""
        _ask_keyring(lambda keyring: keyring.set_password(self._service, name, text))
        return self._in_keyring(name) == text

    @contextmanager
    def _file_of(self, name: str) -> Iterator[Path]:
        try:
            yield self._folder / f"secret-{name}"
        except (OSError, ValueError) as error:
            raise KeysUnavailable(self._folder, f"secret-{name}: {error}") from error


def _ask_keyring(ask: Callable[[KeyringBackend], str | None]) -> str | None:
    """What the system's keyring answers; ``None`` where there is none, it is locked, or it has nothing of that name."""
    try:
        # Its package is optional, and slow to load.
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    backend = keyring.get_keyring()
    if backend.priority <= 0:  # one that refuses everything, or forgets everything
        return None
    try:
        return ask(backend)
    except KeyringError:
        return None
