"""Each week: the figures of customers of every four weeks that are over and not published yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.analytics.customers.area_survey import protected_survey
from models.analytics.customers.bands import COHORTS, edition_of, first_day_of
from models.analytics.customers.edition import Edition, protected_edition
from models.analytics.customers.edition_figures import edition_figures
from models.shop_settings import SENSITIVE_CATEGORIES
from operations.customers.publish_edition import publish_edition
from store import area_rows, customer_editions, shop
from store.analysis.customer_frames import first_trading_day, trade_frames
from store.database.engine import Store
from store.setting_rows import get_value

#: A shop that begins gets the figures of its last year, four weeks at a time.
EDITIONS_BACK = COHORTS + 1


@dataclass(frozen=True, slots=True)
class AggregateOutcome:
    """What a run published: the first days of the editions, how many cells they have, and how many are hidden."""

    published: tuple[str, ...]
    cells: int
    hidden_cells: int


def publish_customer_figures(
    store: Store, actor: Actor, *, at: datetime, editions_back: int = EDITIONS_BACK
) -> AggregateOutcome:
    """Publish the figures of every edition that is over; those that are published stay as they are."""
    editions = []
    for number in _due(store, at, editions_back):
        edition = _edition(store, number, at)
        if publish_edition(store, actor, edition):
            editions.append(edition)
    cells = [cell for edition in editions for cell in edition.cells.values()]
    days = tuple(edition.first_day.isoformat() for edition in editions)
    return AggregateOutcome(days, len(cells), sum(cell is None for cell in cells))


def _due(store: Store, at: datetime, editions_back: int) -> list[int]:
    with store.view() as view:
        days = (first_trading_day(view), area_rows.first_week(view))
        began = min((day for day in days if day is not None), default=None)
        if began is None:
            return []
        running = edition_of(shop.get_shop(view).business_day(at))
        published = set(customer_editions.edition_numbers(view))
    first = max(edition_of(began), running - editions_back)
    return [number for number in range(first, running) if number not in published]


def _edition(store: Store, number: int, at: datetime) -> Edition:
    with store.view() as view:
        codes = {code.strip() for code in get_value(view, SENSITIVE_CATEGORIES).split(",")}
        frames = trade_frames(view, number, shop.get_shop(view).zone, codes)
        answers = area_rows.counts_between(view, first_day_of(number), first_day_of(number + 1))
    figures, survey = edition_figures(number, frames), protected_survey(answers)
    return protected_edition(number, figures, at=at, operator="", survey=survey)
