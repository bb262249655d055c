"""The fact that the quick keys of a location were arranged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ArrangedPage:
    """A page of quick keys after the change, with the SKUs of its keys in order."""

    name: str
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuickKeysArranged(Fact):
    """The tills of a location show these pages of quick keys from now on, and no others."""

    kind: ClassVar[JournalKind] = JournalKind.QUICK_KEYS_ARRANGED

    location: int
    pages: tuple[ArrangedPage, ...]
