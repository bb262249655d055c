"""A secret of another service is found in the environment, then in the keyring, then in a private file."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.core import load_keyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from operations.installation.service_secrets import SecretPlace, ServiceSecrets
from store.signing.key_ring import KeysUnavailable

NAME = "KASSA_SMTP_PASSWORD"


class FolderKeyring(KeyringBackend):
    """A keyring whose entries are files; a real backend, as a desktop's own is."""

    priority = 5

    def __init__(self, folder: Path) -> None:
        self.folder, self.is_locked = folder, False

    def _entry(self, service: str, username: str) -> Path:
        if self.is_locked:
            raise KeyringLocked
        return self.folder / f"{service} {username}".encode().hex()[-120:]

    def get_password(self, service: str, username: str) -> str | None:
        entry = self._entry(service, username)
        return entry.read_text() if entry.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._entry(service, username).write_text(password)

    def delete_password(self, service: str, username: str) -> None:
        try:
            self._entry(service, username).unlink()
        except FileNotFoundError as error:
            raise PasswordDeleteError from error


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No secret in the environment and no keyring, whatever the machine has."""
    monkeypatch.delenv(NAME, raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))
    yield
    keyring.set_keyring(before)


@pytest.fixture
def desktop(tmp_path: Path) -> FolderKeyring:
    (tmp_path / "keyring").mkdir()
    backend = FolderKeyring(tmp_path / "keyring")
    keyring.set_keyring(backend)
    return backend


def test_without_a_keyring_a_secret_is_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    secrets = ServiceSecrets(folder)
    assert secrets.find(NAME) is None
    assert secrets.save(NAME, "först") is SecretPlace.FILE
    assert secrets.save(NAME, "åäö 'sedan") is SecretPlace.FILE
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = secrets.find(NAME)
    assert found is not None
    assert (found.text, found.place) == ("åäö 'sedan", SecretPlace.FILE)
    assert "sedan" not in repr(found)
    secrets.remove(NAME)
    assert (secrets.find(NAME), list(folder.iterdir())) == (None, [])


@pytest.mark.usefixtures("desktop")
def test_a_keyring_takes_a_secret_over_from_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / f"secret-{NAME}").write_text("old")
    secrets = ServiceSecrets(folder)
    assert secrets.save(NAME, "new") is SecretPlace.KEYRING
    assert list(folder.iterdir()) == []
    found = secrets.find(NAME)
    assert found is not None
    assert (found.text, found.place) == ("new", SecretPlace.KEYRING)
    assert ServiceSecrets(tmp_path / "other shop").find(NAME) is None
    secrets.remove(NAME)
    secrets.remove(NAME)
    assert secrets.find(NAME) is None


def test_the_environment_counts_before_the_keyring(
    tmp_path: Path, desktop: FolderKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = ServiceSecrets(tmp_path / "keys")
    secrets.save(NAME, "stored")
    monkeypatch.setenv(NAME, "handed over")
    found = secrets.find(NAME)
    assert found is not None
    assert (found.text, found.place) == ("handed over", SecretPlace.ENVIRONMENT)
    assert desktop.get_password(f"kassa {(tmp_path / 'keys').absolute()}", NAME) == "stored"


def test_a_locked_keyring_leaves_a_secret_to_the_file(tmp_path: Path, desktop: FolderKeyring) -> None:
    desktop.is_locked = True
    secrets = ServiceSecrets(tmp_path / "keys")
    assert secrets.save(NAME, "text") is SecretPlace.FILE
    found = secrets.find(NAME)
    assert found is not None
    assert found.place is SecretPlace.FILE
    secrets.remove(NAME)
    assert secrets.find(NAME) is None


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / f"secret-{NAME}").write_bytes(b"\xff\xfe")
    with pytest.raises(KeysUnavailable, match=f"secret-{NAME}"):
        ServiceSecrets(tmp_path).find(NAME)
