"""Terms of a rule of points as they are typed: what they are about, and which points they give."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from models.errors import Refused
from models.members.point_reward import PointReward
from models.members.point_rule import MILLI, MINUTES_A_DAY, PointTerm
from models.members.tier import PointTier
from models.promotions.promotion_text import hours_text, parse_hours, parse_weekdays


class WrongPointTerm(Refused):
    """A text that is no term, or no number of points."""

    code = "wrong_point_term"
    text = (
        "{typed!r} is no term of a rule of points. Nothing was saved; enter one such as "
        "category=dairy,factor=2,weekdays=1-5,hours=9-12 or sku=MILK,unit=5."
    )

    typed: str


class WrongPointTier(Refused):
    """A text that is no tier of members."""

    code = "wrong_point_tier"
    text = "{typed!r} is no tier of members. Nothing was saved; enter one such as Gold:5000:1.5."

    typed: str


class WrongPointReward(Refused):
    """A text that is no reward."""

    code = "wrong_point_reward"
    text = "{typed!r} is no reward. Nothing was saved; enter one such as 12:10:30."

    typed: str


def parse_reward(text: str) -> PointReward:
    """The reward of a text: the number of its promotion, the points, and for how many days it is good, if not 30.

    >>> parse_reward("12:10"), parse_reward("12:10:7").days
    (PointReward(promotion=12, points=10, days=30), 7)
    """
    parts = text.strip().split(":")
    if len(parts) not in {2, 3} or not all(each.isascii() and each.isdigit() and len(each) <= 18 for each in parts):
        raise WrongPointReward(text)
    return PointReward(*(int(each) for each in parts))


def reward_text(reward: PointReward) -> str:
    """The text of a reward.

    >>> reward_text(parse_reward("12:10"))
    '12:10:30'
    """
    return f"{reward.promotion}:{reward.points}:{reward.days}"


def parse_tier(text: str) -> PointTier:
    """The tier of a text: its name, from how many points of twelve months on, and times how many points it gives.

    >>> parse_tier("Gold:5000:1.5")
    PointTier(name='Gold', least=5000, factor_milli=1500)
    """
    name, least, factor = ([*text.rsplit(":", 2), "", ""])[:3]
    if not name.strip() or not least.isascii() or not least.isdigit():
        raise WrongPointTier(text)
    return PointTier(name.strip(), int(least[:9]), parse_milli(factor))


def tier_text(tier: PointTier) -> str:
    """The text of a tier.

    >>> tier_text(parse_tier("Gold:5000:1,5"))
    'Gold:5000:1.5'
    """
    return f"{tier.name}:{tier.least}:{milli_text(tier.factor_milli)}"


def parse_term(text: str) -> PointTerm:
    """The term of a text.

    >>> parse_term("category=dairy,factor=1.5,weekdays=1-2,hours=9-12").weekdays
    (0, 1)
    """
    pairs = [part.partition("=") for part in text.split(",")]
    values = {name.strip(): value.strip() for name, _, value in pairs}
    if not values.keys() <= {"category", "sku", "factor", "unit", "weekdays", "hours"} or not all(values.values()):
        raise WrongPointTerm(text)
    from_minute, until_minute = parse_hours(values["hours"]) if "hours" in values else (0, MINUTES_A_DAY)
    return PointTerm(
        category=values.get("category", ""),
        sku=values.get("sku", ""),
        factor_milli=parse_milli(values.get("factor", "1")),
        per_unit_milli=parse_milli(values.get("unit", "0")),
        weekdays=tuple(sorted(parse_weekdays(values["weekdays"].replace("+", ",")))) if "weekdays" in values else (),
        from_minute=from_minute,
        until_minute=until_minute,
    )


def term_text(term: PointTerm) -> str:
    """The text of a term.

    >>> term_text(parse_term("sku=MILK,unit=5,weekdays=6+7,hours=9-12"))
    'sku=MILK,unit=5,weekdays=6+7,hours=09:00-12:00'
    """
    has_hours = term.until_minute - term.from_minute != MINUTES_A_DAY
    parts = {
        "category": term.category,
        "sku": term.sku,
        "factor": "" if term.factor_milli == MILLI else milli_text(term.factor_milli),
        "unit": milli_text(term.per_unit_milli) if term.per_unit_milli else "",
        "weekdays": "+".join(str(day + 1) for day in term.weekdays),
        "hours": hours_text(term.from_minute, term.until_minute) if has_hours else "",
    }
    return ",".join(f"{name}={value}" for name, value in parts.items() if value)


def parse_milli(text: str) -> int:
    """Thousandths of a number of points, or of a factor.

    >>> parse_milli("1.5"), parse_milli("0,25")
    (1500, 250)
    """
    try:
        milli = Decimal(text.strip().replace(",", ".")) * MILLI
        if milli.is_finite() and milli == milli.to_integral_value():
            return int(milli)
    except InvalidOperation:
        pass
    raise WrongPointTerm(text)


def milli_text(milli: int) -> str:
    """The same as a text.

    >>> milli_text(1500), milli_text(2000)
    ('1.5', '2')
    """
    return f"{Decimal(milli) / MILLI:f}".rstrip("0").rstrip(".") if milli % MILLI else str(milli // MILLI)
