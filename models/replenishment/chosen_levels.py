"""The level that an order is made by: what past weeks have taught for each class of goods, or the plain rule.

The plain rule takes one chance for all goods. It holds as long as nothing was learnt, and where what was
learnt is of no use. Each order names which of them it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from models.demand.panel import DemandPanel
from models.replenishment.learnt_levels import CLASSES, LevelChoice, class_of
from models.replenishment.order_rules import ReviewForecast, mean_forecast
from models.replenishment.policy import order_up_to
from models.replenishment.protection import SPREAD_DECIMALS, with_lead_variance
from models.replenishment.replay_record import ReplayRecord
from models.replenishment.rule_replay import BLEND, LEARNT, MEAN, THIRDS
from models.replenishment.shelf_run import SupplyRhythm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What was learnt longer ago is of another season.
LEARNT_AGE_DAYS_MAX = 35
#: Figures are rounded to so many decimals before a level is made of them: what is stored gives the same level again.
EXPECTED_DECIMALS = 3
_HAIR = 1e-9


class LevelBasis(StrEnum):
    """What levels come from; all but ``LEARNT`` and ``SPOILS`` are the plain rule, each for its own reason."""

    LEARNT = "learnt"
    NOTHING_LEARNT = "nothing_learnt"
    TOO_OLD = "too_old"
    UNUSABLE = "unusable"
    NO_HISTORY = "no_history"
    SPOILS = "spoils"
    """Goods that spoil: waste against lost sales."""


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """The choice of each class in the order of their numbers, where past weeks taught one; ``service``: the aim."""

    service: float
    basis: LevelBasis
    choices: tuple[LevelChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ForecastDemand:
    """Per product [n]: units ``expected`` over a protection interval of ``days``, and variance over mean of them.

    ``rows``: the row of each product in the history, -1 where it is not there. ``lead_variance``: that of the lead time
    in days², none where it is fixed.
    """

    expected: Floats
    dispersion: Floats
    days: Ints
    rows: Ints
    lead_variance: Floats | None = None


@dataclass(frozen=True, slots=True)
class ChosenLevels:
    """Per product [n]: what is expected over the protection interval, its dispersion, and the level S for a chance.

    ``basis`` and ``forecast`` name where the chance comes from and which forecast it belongs to. ``own_dispersion`` is
    that of the demand alone, ``dispersion`` has the varying lead time in it as well.
    """

    expected: Floats
    own_dispersion: Floats
    dispersion: Floats
    chance: Floats
    order_up_to: Ints
    basis: tuple[LevelBasis, ...]
    forecast: tuple[str, ...]


def plan_levels(record: ReplayRecord | None, service: float, *, made_on: date | None, today: date) -> LevelPlan:
    """What orders of ``today`` are made by: the newest replay, unless it is missing, too old or of no use.

    :param service: share of customers that should find their goods, 0 to 1
    :param made_on: the business day on which the replay was made

    >>> plan_levels(None, 0.95, made_on=None, today=date(2026, 11, 28)).basis.value
    'nothing_learnt'
    """
    if record is None or made_on is None or not record.learnt.by_goal:
        return LevelPlan(service, LevelBasis.NOTHING_LEARNT)
    if (today - made_on).days > LEARNT_AGE_DAYS_MAX:
        return LevelPlan(service, LevelBasis.TOO_OLD)
    choices = _usable(record, service)
    return LevelPlan(service, LevelBasis.LEARNT if choices else LevelBasis.UNUSABLE, choices)


def choose_levels(plan: LevelPlan, demand: ForecastDemand, history: DemandPanel | None) -> ChosenLevels:
    """Levels for products by the newest forecast of their ``demand``.

    :param history: the days before the order, those and no others; without it the plain rule holds
    """
    expected, dispersion, days, rows = demand.expected, demand.dispersion, demand.days, demand.rows
    count, plain = len(expected), LevelBasis.NO_HISTORY if plan.basis is LevelBasis.LEARNT else plan.basis
    units, spread, chance = expected.copy(), dispersion.copy(), np.full(count, plan.service)
    basis: list[LevelBasis] = [plain] * count
    forecast = [BLEND] * count
    if history is not None and plan.choices:
        for length in np.unique(days[rows >= 0]):
            here = np.nonzero((days == length) & (rows >= 0))[0]
            forecasts = _forecasts(expected[here], rows[here], history, int(length))
            first = forecasts[BLEND]
            classes = class_of(first.expected[:, 0], first.dispersion[:, 0])
            for place, row in enumerate(here.tolist()):
                choice = plan.choices[classes[place]]
                of = forecasts[choice.forecast]
                units[row], spread[row] = of.expected[place, 0], of.dispersion[place, 0]
                chance[row], basis[row], forecast[row] = choice.chance, LevelBasis.LEARNT, choice.forecast
    units, spread = np.round(units, EXPECTED_DECIMALS), np.round(spread, SPREAD_DECIMALS)
    varies = np.zeros(count) if demand.lead_variance is None else demand.lead_variance
    whole = with_lead_variance(units, spread, days.astype(np.float64), varies)
    levels = np.zeros(count, np.int64)
    for each in np.unique(chance):
        some = chance == each
        levels[some] = order_up_to(units[some], whole[some], float(each))
    # What nobody is expected to buy is not ordered, whatever it sold two months ago.
    levels[expected <= 0] = 0
    return ChosenLevels(units, spread, whole, chance, levels, tuple(basis), tuple(forecast))


def _forecasts(expected: Floats, rows: Ints, history: DemandPanel, days: int) -> Mapping[str, ReviewForecast]:
    """The forecasts that a replay learns from, as they are on the day of the order."""
    mean = mean_forecast(history, [history.day_count], SupplyRhythm(days, 0))
    own, spread = mean.expected[rows], mean.dispersion[rows]
    blend = expected[:, None]
    return {
        BLEND: ReviewForecast(blend, spread),
        MEAN: ReviewForecast(own, spread),
        THIRDS: ReviewForecast((2 * blend + own) / 3, spread),
    }


def _usable(record: ReplayRecord, service: float) -> tuple[LevelChoice, ...]:
    """The choices for a service, or none if any of them could not be ordered by."""
    choices = record.learnt.by_goal.get(_aim(record, service), ())
    good = all(
        each.forecast in (BLEND, MEAN, THIRDS) and isfinite(each.chance) and 0 < each.chance < 1 for each in choices
    )
    return choices if good and len(choices) == CLASSES else ()


def _aim(record: ReplayRecord, service: float) -> float:
    """The lowest aim from ``service`` on that filled as much on weeks that it was not learnt from; else the best one.

    Levels promise more on the weeks that taught them than they hold afterwards. 0 where nothing was learnt for it.
    """
    goals = sorted(goal for goal in record.learnt.by_goal if goal > service - _HAIR)
    fills = {point.strength: point.fill_rate for rule in record.rules if rule.name == LEARNT for point in rule.points}
    if not any(goal in fills for goal in goals):
        return next((goal for goal in goals if goal < service + _HAIR), 0.0)
    enough = (goal for goal in goals if fills.get(goal, 0.0) >= service)
    return next(enough, max(goals, key=lambda goal: fills.get(goal, 0.0)))
