"""The tiers in the form of a rule of points: from how many points on, and how many more purchases give then."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.office.office_visit import OfficeVisit
from models.members.point_rule import FACTOR_MAX_MILLI, MILLI
from models.members.tier import COLLECTED_MAX, TIER_NAME_MAX, TIERS_MAX, PointTier

#: The first tier that somebody adds, and each after it.
_FIRST, _TIMES, _MORE_MILLI = 1000, 5, 250


def draw_tiers(visit: OfficeVisit, before: Sequence[PointTier]) -> tuple[PointTier, ...]:
    """As many tiers as are chosen, the lowest first."""
    translate = visit.words.translate
    count = st.number_input(
        translate("points.tiers"),
        min_value=0,
        max_value=TIERS_MAX,
        value=len(before),
        key="points_tiers",
        help=translate("points.tiers_about"),
    )
    tiers = [*before, *_usual(visit, before)][: int(count)]
    return tuple(_draw_tier(visit, number, each) for number, each in enumerate(tiers, start=1))


def _usual(visit: OfficeVisit, before: Sequence[PointTier]) -> list[PointTier]:
    """What tiers begin with that somebody adds."""
    least, factor = (before[-1].least, before[-1].factor_milli) if before else (_FIRST // _TIMES, MILLI)
    names = visit.words.translate("points.tier_names").split(",")
    return [
        PointTier(names[number], min(least * _TIMES ** (step + 1), COLLECTED_MAX), factor + _MORE_MILLI * (step + 1))
        for step, number in enumerate(range(len(before), TIERS_MAX))
    ]


def _draw_tier(visit: OfficeVisit, number: int, tier: PointTier) -> PointTier:
    translate = visit.words.translate
    left, middle, right = st.columns(3)
    title = translate("points.tier_name", number=number)
    name = left.text_input(title, tier.name, max_chars=TIER_NAME_MAX, key=f"points_tier_name_{number}")
    least = middle.number_input(
        translate("points.tier_least"), 1, COLLECTED_MAX, tier.least, step=100, key=f"points_tier_least_{number}"
    )
    factor = right.number_input(
        translate("points.tier_factor"), 0.0, FACTOR_MAX_MILLI / MILLI, tier.factor_milli / MILLI, step=0.25,
        key=f"points_tier_factor_{number}",
    )  # fmt: skip
    return PointTier(name.strip(), int(least), round(factor * MILLI))
