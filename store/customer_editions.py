"""Published figures about groups of customers, and trials of offers: appended and found."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.analytics.customers.edition import Edition
from models.analytics.customers.offer_trial import OfferTrial
from store import schema

_EDITION, _TRIAL = schema.customer_edition, schema.offer_trial


def record_edition(tx: sa.Connection, edition: Edition) -> None:
    """Append the figures of an edition."""
    row = {
        "id": edition.id,
        "edition": edition.number,
        "at": edition.at,
        "operator": edition.operator,
        "figures": edition.figures_json,
    }
    tx.execute(_EDITION.insert(), row)


def edition_numbers(view: sa.Connection) -> list[int]:
    """The numbers of the editions that are published, in order."""
    return list(view.scalars(sa.select(_EDITION.c.edition).order_by(_EDITION.c.edition)))


def editions_until(view: sa.Connection, number: int, count: int) -> list[Edition]:
    """So many editions that end with a number, by number."""
    chosen = sa.select(_EDITION).where(_EDITION.c.edition.between(number - count + 1, number))
    return [_edition(row) for row in view.execute(chosen.order_by(_EDITION.c.edition))]


def find_editions(view: sa.Connection, ids: Sequence[int]) -> dict[int, Edition]:
    """The editions with these ids, by id."""
    rows = view.execute(sa.select(_EDITION).where(_EDITION.c.id.in_(ids)).order_by(_EDITION.c.id))
    return {row.id: _edition(row) for row in rows}


def _edition(row: sa.Row[tuple[object, ...]]) -> Edition:
    return Edition.of_json((row.id, row.edition, row.at, row.operator), row.figures)


def record_trial(tx: sa.Connection, trial: OfferTrial) -> None:
    """Append a trial of an offer."""
    row = {
        "id": trial.id,
        "name": trial.name,
        "edition": trial.edition,
        "held_back_percent": trial.held_back_percent,
        "at": trial.at,
        "operator": trial.operator,
    }
    tx.execute(_TRIAL.insert(), row)


def trial_of(view: sa.Connection, edition: int) -> OfferTrial | None:
    """The trial of an edition, if there is one."""
    row = view.execute(sa.select(_TRIAL).where(_TRIAL.c.edition == edition)).one_or_none()
    return None if row is None else _trial(row)


def find_trials(view: sa.Connection, ids: Sequence[int]) -> dict[int, OfferTrial]:
    """The trials with these ids, by id."""
    rows = view.execute(sa.select(_TRIAL).where(_TRIAL.c.id.in_(ids)).order_by(_TRIAL.c.id))
    return {row.id: _trial(row) for row in rows}


def _trial(row: sa.Row[tuple[object, ...]]) -> OfferTrial:
    return OfferTrial(row.id, row.name, row.edition, row.held_back_percent, row.at, row.operator)
