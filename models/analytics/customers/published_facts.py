"""Published figures and trials of offers as facts of the journal."""

from __future__ import annotations

from models.analytics.customers.edition import Edition
from models.analytics.customers.offer_trial import OfferTrial
from models.facts.customer_figures import CustomerFiguresPublished, OfferTrialPlanned


def edition_fact(edition: Edition) -> CustomerFiguresPublished:
    """The fact that an edition was published."""
    return CustomerFiguresPublished(edition.id, edition.number, edition.digest)


def trial_fact(trial: OfferTrial) -> OfferTrialPlanned:
    """The fact that an offer is tried."""
    return OfferTrialPlanned(trial.id, trial.name, trial.edition, trial.held_back_percent)
