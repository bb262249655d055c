"""Shelf labels that were printed or removed are those that the journal records (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.label import LabelsPrinted, LabelsRemoved, LabelsReturned
from models.labels.label_queue import LabelState
from store import schema
from store.invariants.replay import REMOVED, compare, replay_kinds
from store.invariants.violation import Invariant, Violation


def labels_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Labels whose state differs from their facts, or that have a state without one."""
    recorded, unreadable = replay_kinds(
        view, {LabelsPrinted: _printed, LabelsRemoved: _removed, LabelsReturned: _returned}
    )
    yield from unreadable
    row = schema.shelf_label.c
    query = sa.select(row.id, row.state, row.batch, row.price_minor).where(row.state != LabelState.WAITING.value)
    stored: dict[str, object] = {
        _subject(label): (state, batch, price if state == LabelState.PRINTED.value else None)
        for label, state, batch, price in view.execute(query)
    }
    yield from compare(recorded, stored)


def _printed(recorded: RecordedFact[LabelsPrinted]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.labels:
        yield _subject(each.label), (LabelState.PRINTED.value, recorded.fact.batch, each.price)


def _removed(recorded: RecordedFact[LabelsRemoved]) -> Iterator[tuple[str, object]]:
    for label in recorded.fact.labels:
        yield _subject(label), (LabelState.REMOVED.value, None, None)


def _returned(recorded: RecordedFact[LabelsReturned]) -> Iterator[tuple[str, object]]:
    for label in recorded.fact.labels:
        yield _subject(label), REMOVED


def _subject(label: int) -> str:
    return f"label {label}"


INVARIANTS = (Invariant(("C8",), "Shelf labels are printed and removed as it was recorded.", labels_and_journal),)
