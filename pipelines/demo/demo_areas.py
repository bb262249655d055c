"""Answers of the demo shop's customers to the question for the postcode, in the weeks that are published."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from models.access.actor import Actor
from models.analytics.customers.area_survey import AMOUNT_BANDS, AreaCount, AreaOutcome
from models.analytics.customers.bands import EDITION_DAYS, edition_of, first_day_of
from operations.customers.area_questions import add_area_counts
from store.database.engine import Store

#: Where customers come from, by the first digits of their postcode, and how many of a hundred.
_AREAS = {"111": 38, "114": 24, "118": 19, "753": 10, "171": 6, "981": 3}
#: Asked in a week; the shares that answer, and that decline.
_ASKED, _ANSWERED, _DECLINED = 60, 0.66, 0.22
_BANDS = (0.42, 0.41, 0.17)


def answer_in_demo(store: Store, actor: Actor, until: date, editions: int) -> None:
    """Count what customers answered in so many editions that are over before ``until``."""
    rng = np.random.default_rng(0)
    last = edition_of(until)
    weeks = [
        first_day_of(number) + timedelta(days=day)
        for number in range(last - editions, last)
        for day in range(0, EDITION_DAYS, 7)
    ]
    counts = [each for week in weeks for each in _week(week, rng)]
    add_area_counts(store, actor, counts)


def _week(week: date, rng: np.random.Generator) -> list[AreaCount]:
    shares = np.array(list(_AREAS.values())) / sum(_AREAS.values())
    answers, refusals, _ = rng.multinomial(_ASKED, (_ANSWERED, _DECLINED, 1 - _ANSWERED - _DECLINED)).tolist()
    cells = [(area, band) for area in _AREAS for _, band in AMOUNT_BANDS]
    table = rng.multinomial(answers, np.outer(shares, _BANDS).ravel()).tolist()
    return [
        AreaCount(week, AreaOutcome.ASKED, count=_ASKED),
        AreaCount(week, AreaOutcome.DECLINED, count=refusals),
        *(
            AreaCount(week, AreaOutcome.ANSWERED, area, band, count)
            for (area, band), count in zip(cells, table, strict=True)
            if count
        ),
    ]
