"""Facts of the keys with which programs read the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ApiKeyMade(Fact):
    """A key was made; ``digest`` is the SHA-256 of what is stored of its secret, ``ends_at`` is ISO 8601."""

    kind: ClassVar[JournalKind] = JournalKind.API_KEY_MADE

    key: int
    name: str
    scopes: str
    ends_at: str
    digest: str


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(Fact):
    """A key holds no longer."""

    kind: ClassVar[JournalKind] = JournalKind.API_KEY_REVOKED

    key: int
    name: str
