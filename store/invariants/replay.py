"""Comparing a table with what replaying its facts gives: nothing changed, nothing removed, nothing added (C8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from models.facts.envelope import Fact, RecordedFact, decode_fact
from store.database.columns import to_micros
from store.invariants.journal_rows import PORTION, UNREADABLE, find_readable, place_of, read_in_order
from store.invariants.violation import Violation

_Kind = TypeVar("_Kind", bound=Fact)


class _FactRow(Protocol):
    """A row that somebody made once, and that has a fact of its own."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def operator(self) -> str: ...


_Row = TypeVar("_Row", bound=_FactRow)

#: Values by subject: the subject is what a violation names, such as ``product MILK``.
Values = Mapping[str, object]
#: In place of the values of a subject that is gone.
REMOVED = object()


def replay(
    view: sa.Connection,
    fact_type: type[_Kind],
    values_of: Callable[[RecordedFact[_Kind]], Iterable[tuple[str, object]]],
) -> tuple[dict[str, object], list[Violation]]:
    """The newest values of each subject that facts of a kind record, and a violation for each row that is no such fact.

    ``values_of`` gives the subjects of one fact with their values.
    """
    return replay_kinds(view, {fact_type: values_of})


def replay_kinds(
    view: sa.Connection, readers: Mapping[type[Any], Callable[[RecordedFact[Any]], Iterable[tuple[str, object]]]]
) -> tuple[dict[str, object], list[Violation]]:
    """As :func:`replay`, of facts of several kinds in the order in which they happened.

    A subject whose values are :data:`REMOVED` is no longer stored.
    """
    newest: dict[str, object] = {}
    unreadable: list[Violation] = []
    types = {fact_type.kind.value: fact_type for fact_type in readers}
    for row in read_in_order(view, [fact_type.kind for fact_type in readers]):
        fact_type = types.get(row.kind)
        try:
            if fact_type is not None:
                newest.update(readers[fact_type](decode_fact(fact_type, row.payload)))
        except UNREADABLE:
            unreadable.append(Violation("C8", place_of(row), f"is no readable fact of the kind {row.kind}"))
    return {subject: values for subject, values in newest.items() if values is not REMOVED}, unreadable


def replay_with_instant(
    view: sa.Connection, fact_type: type[_Kind], subject_of: Callable[[_Kind], str]
) -> tuple[dict[str, tuple[_Kind, int, str]], list[Violation]]:
    """Each fact of a kind by its subject, with its instant (microseconds) and operator, and what cannot be read."""
    recorded: dict[str, tuple[_Kind, int, str]] = {}
    unreadable: list[Violation] = []
    for row in read_in_order(view, [fact_type.kind]):
        try:
            each = decode_fact(fact_type, row.payload)
        except UNREADABLE:
            unreadable.append(Violation("C8", place_of(row), f"is no readable fact of the kind {row.kind}"))
        else:
            operator = "" if each.actor is None else each.actor.operator_id
            recorded[subject_of(each.fact)] = (each.fact, row.at_micros, operator)
    return recorded, unreadable


def compare_rows(
    view: sa.Connection,
    fact_type: type[_Kind],
    name: str,
    *,
    ids: Sequence[int],
    find: Callable[[sa.Connection, Sequence[int]], Mapping[int, _Row]],
    fact_of: Callable[[_Row], _Kind],
) -> Iterator[Violation]:
    """What differs between the facts of a kind and the rows that have one each, with instant and operator.

    ``find`` gives the rows of some of the ``ids``, ``fact_of`` the fact of a row, whose first field is the id.
    """
    id_field = fields(fact_type)[0].name
    recorded, unreadable = replay_with_instant(view, fact_type, lambda fact: f"{name} {getattr(fact, id_field)}")
    yield from unreadable
    stored: dict[str, object] = {}
    for begin in range(0, len(ids), PORTION):
        portion, broken = find_readable(view, find, ids[begin : begin + PORTION])
        stored |= {f"{name} {each.id}": (fact_of(each), to_micros(each.at), each.operator) for each in portion.values()}
        stored |= {f"{name} {row_id}": f"unreadable: {why}" for row_id, why in broken.items()}
    yield from compare(recorded, stored)


def compare(recorded: Values, stored: Values) -> Iterator[Violation]:
    """What differs between the journal and a table, in either direction."""
    for subject, values in recorded.items():
        if subject not in stored:
            yield Violation("C8", subject, "is recorded in the journal but not stored")
        elif stored[subject] != values:
            yield Violation("C8", subject, f"is stored as {stored[subject]} but recorded as {values}")
    for subject in stored:
        if subject not in recorded:
            yield Violation("C8", subject, "is stored but not recorded in the journal")
