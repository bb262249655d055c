"""Reading published figures of customers."""

from __future__ import annotations

from datetime import date

from models.access.actor import Actor
from models.access.permission import Permission
from models.analytics.customers.bands import COHORTS, edition_of, first_day_of
from models.analytics.customers.edition import Edition
from models.errors import Refused
from operations.access.permissions import check
from store import customer_editions
from store.database.engine import Store


class NothingPublished(Refused):
    """No figures of customers are published yet, or none of those weeks."""

    code = "no_customer_figures"
    text = (
        "There are no figures of customers of these weeks. Nothing was done; they are published each week for every "
        "four weeks that are over, or by 'kassa customers aggregate'."
    )


def read_editions(store: Store, actor: Actor, first_day: date | None = None) -> list[Edition]:
    """The edition that holds a day, or the newest, after those before it. Raises :class:`NothingPublished`."""
    check(actor, Permission.SEE_CUSTOMER_FIGURES)
    with store.view() as view:
        numbers = customer_editions.edition_numbers(view)
        chosen = numbers[-1:] if first_day is None else [edition_of(first_day)]
        editions = customer_editions.editions_until(view, chosen[0], COHORTS + 1) if chosen else []
    if not editions or editions[-1].number != chosen[0]:
        raise NothingPublished
    return editions


def edition_days(store: Store) -> list[date]:
    """The first days of the published editions, newest first."""
    with store.view() as view:
        return [first_day_of(number) for number in reversed(customer_editions.edition_numbers(view))]
