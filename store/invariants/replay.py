"""Comparing a table with what replaying its facts gives: nothing changed, nothing removed, nothing added (C8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa

from models.facts.envelope import Fact, RecordedFact, decode_fact
from store.invariants.journal_rows import UNREADABLE, place_of, read_in_order
from store.invariants.violation import Violation

_Kind = TypeVar("_Kind", bound=Fact)

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
) -> tuple[dict[str, object], list[Violation]]:
    """Each fact of a kind by its subject, with its instant (microseconds) and operator, and what cannot be read."""
    recorded: dict[str, object] = {}
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
