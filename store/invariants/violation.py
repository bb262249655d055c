"""What a rule of the database is, and what is found where one does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

#: Violations of one check that are named; more of the same kind add nothing.
NAMED_MAX = 20


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold, where, and what was found."""

    rule: str
    subject: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject} {self.found}"


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must always hold: the codes that its violations may have, a sentence, and the query that finds them."""

    codes: tuple[str, ...]
    sentence: str
    check: Callable[[sa.Connection], Iterator[Violation]]
