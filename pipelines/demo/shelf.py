"""The stock of one location of the demo shop: what is there, what comes, what is thrown away or miscounted.

Its owner orders by a simple rule and knows neither seasons nor campaigns beforehand, so shelves run empty at times.
All quantities are whole thousandths of a unit; arrays are indexed by good.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.quantity import THOUSANDTHS
from pipelines.demo.assortment import SUPPLIERS, Good

Milli = NDArray[np.int64]

#: Days for which the first stock lasts beyond what the next delivery takes.
FIRST_STOCK_DAYS = 4
#: Reorder at what is expected to sell until the goods come, times this.
CAUTION = 1.15
#: The mean of sales follows each day by this share.
MEMORY = 0.06
DELAYED, DELAY_DAYS_MAX = 0.08, 2
#: Share of overdue fresh goods that is thrown away each evening.
THROWN = 0.35
#: Share of the goods counted in a night whose count differs from the books, downwards.
MISCOUNTED = 0.05
COUNT_EVERY_DAYS = 30


class Shelf:
    """Stock and orders of one location."""

    def __init__(self, goods: Sequence[Good], expected: NDArray[np.float64], rng: np.random.Generator) -> None:
        """``expected``: units of each good that sell on a mean day."""
        self._rng = rng
        terms = {supplier.code: supplier for supplier in SUPPLIERS}
        self._lead = np.array([terms[good.supplier].lead_time_days for good in goods])
        self._review = np.array([terms[good.supplier].review_period_days for good in goods])
        self._case = np.array([good.case_pack * THOUSANDTHS for good in goods])
        self._shelf_days = np.array([np.inf if good.shelf_days is None else good.shelf_days for good in goods])
        self._whole = np.array([not good.is_loose for good in goods])
        codes = sorted({good.supplier for good in goods})
        self._suppliers = [np.array([good.supplier == code for good in goods]) for code in codes]
        self._count_on = (rng.random(len(goods)) * COUNT_EVERY_DAYS).astype(int)
        self._mean = expected.astype(float)
        self._sold = np.zeros(len(goods), np.int64)
        self._coming: dict[date, Milli] = {}
        wanted = self._mean * (self._lead + self._review + FIRST_STOCK_DAYS) * THOUSANDTHS
        self.first: Milli = self._cases(np.maximum(wanted, 1))
        self.on_hand: Milli = self.first.copy()

    def take(self, good: int, wanted: int) -> int:
        """Sell what is there of what is wanted; pieces are not cut."""
        taken = min(wanted, int(self.on_hand[good]))
        if self._whole[good]:
            taken -= taken % THOUSANDTHS
        self.on_hand[good] -= taken
        self._sold[good] += taken
        return taken

    def receive(self, day: date) -> Milli:
        """What is delivered this morning."""
        came = self._coming.pop(day, np.zeros_like(self.on_hand))
        self.on_hand += came
        return came

    def throw_away(self) -> Milli:
        """Fresh goods that will not sell in time, out of the shelf."""
        lasting = np.where(np.isinf(self._shelf_days), 0, self._shelf_days) * self._mean * THOUSANDTHS
        overdue = np.where(np.isinf(self._shelf_days), 0, np.maximum(self.on_hand - lasting - self._case // 2, 0))
        waste = self._wholes(overdue * THROWN)
        self.on_hand -= waste
        return waste

    def count(self, day: date) -> Milli:
        """What a count of tonight's goods finds to be missing."""
        tonight = self._count_on == day.toordinal() % COUNT_EVERY_DAYS
        missing = tonight & (self._rng.random(len(tonight)) < MISCOUNTED)
        lost = np.where(missing, self._wholes(np.minimum(self.on_hand, 2 * THOUSANDTHS)), 0)
        self.on_hand -= lost
        return lost

    def close(self, day: date, open_days: Sequence[date]) -> None:
        """Learn from the day's sales and order; ``open_days`` are the next days on which goods can be received."""
        self._mean += MEMORY * (self._sold / THOUSANDTHS - self._mean)
        self._sold[:] = 0
        position = self.on_hand + sum(self._coming.values(), np.zeros_like(self.on_hand))
        until_goods = self._mean * (self._lead + self._review)
        low = position < until_goods * CAUTION * THOUSANDTHS + self._case * (self._mean > 1)
        target = (until_goods * CAUTION + self._mean * self._review) * THOUSANDTHS + 1
        for members in self._suppliers:
            if day.toordinal() % int(self._review[members][0]) == 0 and (low & members).any():
                self._order(np.where(low & members, target - position, 0), int(self._lead[members][0]), open_days)

    def _order(self, missing: NDArray[np.float64], lead_time_days: int, open_days: Sequence[date]) -> None:
        late = 1 + int(self._rng.random() * DELAY_DAYS_MAX) if self._rng.random() < DELAYED else 0
        index = min(max(lead_time_days, 1) - 1 + late, len(open_days) - 1)
        cases = self._cases(np.maximum(missing, 0))
        arrives = open_days[index]
        self._coming[arrives] = self._coming.get(arrives, np.zeros_like(self.on_hand)) + cases

    def _cases(self, milli: NDArray[np.float64]) -> Milli:
        return np.asarray(np.ceil(milli / self._case).astype(np.int64) * self._case)

    def _wholes(self, milli: NDArray[np.float64]) -> Milli:
        step = np.where(self._whole, THOUSANDTHS, 5)
        return np.asarray((milli // step).astype(np.int64) * step)
