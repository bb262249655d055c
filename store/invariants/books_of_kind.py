"""What is in the books of one kind of fact, compared with what the fact itself would book."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.entry import EntryKind
from store import ledger, schema
from store.invariants.violation import Violation


class BooksOfKind:
    """The sums of every source of one kind of entry, by account; ``unmet`` are the sources not compared yet."""

    def __init__(self, view: sa.Connection, country: str, kind: EntryKind) -> None:
        self._numbers = _numbers(view, country)
        self.unmet = _sums(view, kind)
        self._names = _names(view, kind)

    def compare(
        self, subject: str, source: int, legs: Mapping[AccountRole, int], *, days: Collection[date], reference: str
    ) -> Iterator[Violation]:
        """A violation if something else is in the books of a source than ``legs``, on other days or by another name."""
        for day, name in self._names.get(source, ()):
            if day not in days or name != reference:
                yield Violation("C6", subject, f"is booked as {name} on {day}")
        in_books = self.unmet.pop(source, {})
        expected: dict[frozenset[str], int] = {}
        for role, amount in legs.items():
            expected[self._numbers[role]] = expected.get(self._numbers[role], 0) + amount
        sums = {own: sum(in_books.get(number, 0) for number in own) for own in set(self._numbers.values())}
        if {own: sum_ for own, sum_ in sums.items() if sum_} != {own: sum_ for own, sum_ in expected.items() if sum_}:
            yield Violation("C6", subject, f"is booked as {in_books}")


def _numbers(view: sa.Connection, country: str) -> dict[AccountRole, frozenset[str]]:
    """Every account that a role ever had; roles that share one are one."""
    numbers: dict[AccountRole, set[str]] = {}
    for default in jurisdiction_of(country).accounts:
        numbers.setdefault(default.role, set()).add(default.number)
    for choice in ledger.account_choices(view):
        numbers.setdefault(choice.role, set()).add(choice.number)
    merged: list[set[str]] = []
    for own in numbers.values():
        apart = [other for other in merged if not other & own]
        merged = [*apart, set.union(own, *(other for other in merged if other & own))]
    whole = {number: frozenset(own) for own in merged for number in own}
    return {role: whole[next(iter(own))] for role, own in numbers.items()}


def _sums(view: sa.Connection, kind: EntryKind) -> dict[int, dict[str, int]]:
    entry, posting = schema.entry.c, schema.posting.c
    query = (
        sa.select(entry.source, posting.account, sa.func.sum(posting.amount_minor))
        .join_from(schema.entry, schema.posting, posting.entry_id == entry.id)
        .where(entry.kind == kind.value)
        .group_by(entry.source, posting.account)
    )
    booked: dict[int, dict[str, int]] = {}
    for source, account, amount in view.execute(query):
        booked.setdefault(source, {})[account] = int(amount)
    return booked


def _names(view: sa.Connection, kind: EntryKind) -> dict[int, set[tuple[date, str]]]:
    """The business days and the references of the entries of each source."""
    entry = schema.entry.c
    query = sa.select(entry.source, entry.business_day, entry.reference).where(entry.kind == kind.value)
    names: dict[int, set[tuple[date, str]]] = {}
    for source, day, reference in view.execute(query):
        names.setdefault(source, set()).add((day, reference))
    return names
