"""Offers to members who agreed to offers: a welcome once, and one each year for the birthday.

An offer is points, or a coupon of a promotion that holds only with one: percent or an amount off, or goods for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct, json

from models.errors import Reason, Refused

#: Nobody means more points, or an offer that is good for longer.
OFFER_POINTS_MAX, OFFER_DAYS_MAX = 100_000, 366
#: A birthday is looked for on so many days before today as well: the server may have been off.
BIRTHDAYS_BACK = 6
#: The year of an offer that comes once in a life.
ONCE = 0


class OfferOccasion(StrEnum):
    """Why a member gets an offer."""

    WELCOME = "welcome"
    BIRTHDAY = "birthday"


class WrongOfferRule(Refused):
    """A rule of offers that nobody can mean."""

    code = "wrong_offer_rule"
    text = "An offer to members cannot be like this: {why}. Nothing was saved; correct it."

    why: Reason


_WHY = {
    "value": Reason("offer_value", "it gives either points or a coupon"),
    "points": Reason("offer_points", "it gives 0 to 100000 points"),
    "days": Reason("offer_days", "it is good for 1 to 366 days"),
    "promotion": Reason("offer_promotion", "its promotion does not hold today, or holds without a coupon"),
}


class OfferRule(Struct, frozen=True):
    """What members get for an occasion: ``points``, or a coupon of a ``promotion``; with neither nothing any more.

    It is good for ``days`` from the day on which it is given, and shown at the till for as long.
    """

    occasion: OfferOccasion
    points: int = 0
    promotion: int | None = None
    days: int = 30

    @property
    def gives_something(self) -> bool:
        """Whether members get anything."""
        return self.points > 0 or self.promotion is not None


@dataclass(frozen=True, slots=True)
class MemberOffer:
    """An offer that a member got: once for each ``year`` of an occasion (:data:`ONCE`: ever).

    ``member`` is the random id, and ``occasion`` an :class:`OfferOccasion` as text: a damaged one can be read, too.
    A reward that the member took for points is one, too (:data:`models.members.point_reward.REWARD`): its ``points``
    are below zero, and its ``year`` counts the rewards of the member.
    ``coupon`` is the code, empty where points were given. It is good until ``last_day``, included.
    """

    id: int
    member: str
    occasion: str
    year: int
    points: int
    promotion_id: int | None
    coupon: str
    first_day: date
    last_day: date
    at: datetime
    operator: str


def check_offer_rule(rule: OfferRule, coupon_promotions: Iterable[int]) -> OfferRule:
    """The rule itself; raises :class:`WrongOfferRule`. ``coupon_promotions`` hold today for who has a coupon."""
    checks = [
        ("points", 0 <= rule.points <= OFFER_POINTS_MAX),
        ("value", not (rule.points and rule.promotion is not None)),
        ("days", 1 <= rule.days <= OFFER_DAYS_MAX),
        ("promotion", rule.promotion is None or rule.promotion in set(coupon_promotions)),
    ]
    wrong = next((field for field, is_right in checks if not is_right), None)
    if wrong is not None:
        raise WrongOfferRule(_WHY[wrong])
    return rule


def birthdays_on(day: date) -> list[str]:
    """The birthdays, as month and day, that people have on a day; who was born on a leap day has it on the 28th too.

    >>> [birthdays_on(date(2027, 2, 28)), birthdays_on(date(2028, 2, 28)), birthdays_on(date(2028, 2, 29))]
    [['02-28', '02-29'], ['02-28'], ['02-29']]
    """
    is_last_of_february = (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1
    return [f"{day:%m-%d}", *(["02-29"] if is_last_of_february else [])]


def recent_birthdays(today: date, since: date) -> dict[str, int]:
    """The birthdays of today and of the days before, none before ``since``, with the year of each.

    >>> recent_birthdays(date(2027, 1, 1), date(2026, 12, 31))
    {'12-31': 2026, '01-01': 2027}
    """
    days = [today - timedelta(days=back) for back in range(BIRTHDAYS_BACK, -1, -1)]
    return {birthday: day.year for day in days if day >= since for birthday in birthdays_on(day)}


def write_offer_rule(rule: OfferRule) -> str:
    """A rule as JSON."""
    return json.encode(rule).decode()


def read_offer_rule(text: str) -> OfferRule:
    """A rule from its JSON."""
    return json.decode(text, type=OfferRule)
