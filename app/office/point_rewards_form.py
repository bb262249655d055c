"""The rewards in the form of a rule of points: coupons of which promotions members get, and for how many points."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from models.members.point_reward import REWARD_DAYS_MAX, REWARD_POINTS_MAX, REWARDS_MAX, PointReward
from operations.points.point_rules import promotions_for_rewards
from store import shop

#: What a reward costs at first, in points.
_USUAL = 10


def draw_rewards(visit: OfficeVisit, before: Sequence[PointReward]) -> tuple[PointReward, ...]:
    """The rewards that are chosen, among the promotions for who has a coupon."""
    translate, earlier = visit.words.translate, {each.promotion: each for each in before}
    with visit.store.view() as view:
        names = promotions_for_rewards(view, shop.get_shop(view).business_day(visit.clock()))
    numbers = st.multiselect(
        translate("points.rewards"), list(names), default=[each for each in earlier if each in names],
        format_func=names.__getitem__, key="points_rewards", max_selections=REWARDS_MAX,
        help=translate("points.rewards_about"), placeholder="–",
    )  # fmt: skip
    return tuple(
        _draw_reward(visit, earlier.get(each) or PointReward(each, _USUAL), plain(names[each])) for each in numbers
    )


def _draw_reward(visit: OfficeVisit, reward: PointReward, name: str) -> PointReward:
    translate = visit.words.translate
    left, right = st.columns(2)
    points = left.number_input(
        translate("points.reward_points", name=name), 1, REWARD_POINTS_MAX, reward.points,
        key=f"points_reward_points_{reward.promotion}",
    )  # fmt: skip
    days = right.number_input(
        translate("points.reward_days", name=name), 1, REWARD_DAYS_MAX, reward.days,
        key=f"points_reward_days_{reward.promotion}",
    )  # fmt: skip
    return PointReward(reward.promotion, int(points), int(days))
