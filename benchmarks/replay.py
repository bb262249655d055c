"""Order rules replayed on a grocer's and a wholesaler's year: days of cover at equal service, all rules in one run.

Orders each 7 days, 3 days of lead time, lost sales, the last 12 weeks. The ratio is ours over the rival's.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from benchmarks.harness import Row
from benchmarks.replay_sets import SETS
from models.replenishment.frontier import at_fill_rate
from models.replenishment.rule_replay import LEARNT, Replay, replay
from models.replenishment.shelf_run import SupplyRhythm

NAME = "replay"
RATES = (0.95, 0.97)
#: What is held for a year's tenth of its value a month costs 0.3 % a day; a lost sale costs 30 % of its value.
HOLDING, LOSS = 0.003, 0.3
#: The most stock, against a rival, that we are content with.
GOALS = {
    ("grocer", "fixed", 0.95): 0.75,
    ("grocer", "textbook", 0.95): 0.83,
    ("grocer", "days", 0.95): 0.85,
    ("grocer", "lead_week", 0.95): 0.85,
    ("grocer", "fixed", 0.97): 0.7,
    ("grocer", "days", 0.97): 0.85,
    ("grocer", "lead_week", 0.97): 0.85,
}
COST_GOALS = {("wholesaler", "mean_binomial"): 1.02}


def run() -> list[Row]:
    """Rows of days of cover at 95 and 97 % fill, and of the least cost, for each data set and rival."""
    return [row for name, read in SETS.items() for row in _rows(name, replay(*read(), SupplyRhythm(7, 3)))]


def _rows(name: str, made: Replay) -> Iterator[Row]:
    cover = {
        (rule.name, rate): at_fill_rate(rule.points, rate, "cover_days") for rule, rate in product(made.rules, RATES)
    }
    costs = {rule.name: min(_cost(point.cover_days, point.fill_rate) for point in rule.points) for rule in made.rules}
    least = costs.pop(LEARNT)
    for rival, other in costs.items():
        for rate in RATES:
            ours, theirs = cover[LEARNT, rate], cover[rival, rate]
            against = f"{rival} ({'never' if theirs is None else f'{theirs:.1f}'})"
            ratio = ours / theirs if ours and theirs else None
            goal = GOALS.get((name, rival, rate)) if ratio else None
            yield Row(NAME, f"{name}, cover at {rate:.0%}", ours or float("nan"), "days", against, ratio, goal)
        goal = COST_GOALS.get((name, rival))
        yield Row(NAME, f"{name}, least cost", 100 * least, "% of sales", rival, least / other, goal)


def _cost(cover_days: float, fill_rate: float) -> float:
    """Holding and lost sales per unit of value that is wanted."""
    return HOLDING * cover_days + LOSS * (1 - fill_rate)
