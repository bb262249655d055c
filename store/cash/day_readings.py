"""The X reports that were made, from the journals of the tills."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.facts.day import DayRead
from models.facts.registry import read_fact
from store import journal
from store.database.columns import from_micros
from store.journal import JournalPeriod


@dataclass(frozen=True, slots=True)
class DayReading:
    """One X report: where it was made, when, by whom, and its figures."""

    till_id: int
    at: datetime
    operator: str
    fact: DayRead


def readings_of(view: sa.Connection, tills: Iterable[int], *, since: datetime, until: datetime) -> list[DayReading]:
    """The X reports of some tills from one instant up to another, the newest first."""
    readings = []
    for till_id in tills:
        with closing(journal.read_period(view, JournalPeriod(till_id, since, until), [DayRead.kind])) as rows:
            for row in rows:
                recorded = read_fact(row.kind, row.payload)
                if isinstance(recorded.fact, DayRead):
                    operator = recorded.actor.operator_id if recorded.actor else ""
                    readings.append(DayReading(till_id, from_micros(row.at_micros), operator, recorded.fact))
    return sorted(readings, key=lambda each: each.at, reverse=True)
