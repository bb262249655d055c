"""The fact that categories were created or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class CategoryName:
    """The name of a category in a language (ISO 639-1)."""

    language: str
    name: str


@dataclass(frozen=True, slots=True)
class CategoryValues:
    """A category after the change, with its names by language and its colour on the till, if it has one."""

    code: str
    names: tuple[CategoryName, ...]
    position: int
    colour: str | None


def _without_colour(values: Values) -> Values:
    """Version 1 knew no colours."""
    return {**values, "categories": [{**each, "colour": None} for each in values["categories"]]}


@dataclass(frozen=True, slots=True)
class CategoriesChanged(Fact):
    """Categories were created, or replaced by what is here."""

    kind: ClassVar[JournalKind] = JournalKind.CATEGORIES_CHANGED
    version: ClassVar[int] = 2
    upgrades = (_without_colour,)

    categories: tuple[CategoryValues, ...]
