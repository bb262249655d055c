"""Published figures of customers and trials of offers are as the journal recorded them (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.analytics.customers.published_facts import edition_fact, trial_fact
from models.facts.customer_figures import CustomerFiguresPublished, OfferTrialPlanned
from store import customer_editions, schema
from store.invariants.replay import compare_rows
from store.invariants.violation import Invariant, Violation


def editions_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Published figures that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.customer_edition.c.id)).all()
    yield from compare_rows(
        view, CustomerFiguresPublished, "figures of customers", ids=ids, find=customer_editions.find_editions,
        fact_of=edition_fact,
    )  # fmt: skip


def trials_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Trials of offers that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.offer_trial.c.id)).all()
    yield from compare_rows(
        view, OfferTrialPlanned, "trial of an offer", ids=ids, find=customer_editions.find_trials, fact_of=trial_fact
    )


INVARIANTS = (
    Invariant(("C8",), "Figures of customers are those that were published.", editions_and_journal),
    Invariant(("C8",), "Offers are tried as it was recorded.", trials_and_journal),
)
