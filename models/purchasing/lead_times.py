"""How many days later than agreed a supplier's goods come: a distribution, learnt from what came of past orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from models.purchasing.sent_order import SentLine, SentOrder, newest_of

#: So many orders must have brought something, and so many of the newest ones are looked at.
RECEIPTS_MIN, ORDERS_MAX = 5, 30
#: Only orders that were sent within so many days count: habits change.
SEEN_DAYS = 365
#: Goods that come later than this count as so late. An order that is open for longer was forgotten, and is left out.
LATE_DAYS_MAX = 28
#: Shares are parts of a million; that many days more or less on average are no difference.
MILLION, HAIR_OF_A_DAY = 1_000_000, 1_000

#: The day on which the goods of a line should be here, by what is agreed today.
Plan = Callable[[SentOrder, SentLine], date]


class LeadBasis(StrEnum):
    """Where a lead time comes from."""

    AGREED = "agreed"
    """What the supplier promises: too little of it has come to learn from."""
    LEARNT = "learnt"


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """How many days after the agreed day goods come; before it where the days are below zero.

    ``shares`` are pairs of days and parts per million of the goods, in the order of days; they add up to a million.
    Without them what is agreed holds. ``receipts`` is the number of orders of which something came.

    >>> late = LeadTimes(8, ((0, 500_000), (1, 250_000), (3, 250_000)))
    >>> late.basis.value, late.days_late, late.variance, late.within(90)
    ('learnt', 1, 1.5, 3)
    """

    receipts: int = 0
    shares: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if self.shares and sum(share for _, share in self.shares) != MILLION:
            raise ValueError("the shares of a lead time add up to a million")

    @property
    def basis(self) -> LeadBasis:
        """Whether it was learnt."""
        return LeadBasis.LEARNT if self.shares else LeadBasis.AGREED

    @property
    def days_late(self) -> int:
        """Whole days that goods come late on average, half a day rounded up."""
        # Shares are rounded: a hair below half a day is half a day.
        mean = sum(days * share for days, share in self.shares) + HAIR_OF_A_DAY
        return (2 * mean + MILLION) // (2 * MILLION)

    @property
    def variance(self) -> float:
        """Mean square of the distance from :attr:`days_late`, in days²."""
        return sum(share * (days - self.days_late) ** 2 for days, share in self.shares) / MILLION

    def within(self, percent: int) -> int:
        """The least number of days late within which so many of a hundred units have come."""
        share_so_far = 0
        for days, share in self.shares:
            share_so_far += share
            if 100 * share_so_far >= percent * MILLION:
                return days
        return 0


#: Goods come on the agreed day.
FIXED = LeadTimes()


@dataclass(frozen=True, slots=True)
class _Wait:
    """A share of an order's goods in parts per million: it came so many days late, or had not come by then."""

    days: int
    weight: int
    has_come: bool


def learn_lead_times(orders: Iterable[SentOrder], plan: Plan, today: date) -> LeadTimes:
    """The lead times of the supplier of ``orders``, as far as they were known when the business day ``today`` began.

    Every order weighs the same, and within it every line. What is still open counts as far as it is known: it has not
    come so far (the estimate of Kaplan and Meier, *Journal of the American Statistical Association* 53, 1958, with
    weights). Otherwise a supplier that delivers nothing any more would look punctual.
    """
    chosen = newest_of(orders, ORDERS_MAX)
    receipts = sum(bool(each.delivery_days) for each in chosen)
    if receipts < RECEIPTS_MIN:
        return LeadTimes(receipts)
    return LeadTimes(receipts, _shares([wait for each in chosen for wait in _waits(each, plan, today)]))


def _waits(order: SentOrder, plan: Plan, today: date) -> Iterable[_Wait]:
    for line in order.lines:
        planned = plan(order, line)
        units = sum((part.units for part in line.parts), line.still_open)
        for part in line.parts:
            days = min((part.day - planned).days, LATE_DAYS_MAX)
            yield _Wait(days, _weight(part.units, units, order), has_come=True)
        # Yesterday is the last day that is known as a whole.
        so_far = (today - planned - timedelta(days=1)).days
        if line.still_open and so_far <= LATE_DAYS_MAX:
            yield _Wait(so_far, _weight(line.still_open, units, order), has_come=False)


def _weight(part: Decimal, units: Decimal, order: SentOrder) -> int:
    return round(MILLION * part / units / len(order.lines))


def _shares(waits: Sequence[_Wait]) -> tuple[tuple[int, int], ...]:
    """Kaplan and Meier: of what had not come before a day, the share that came on it. What is left came at last."""
    ends = sorted({each.days for each in waits if each.has_come})
    left, shares = Fraction(1), dict[int, Fraction]()
    for day in ends:
        waiting = sum(each.weight for each in waits if each.days >= day)
        arrivals = sum(each.weight for each in waits if each.has_come and each.days == day)
        shares[day] = left * Fraction(arrivals, waiting)
        left -= shares[day]
    longest = max(each.days for each in waits)
    shares[longest] = shares.get(longest, Fraction(0)) + left
    return _parts_per_million(shares)


def _parts_per_million(shares: dict[int, Fraction]) -> tuple[tuple[int, int], ...]:
    """Whole parts that add up: what rounding down leaves goes to the largest remainders, the earliest days first."""
    parts = {day: int(share * MILLION) for day, share in shares.items()}
    by_rest = sorted(shares, key=lambda day: (parts[day] - shares[day] * MILLION, day))
    for day in by_rest[: MILLION - sum(parts.values())]:
        parts[day] += 1
    return tuple((day, parts[day]) for day in sorted(parts) if parts[day])
