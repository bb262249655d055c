"""What sells most at a place, for the order in which a till shows its products."""

from __future__ import annotations

from datetime import date, timedelta

from store.database.engine import Connection
from store.selling.most_sold import most_sold

#: So many days of sales are counted, and so many products named.
DAYS, MOST = 28, 500


class Favourites:
    """The products that sell most, counted once a day and place."""

    def __init__(self) -> None:
        self._counted: dict[int, tuple[date, list[str]]] = {}

    def at(self, view: Connection, location_id: int, day: date) -> list[str]:
        """The SKUs, the one on most receipts first; of the days before ``day``: the list stays as it is all day."""
        counted_on, skus = self._counted.get(location_id, (None, []))
        if counted_on != day:
            skus = most_sold(view, location_id, day - timedelta(days=DAYS), day, most=MOST)
            self._counted[location_id] = day, skus
        return skus
