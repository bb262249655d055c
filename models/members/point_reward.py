"""Rewards: members take the coupon of a promotion for points, such as the tenth coffee for nothing.

The coupon takes something off, or gives goods for nothing, as its promotion has it; it is good for one purchase.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from msgspec import Struct

from models.errors import Refused

#: Nobody means more rewards in a rule, more points for one, or a reward that is good for longer.
REWARDS_MAX, REWARD_POINTS_MAX, REWARD_DAYS_MAX = 10, 1_000_000, 366
#: For what a member got the coupon, beside the occasions of offers.
REWARD = "reward"


class PointReward(Struct, frozen=True):
    """For ``points`` a member gets a coupon of a ``promotion``, good for ``days`` from the day on which it is taken."""

    promotion: int
    points: int
    days: int = 30


@dataclass(frozen=True, slots=True)
class RewardExchange:
    """A ``reward`` that ``member`` (the random id) takes, and the ``coupon`` for it."""

    member: str
    reward: PointReward
    coupon: str


class UnknownReward(Refused):
    """A reward that the shop does not have now."""

    code = "unknown_reward"
    text = "The shop does not have this reward today. No points were taken; look at the rewards of the member again."


class TooFewForReward(Refused):
    """A reward that costs more points than the member has, or than other baskets leave."""

    code = "too_few_for_reward"
    text = "The reward costs {points} points, and the member has {available} to use. None were taken; pay without it."

    points: int
    available: int


def is_reward(reward: PointReward) -> bool:
    """Whether somebody can mean it."""
    return 0 < reward.points <= REWARD_POINTS_MAX and 0 < reward.days <= REWARD_DAYS_MAX


def rewards_in_reach(rewards: Iterable[PointReward], points: int) -> list[PointReward]:
    """The rewards that so many points pay for, and the next one, the cheapest first.

    >>> coffee, cake, lunch = PointReward(1, 10), PointReward(2, 25), PointReward(3, 80)
    >>> [each.promotion for each in rewards_in_reach([lunch, coffee, cake], 12)]
    [1, 2]
    """
    ordered = sorted(rewards, key=lambda each: (each.points, each.promotion))
    within = [each for each in ordered if each.points <= points]
    return ordered[: len(within) + 1]
