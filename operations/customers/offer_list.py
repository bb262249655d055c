"""Whom an offer that is tried goes to."""

from __future__ import annotations

from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.analytics.customers.bands import edition_of
from models.analytics.customers.offer_trial import OFFERED
from models.errors import Refused
from models.facts.customer_figures import OfferListHandedOut
from models.members.member import MemberDetails
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import customer_editions
from store.database.engine import Store
from store.members.offer_readers import members_for_offers


class NoTrial(Refused):
    """No offer is tried in those weeks."""

    code = "no_offer_trial"
    text = "No offer is tried in the four weeks from {first_day}. Nothing was written; plan one first."

    first_day: date


def offer_list(store: Store, actor: Actor, first_day: date, *, at: datetime) -> tuple[str, list[MemberDetails]]:
    """The name of an offer, and the members who get it; that the list was handed out is recorded.

    Only members who agreed to offers and to be learnt from take part. Raises :class:`NoTrial`.
    """
    check(actor, Permission.TRY_OFFERS)
    check(actor, Permission.SEE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        trial = customer_editions.trial_of(work.tx, edition_of(first_day))
        if trial is None:
            raise NoTrial(first_day)
        members = [each for each in members_for_offers(work.tx) if trial.group_of(each.id, may_write=True) == OFFERED]
        work.record(OfferListHandedOut(trial.id, len(members)))
    return trial.name, [each.details for each in members]
