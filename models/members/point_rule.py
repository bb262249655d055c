"""What members get points for, what a point is worth, and until when it is good: a rule of the shop, by first day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from msgspec import Struct, json

from models.errors import Reason, Refused
from models.members.point_reward import REWARDS_MAX, PointReward, is_reward
from models.members.tier import PointTier, are_tiers
from models.months import months_later

#: Thousandths: of points per unit of currency, of points per piece, and of factors.
MILLI = 1000
MINUTES_A_DAY = 24 * 60
#: Nobody means more: points per krona or piece, the factor, the worth of a point, months, and terms of a rule.
POINTS_EACH_MAX_MILLI, FACTOR_MAX_MILLI = 1_000 * MILLI, 100 * MILLI
VALUE_MAX_MINOR, MONTHS_MAX, LEAST_MAX, TERMS_MAX, EXCLUDED_MAX = 100_000, 120, 1_000_000, 50, 200

_WHY = {
    "each": Reason("rule_each", "points per unit of currency or per piece are 0 to 1000"),
    "factor": Reason("rule_factor", "a factor is 0 to 100"),
    "value": Reason("rule_value", "a point is worth something, and at most 1000"),
    "months": Reason("rule_months", "points are good for 0 to 120 months"),
    "least": Reason("rule_least", "the fewest points that are used at once are 1 to a million"),
    "terms": Reason("rule_terms", "it has too many terms or categories"),
    "hours": Reason("rule_hours", "its days or hours are none of a week"),
    "rewards": Reason(
        "rule_rewards",
        "it has more than ten rewards or two of one promotion, or a reward costs no points or more than a million, is "
        "good for 0 or more than 366 days, or is of a promotion that is over or holds without a coupon of one purchase",
    ),
    "tiers": Reason("rule_tiers", "its tiers are more than five, do not rise, or have no names of their own"),
}


class WrongPointRule(Refused):
    """A rule that nobody can mean."""

    code = "wrong_point_rule"
    text = "A rule of points cannot be like this: {why}. Nothing was saved; correct it."

    why: Reason


class PointTerm(Struct, frozen=True):
    """Goods that get points otherwise than the rest: of a ``category`` or one ``sku``; neither: everything.

    ``factor_milli`` multiplies the points for money, in thousandths; ``per_unit_milli`` are thousandths of points for
    each unit. It holds on ``weekdays`` (0 is Monday; none: every day) from ``from_minute`` until ``until_minute``
    (excluded) after midnight, as the clock on the shop's wall shows them.
    """

    category: str = ""
    sku: str = ""
    factor_milli: int = MILLI
    per_unit_milli: int = 0
    weekdays: tuple[int, ...] = ()
    from_minute: int = 0
    until_minute: int = MINUTES_A_DAY

    def holds(self, sku: str, category: str, wall: datetime) -> bool:
        """Whether it is about these goods, at what the clock on the wall shows.

        >>> coffee = PointTerm(category="COFFEE", factor_milli=2000, weekdays=(0,), until_minute=600)
        >>> [coffee.holds("A", "COFFEE", datetime(2026, 11, 30, hour)) for hour in (9, 10)]
        [True, False]
        """
        is_meant = (not self.sku or self.sku == sku) and (not self.category or self.category == category)
        is_day = not self.weekdays or wall.weekday() in self.weekdays
        return is_meant and is_day and self.from_minute <= wall.hour * 60 + wall.minute < self.until_minute


class PointRule(Struct, frozen=True):
    """From ``first_day`` on members get ``per_major_milli`` thousandths of points for each unit of currency.

    A point is worth ``value_minor``, takes ``least`` of them at least, and is good for ``months`` (0: for ever). Goods
    of the ``excluded`` categories give none and are not paid with any. Of several ``terms`` about the same goods the
    greatest factor counts, and the most points per unit. Points for money are multiplied by the factor of the member's
    tier, one of the ``tiers``. Members may take one of the ``rewards`` for points.
    """

    first_day: date
    per_major_milli: int
    value_minor: int
    months: int = 0
    least: int = 1
    excluded: tuple[str, ...] = ()
    terms: tuple[PointTerm, ...] = ()
    tiers: tuple[PointTier, ...] = ()
    rewards: tuple[PointReward, ...] = ()

    def rates(self, sku: str, category: str, wall: datetime) -> tuple[int, int]:
        """Millionths of points for each unit of currency, and thousandths for each unit of goods.

        >>> rule = PointRule(date(2026, 11, 1), 1000, 1, terms=(PointTerm(sku="A", factor_milli=3000),))
        >>> [rule.rates(sku, "X", datetime(2026, 11, 30)) for sku in ("A", "B")]
        [(3000000, 0), (1000000, 0)]
        """
        if category in self.excluded:
            return 0, 0
        own = [each for each in self.terms if each.holds(sku, category, wall)]
        factor = max((each.factor_milli for each in own), default=MILLI)
        return self.per_major_milli * factor, max((each.per_unit_milli for each in own), default=0)


def check_rule(rule: PointRule, coupon_promotions: Collection[int] | None = None) -> PointRule:
    """The rule itself; raises :class:`WrongPointRule`.

    Rewards are of ``coupon_promotions``, which hold for who has a coupon; without them, of any.
    """
    checks = _checks(rule)
    if coupon_promotions is not None:
        checks.append(("rewards", all(each.promotion in coupon_promotions for each in rule.rewards)))
    wrong = next((field for field, is_right in checks if not is_right), None)
    if wrong is not None:
        raise WrongPointRule(_WHY[wrong])
    return rule


def _checks(rule: PointRule) -> list[tuple[str, bool]]:
    terms = rule.terms
    return [
        ("each", 0 <= rule.per_major_milli <= POINTS_EACH_MAX_MILLI),
        ("each", all(0 <= each.per_unit_milli <= POINTS_EACH_MAX_MILLI for each in terms)),
        ("factor", all(0 <= each.factor_milli <= FACTOR_MAX_MILLI for each in terms)),
        ("value", 0 < rule.value_minor <= VALUE_MAX_MINOR),
        ("months", 0 <= rule.months <= MONTHS_MAX),
        ("least", 0 < rule.least <= LEAST_MAX),
        ("terms", len(terms) <= TERMS_MAX and len(rule.excluded) <= EXCLUDED_MAX),
        ("hours", all(_has_time(each) for each in terms)),
        ("factor", all(0 <= each.factor_milli <= FACTOR_MAX_MILLI for each in rule.tiers)),
        ("tiers", are_tiers(rule.tiers)),
        ("rewards", all(is_reward(each) for each in rule.rewards)),
        ("rewards", len({each.promotion for each in rule.rewards}) == len(rule.rewards) <= REWARDS_MAX),
    ]


def _has_time(term: PointTerm) -> bool:
    return set(term.weekdays) <= set(range(7)) and 0 <= term.from_minute < term.until_minute <= MINUTES_A_DAY


def expiry_of(day: date, months: int) -> date | None:
    """The first day on which points of a ``day`` are no longer good; ``None``: they always are.

    >>> expiry_of(date(2026, 11, 29), 12), expiry_of(date(2026, 8, 31), 6), expiry_of(date(2026, 8, 31), 0)
    (datetime.date(2027, 11, 29), datetime.date(2027, 3, 1), None)
    """
    return months_later(day, months) if months else None


def rule_on(rules: Iterable[PointRule], day: date) -> PointRule | None:
    """Of rules in the order in which they were made, the one that holds on a day: the last with the latest first day.

    >>> first, second = (PointRule(date(2026, month, 1), month, 1) for month in (1, 6))
    >>> [each and each.per_major_milli for each in (rule_on([second, first], date(2026, m, 9)) for m in (3, 7))]
    [1, 6]
    """
    begun = [each for each in rules if each.first_day <= day]
    latest = max((each.first_day for each in begun), default=None)
    return next((each for each in reversed(begun) if each.first_day == latest), None)


def write_rule(rule: PointRule) -> str:
    """A rule as JSON."""
    return json.encode(rule).decode()


def read_rule(text: str) -> PointRule:
    """The rule that was written as JSON."""
    return json.decode(text, type=PointRule)
