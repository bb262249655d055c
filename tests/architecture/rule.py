"""What a house rule is: where it applies, what breaks it, and the smallest code that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture.source_tree import Source

#: Line, name of what breaks the rule (the key of an exception), and the problem in words.
Violation = tuple[int, str, str]
Violations = Iterator[Violation]


@dataclass(frozen=True, slots=True)
class Rule:
    """A house rule.

    ``counter_example`` must break it and ``example`` must not; a rule that stops biting fails its own
    test. ``exceptions`` are ``path::name`` of code that breaks it for a reason; one that is no longer
    needed fails, so the list only shrinks.
    """

    name: str
    applies: Callable[[str], bool]
    check: Callable[[Source], Violations]
    counter_example: str
    example: str = '"""A module."""\n'
    exceptions: frozenset[str] = frozenset()

    def violations(self, source: Source) -> list[tuple[str, str]]:
        """``path::name`` and the sentence to print, for each place that breaks the rule."""
        if not self.applies(source.path):
            return []
        return [
            (f"{source.path}::{name}", f"{source.path}:{line}: {problem}") for line, name, problem in self.check(source)
        ]


def everywhere(path: str) -> bool:
    """The packages, the tests and the benchmarks."""
    return bool(path)


def shipped(path: str) -> bool:
    """The packages."""
    return not path.startswith(("tests/", "benchmarks/"))


def within(*places: str) -> Callable[[str], bool]:
    """Paths that start like one of these."""
    return lambda path: path.startswith(places)


def shipped_but(*places: str) -> Callable[[str], bool]:
    """The packages without these."""
    return lambda path: shipped(path) and not path.startswith(places)
