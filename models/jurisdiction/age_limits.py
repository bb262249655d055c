"""Goods that a law forbids to sell to the young, by the category that a shop puts them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsualAgeLimit:
    """Nobody younger than ``years`` may buy goods of a category that has one of these ``names``, in small letters."""

    names: frozenset[str]
    years: int
    source: str


def usual_age_limit(limits: Iterable[UsualAgeLimit], *names: str) -> int | None:
    """The age limit that goods usually have whose category is called one of ``names``, if a law has one for them.

    >>> tobacco = UsualAgeLimit(frozenset({"tobak", "tobacco"}), 18, "example")
    >>> usual_age_limit([tobacco], "Tobak"), usual_age_limit([tobacco], "Mejeri")
    (18, None)
    """
    asked = {name.strip().casefold() for name in names}
    return max((each.years for each in limits if each.names & asked), default=None)
