"""Answers of the demo shop's customers to the question for the postcode, in the weeks that are published."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from models.analytics.customers.area_survey import AMOUNT_BANDS, AreaCount, AreaOutcome
from models.analytics.customers.bands import EDITION_DAYS, edition_of, first_day_of
from store import area_rows
from store.database.engine import Store

#: Where customers come from, by the first digits of their postcode, and how many of a hundred.
_AREAS = {"111": 38, "114": 24, "118": 19, "753": 10, "171": 6, "981": 3}
#: Asked in a week; the shares that answer, and that decline.
_ASKED, _ANSWERED, _DECLINED = 60, 0.66, 0.22
_BANDS = (0.42, 0.41, 0.17)


def answer_in_demo(store: Store, until: date, editions: int) -> None:
    """Count what customers answered in so many editions that are over before ``until``."""
    rng = np.random.default_rng(0)
    last = edition_of(until)
    weeks = [
        first_day_of(number) + timedelta(days=day)
        for number in range(last - editions, last)
        for day in range(0, EDITION_DAYS, 7)
    ]
    shares = np.array(list(_AREAS.values())) / sum(_AREAS.values())
    with store.transaction() as tx:
        for week in weeks:
            answered, declined, _ = rng.multinomial(_ASKED, (_ANSWERED, _DECLINED, 1 - _ANSWERED - _DECLINED))
            area_rows.add_count(tx, AreaCount(week, AreaOutcome.ASKED, count=_ASKED))
            area_rows.add_count(tx, AreaCount(week, AreaOutcome.DECLINED, count=int(declined)))
            table = rng.multinomial(answered, np.outer(shares, _BANDS).ravel()).reshape(len(_AREAS), len(_BANDS))
            for area, row in zip(_AREAS, table.tolist(), strict=True):
                for (_, band), count in zip(AMOUNT_BANDS, row, strict=True):
                    if count:
                        area_rows.add_count(tx, AreaCount(week, AreaOutcome.ANSWERED, area, band, count))
