"""What a reader of a page chose to see: every board is drawn from this one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.dashboards.formats import Formats
from models.access.permission import Permission
from models.analytics.period import Grain, Period
from models.shop import Location


@dataclass(frozen=True, slots=True)
class PageView:
    """The choice of one reader.

    ``day`` is ``None`` for today, whichever day that is by now; ``location`` is ``None`` for all ``locations``.
    ``grain`` is how long the period is that is shown; ``first_sold`` and ``last_sold`` are the first and the last
    business day on which the shop sold. ``permissions`` are those of whoever reads: they decide which figures are
    drawn.
    """

    url: str
    formats: Formats
    clock: Callable[[], datetime]
    day: date | None
    location: Location | None
    all_locations: tuple[Location, ...]
    first_sold: date
    last_sold: date
    permissions: frozenset[Permission]
    grain: Grain = Grain.DAY

    @property
    def sees_costs(self) -> bool:
        """Whether the reader may see what goods cost and what is earned on them."""
        return Permission.SEE_COSTS in self.permissions

    @property
    def today(self) -> date:
        """The business day that runs now."""
        return self.formats.shop.business_day(self.clock())

    @property
    def shown_day(self) -> date:
        """The business day to show: of a longer period its last one, or today while it runs."""
        return min(self.period.last, self.today)

    @property
    def period(self) -> Period:
        """The period to show."""
        return Period.around(self.grain, self.day or self.today)

    @property
    def trading_day(self) -> date:
        """Today, or the day after the last sale in a shop that has stopped selling: a day's takings are known then."""
        return min(self.today, self.last_sold + timedelta(days=1))

    @property
    def location_id(self) -> int | None:
        """The id of the chosen location."""
        return self.location.id if self.location else None

    @property
    def locations(self) -> tuple[Location, ...]:
        """The locations to show."""
        return (self.location,) if self.location else self.all_locations
