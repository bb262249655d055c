"""Points of a member: entries that are only ever added, and what they come to.

Points are good until a day; those that end first are used first. Who has used points that a return then takes back owes
them: the next ones that come pay that debt before they are good for anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from models.errors import Refused


class PointChange(StrEnum):
    """Why the points of a member changed."""

    EARN = "earn"
    USE = "use"
    TAKE_BACK = "take_back"
    """What was bought came back, and with it the points for it."""
    GIVE_BACK = "give_back"
    """What points had paid of came back, and so do the points."""
    EXPIRY = "expiry"
    ADJUSTMENT = "adjustment"
    MOVE = "move"
    """Two members were one."""
    ERASURE = "erasure"
    OPENING = "opening"
    """What the member had when the shop moved in from another system."""
    OFFER = "offer"
    """A welcome, or a birthday."""
    REWARD = "reward"
    """The member took a reward for them."""


@dataclass(frozen=True, slots=True)
class PointEntry:
    """One change of a member's points; ``balance`` is what they come to after it, and ``seq`` counts them from 1.

    ``sale_id`` is the receipt that did it, and ``position`` its line. ``expires_on`` is the first day on which these
    points are no longer good; of points that go, it is the day of those that go first. ``change`` is a
    :class:`PointChange`, as text: a damaged one can be read, too.
    """

    id: int
    member: str
    seq: int
    change: str
    points: int
    balance: int
    sale_id: int | None
    position: int | None
    expires_on: date | None
    reason: str
    at: datetime
    business_day: date
    operator: str


class PointsUse(Struct, frozen=True):
    """Points that a basket uses: at most so many, each worth ``value_minor``, and not for ``excluded`` categories."""

    points: int
    value_minor: int
    excluded: tuple[str, ...] = ()


class TooFewPoints(Refused):
    """More points than the member has, or fewer than are used at once."""

    code = "too_few_points"
    text = (
        "{points} points cannot be used: the member has {available}, and at least {least} are used at once. "
        "Nothing was changed; enter another number."
    )

    points: int
    available: int
    least: int


class PointsWithoutMember(Refused):
    """Points of nobody known, or in a shop without points."""

    code = "points_without_member"
    text = "There is no member with points in this basket. Nothing was changed; choose the member first."


class PointsWithReturn(Refused):
    """Points and goods that come back, in one basket."""

    code = "points_with_return"
    text = "Points and returned goods cannot be in one basket. Nothing was changed; finish one first, then the other."


class PointLots:
    """What is left of points, by the first day on which they are no longer good, and what the member owes.

    ``lots`` are the points of each day, ``debt`` the points that are owed.
    """

    def __init__(self, lots: Mapping[date | None, int] | None = None) -> None:
        self.lots, self.debt = dict(lots or {}), 0

    @property
    def balance(self) -> int:
        """All of it."""
        return sum(self.lots.values()) - self.debt

    def add(self, points: int, expires_on: date | None) -> None:
        """Points come or go; those that go are of their own day first, then those that end first."""
        if points >= 0:
            paid = min(self.debt, points)
            self.debt -= paid
            self.lots[expires_on] = self.lots.get(expires_on, 0) + points - paid
            return
        left = -points
        own = [expires_on] if expires_on in self.lots else []
        for day in (*own, *self.days()):
            part = min(left, self.lots[day])
            self.lots[day] -= part
            left -= part
        self.debt += left

    def days(self) -> list[date | None]:
        """The days, the first one first."""
        return sorted(self.lots, key=lambda day: (day is None, day or date.min))

    def parts(self, points: int) -> list[tuple[date | None, int]]:
        """So many points, those that end first, by day; what the member lacks has no day."""
        parts = []
        for day in self.days():
            part = min(points, self.lots[day])
            points -= part
            if part > 0:
                parts.append((day, part))
        return [*parts, (None, points)] if points else parts

    def ended(self, today: date) -> list[tuple[date | None, int]]:
        """The points that are no longer good on a day."""
        return [(day, self.lots[day]) for day in self.days() if day is not None and day <= today and self.lots[day]]


def lots_of(entries: Iterable[tuple[int, date | None]]) -> PointLots:
    """What is left of a member's entries: points and their day, in the order of ``seq``.

    >>> first, second = date(2027, 1, 1), date(2027, 6, 1)
    >>> lots = lots_of([(100, first), (50, second), (-120, first)])
    >>> lots.lots[first], lots.lots[second], lots.balance
    (0, 30, 30)
    >>> owed = lots_of([(100, first), (-100, first), (-20, first), (50, second)])
    >>> owed.lots[second], owed.debt
    (30, 0)
    """
    lots = PointLots()
    for points, expires_on in entries:
        lots.add(points, expires_on)
    return lots


def share_back(whole: int, milli: int, before_milli: int, now_milli: int) -> int:
    """Of so many points of a line, those that go with the part of it that comes back now.

    What has gone in all is rounded down, not each part: with the last part all have gone, however it was divided.

    >>> [share_back(10, 3000, before, 1000) for before in (0, 1000, 2000)]
    [3, 3, 4]
    """
    return whole * (before_milli + now_milli) // milli - whole * before_milli // milli


def split_by_sum(minors: Iterable[int], value_minor: int) -> list[int]:
    """The points that each of several amounts takes; together they are the sum of the amounts.

    >>> split_by_sum([150, 30, 20], 100)
    [1, 0, 1]
    """
    points, total = [], 0
    for minor in minors:
        points.append((total + minor) // value_minor - total // value_minor)
        total += minor
    return points
