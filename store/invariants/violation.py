"""What is found where a rule does not hold."""

from __future__ import annotations

from dataclasses import dataclass

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
