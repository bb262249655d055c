"""Registering customers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple
from datetime import datetime
from secrets import choice

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.facts.sealed_details import household_subject
from models.household import Household
from operations.access.permissions import check
from operations.sealing import seal_details
from operations.unit_of_work import unit_of_work
from store import customers
from store.database.engine import Store


def register_households(
    store: Store,
    actor: Actor,
    households: Iterable[Household],
    *,
    at: datetime,
    choose: Callable[[str], str] = choice,
) -> None:
    """Store households, all or nothing; one that is stored already gets its new groups. The journal seals them.

    Salts come from the system's own chance; another ``choose`` is for a shop to try. Raises
    :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.REGISTER_CUSTOMERS)
    households = tuple(households)
    check_no_card_data(*(text for each in households for text in astuple(each) if text))
    with unit_of_work(store, actor, at=at) as work:
        customers.add_households(work.tx, households)
        seal_details(work, {household_subject(each.code): each.groups for each in households}, choose)
