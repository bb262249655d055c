"""The fact that categories were created or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class CategoryName:
    """The name of a category in a language (ISO 639-1)."""

    language: str
    name: str


@dataclass(frozen=True, slots=True)
class CategoryValues:
    """A category after the change, with its names by language."""

    code: str
    names: tuple[CategoryName, ...]
    position: int


@dataclass(frozen=True, slots=True)
class CategoriesChanged(Fact):
    """Categories were created, or replaced by what is here."""

    kind: ClassVar[JournalKind] = JournalKind.CATEGORIES_CHANGED

    categories: tuple[CategoryValues, ...]
