"""Publishing figures about groups of customers, and planning trials of offers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.analytics.customers.edition import Edition
from models.analytics.customers.offer_trial import OfferTrial, clean_trial
from models.analytics.customers.published_facts import edition_fact, trial_fact
from models.card_data import check_no_card_data
from models.errors import Refused
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import area_rows, customer_editions
from store.database.engine import Store


class TrialExists(Refused):
    """Another offer is tried in the same four weeks."""

    code = "offer_trial_exists"
    text = "In the four weeks from {first_day} the offer {name!r} is tried already. Nothing was saved; choose others."

    first_day: date
    name: str


def publish_edition(store: Store, actor: Actor, edition: Edition) -> bool:
    """Store the figures of an edition, for good; whether they are new: what is published already stays as it is.

    The counts of answers that it was made of, and older ones, are erased: nobody can count them otherwise afterwards.
    """
    check(actor, Permission.PUBLISH_CUSTOMER_FIGURES)
    with unit_of_work(store, actor, at=edition.at) as work:
        if edition.number in customer_editions.edition_numbers(work.tx):
            return False
        (number,) = work.take_ids()
        saved = replace(edition, id=number, operator=actor.operator_id)
        customer_editions.record_edition(work.tx, saved)
        area_rows.erase_counts(work.tx, saved.until_day)
        work.record(edition_fact(saved))
        return True


def plan_trial(
    store: Store, actor: Actor, name: str, first_day: date, held_back_percent: int, *, at: datetime
) -> OfferTrial:
    """Plan to try an offer in the four weeks from ``first_day``.

    Raises :class:`models.analytics.customers.offer_trial.WrongTrial`, :class:`TrialExists` or
    :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.TRY_OFFERS)
    check_no_card_data(name)
    with unit_of_work(store, actor, at=at) as work:
        today = work.station.shop.business_day(at)
        clean, edition = clean_trial(name, first_day, held_back_percent, today)
        other = customer_editions.trial_of(work.tx, edition)
        if other is not None:
            raise TrialExists(first_day, other.name)
        (number,) = work.take_ids()
        trial = OfferTrial(number, clean, edition, held_back_percent, at, actor.operator_id)
        customer_editions.record_trial(work.tx, trial)
        work.record(trial_fact(trial))
        return trial
