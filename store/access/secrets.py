"""What people prove with: PINs, badges, passwords, second factors; from the database alone nobody can tell them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from cryptography.fernet import Fernet, InvalidToken

from models.facts.operator import SecretChanged
from store import schema
from store.database.upsert import upsert
from store.signing.key_ring import KeysUnavailable

_SECRET = schema.operator_secret
_FILE = "sign-in"
#: argon2id with 64 MiB and three passes (RFC 9106, the second recommended choice).
HASHER = PasswordHasher()


class SecretKind(StrEnum):
    """What a person proves with."""

    PIN = "pin"
    BADGE = "badge"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    #: The seed of the second factor.
    TOTP = "totp"
    #: The codes for a lost second factor that are left.
    RECOVERY = "recovery"
    #: The e-mail address by which a service that signs people in knows the person.
    ADDRESS = "address"


class InstallationSecret:
    """A random secret of this installation, in its key folder: without it the database's PINs are worth nothing.

    It is made when it is first needed; a shop that is restored elsewhere without it needs new PINs and second factors.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._value: bytes | None = None

    def pepper(self, what: str, text: str) -> str:
        """A keyed hash of a text, in hexadecimal digits; ``what`` keeps the uses apart."""
        return hmac.new(self._secret(), f"{what}:{text}".encode(), hashlib.sha256).hexdigest()

    def encrypt(self, text: str) -> str:
        """A text that only this installation can read."""
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, text: str) -> str | None:
        """The text that :meth:`encrypt` made; ``None`` if another installation did."""
        try:
            return self._box().decrypt(text.encode()).decode()
        except InvalidToken:
            return None

    def _box(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"box" + self._secret()).digest()))

    def _secret(self) -> bytes:
        if self._value is None:
            self._value = self._read() or self._make()
        return self._value

    def _read(self) -> bytes | None:
        try:
            return self._file.read_text(encoding="ascii").strip().encode()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise KeysUnavailable(self._file.parent, f"{_FILE} cannot be read") from error

    def _make(self) -> bytes:
        new_secret = Fernet.generate_key()
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._file.with_name(f"{_FILE}-{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(new_secret.decode())
                file.flush()
                os.fsync(descriptor)
            # A second process may make one at the same time: the first link wins, and both use that.
            try:
                os.link(draft, self._file)
            except FileExistsError:
                new_secret = self._read() or new_secret
            finally:
                draft.unlink()
        except OSError as error:
            raise KeysUnavailable(self._file.parent, error.strerror or str(error)) from error
        return new_secret


def hash_secret(text: str) -> str:
    """The salted argon2id hash of a text, as it is stored."""
    return HASHER.hash(text)


def is_same_secret(stored: str | None, text: str) -> bool:
    """Whether a text is the one of a stored hash; it takes as long where nothing is stored."""
    try:
        HASHER.verify(_nobody(HASHER) if stored is None else stored, text)
    except VerificationError:
        return False
    return stored is not None


def find_secret(view: sa.Connection, operator: str, kind: SecretKind) -> str | None:
    """What is stored of one kind for a person."""
    query = sa.select(_SECRET.c.stored).where(_SECRET.c.operator == operator, _SECRET.c.kind == kind.value)
    return view.scalar(query)


def kinds_of_secrets(view: sa.Connection) -> dict[str, set[str]]:
    """Which kinds of secret each person has."""
    kinds: dict[str, set[str]] = {}
    for row in view.execute(sa.select(_SECRET.c.operator, _SECRET.c.kind)):
        kinds.setdefault(row.operator, set()).add(row.kind)
    return kinds


def owner_of_badge(view: sa.Connection, stored: str) -> str | None:
    """The code of the person whose badge is stored like this."""
    return owner_of(view, SecretKind.BADGE, stored)


def owner_of(view: sa.Connection, kind: SecretKind, stored: str) -> str | None:
    """The code of the person of whom something is stored like this; only badges and addresses are one person's."""
    query = sa.select(_SECRET.c.operator).where(_SECRET.c.kind == kind.value, _SECRET.c.stored == stored)
    return view.scalar(query)


def save_secret(
    tx: sa.Connection, operator: str, kind: SecretKind, stored: str | None, *, at: datetime
) -> SecretChanged:
    """Store a secret of a person, or remove it, and return the fact of that."""
    if stored is None:
        tx.execute(_SECRET.delete().where(_SECRET.c.operator == operator, _SECRET.c.kind == kind.value))
        return SecretChanged(operator, kind.value, None)
    upsert(tx, _SECRET, [{"operator": operator, "kind": kind.value, "stored": stored, "changed_at": at}])
    return SecretChanged(operator, kind.value, digest_of(stored))


def digest_of(stored: str) -> str:
    """What the journal has of a stored secret."""
    return hashlib.sha256(stored.encode()).hexdigest()


@cache
def _nobody(hasher: PasswordHasher) -> str:
    """A hash to compare with where a person or a secret does not exist; whatever the text is, it is not theirs."""
    return hasher.hash("nobody")
