"""Members get their welcome and birthday offers, in many short transactions, so that tills sell in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from operations.access.actors import schedule_actor
from operations.points.offers_by_consent import give_birthday_offers, give_welcome_offers
from store.database.engine import Store
from store.database.pauses import let_others_write


@dataclass(frozen=True, slots=True)
class OffersOfDay:
    """How many members got an offer."""

    welcome: int
    birthday: int


def give_offers(store: Store, *, at: datetime) -> OffersOfDay:
    """Give what is due at an instant; again on the same day nobody gets anything more."""
    return OffersOfDay(_all_of(give_welcome_offers, store, at), _all_of(give_birthday_offers, store, at))


def _all_of(give: Callable[..., tuple[int, str]], store: Store, at: datetime) -> int:
    actor, after, number = schedule_actor(store), "", 0
    while True:
        some, after = give(store, actor, at=at, after=after)
        number += some
        let_others_write(store)
        if not after:
            return number
