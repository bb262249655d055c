"""Answers to the question for the postcode, as counts, and the question that each till asked last."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.analytics.customers.area_survey import AreaCount, AreaOutcome
from store import schema
from store.database.upsert import insert_for

_ANSWER, _QUESTION = schema.area_answer, schema.area_question


def add_count(tx: sa.Connection, new: AreaCount) -> None:
    """Count something that happened: the row grows, and has neither when nor where."""
    key = {"week": new.week, "outcome": new.outcome.value, "area": new.area, "band": new.band}
    tx.execute(insert_for(tx, _ANSWER).on_conflict_do_nothing().values(**key, answers=0))
    of_key = sa.and_(*(_ANSWER.c[name] == value for name, value in key.items()))
    tx.execute(_ANSWER.update().where(of_key).values(answers=_ANSWER.c.answers + new.count))


def counts_between(view: sa.Connection, first: date, until: date) -> list[AreaCount]:
    """The counts of the weeks that begin within some days."""
    query = sa.select(*_ANSWER.c).where(_ANSWER.c.week >= first, _ANSWER.c.week < until).order_by(*_ANSWER.primary_key)
    return [
        AreaCount(week, AreaOutcome(outcome), area, band, count)
        for week, outcome, area, band, count in view.execute(query)
    ]


def first_week(view: sa.Connection) -> date | None:
    """The first week of which there are counts."""
    week: date | None = view.scalar(sa.select(sa.func.min(_ANSWER.c.week, type_=sa.Date)))
    return week


def erase_counts(tx: sa.Connection, until: date) -> None:
    """Erase the counts of the weeks before a day."""
    tx.execute(_ANSWER.delete().where(_ANSWER.c.week < until))


def open_question(tx: sa.Connection, device_id: int, receipt_number: int) -> bool:
    """Ask about a receipt of a till; ``False`` if that one, or a later one, was asked about already."""
    tx.execute(
        insert_for(tx, _QUESTION).on_conflict_do_nothing().values(device_id=device_id, receipt_number=0, is_open=False)
    )
    is_later = (_QUESTION.c.device_id == device_id) & (_QUESTION.c.receipt_number < receipt_number)
    return (
        tx.execute(_QUESTION.update().where(is_later).values(receipt_number=receipt_number, is_open=True)).rowcount == 1
    )


def is_question_open(view: sa.Connection, device_id: int, receipt_number: int) -> bool:
    """Whether an answer may come for a receipt of a till."""
    query = sa.select(_QUESTION.c.is_open).where(
        _QUESTION.c.device_id == device_id, _QUESTION.c.receipt_number == receipt_number
    )
    return bool(view.scalar(query))


def close_question(tx: sa.Connection, device_id: int, receipt_number: int) -> bool:
    """Take the one answer about a receipt; ``False`` if it came already, or another question followed."""
    is_this = (_QUESTION.c.device_id == device_id) & (_QUESTION.c.receipt_number == receipt_number)
    row = _QUESTION.update().where(is_this, _QUESTION.c.is_open == sa.true())
    return tx.execute(row.values(is_open=False)).rowcount == 1
