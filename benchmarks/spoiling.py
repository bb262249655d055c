"""Goods that spoil in three days: what is thrown away at equal service, all rules in one run.

Then in whole cases: lost margin and waste together where the last case is weighed, over those where cases are rounded
up.

Fresh goods of the grocer, an order a day, one day of lead time, lost sales, the last 12 weeks. Goods cost 70 % of what
they bring. The ratio is ours over the rival's.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.harness import Row
from benchmarks.replay_sets import fresh_grocer
from models.replenishment.frontier import at_fill_rate
from models.replenishment.shelf_run import SpoilingTerms, SupplyRhythm
from models.replenishment.spoiling_replay import SPOILING, WEEKDAY, WEEKDAY_BINOMIAL, replay_spoiling

NAME = "spoiling"
SHELF_LIFE_DAYS, FILL_RATE = 3, 0.95
#: Units of a case; what a lost sale costs of its price; the most that weighed cases may cost, against rounded ones.
CASES, MARGIN, CASES_GOAL = (6, 12), 0.3, 0.85
#: The most waste, against a rival, that we are content with.
GOALS = {WEEKDAY: 0.5, WEEKDAY_BINOMIAL: 0.5}


def run() -> list[Row]:
    """Rows of the share thrown away at 95 % fill, for each rival, and of our own rule at the costs as they are."""
    panel, values = fresh_grocer()
    terms = SpoilingTerms(np.full(panel.size, SHELF_LIFE_DAYS))
    made = replay_spoiling(panel, values, SupplyRhythm(1, 1), terms)
    waste = {rule.name: at_fill_rate(rule.points, FILL_RATE, "waste_share") for rule in made.rules}
    ours = waste.pop(SPOILING) or float("nan")
    metric = f"thrown away at {FILL_RATE:.0%}, {made.goods} goods"
    rows = []
    for rival, theirs in waste.items():
        against = f"{rival} ({'never' if theirs is None else f'{theirs:.1%}'})"
        ratio = ours / theirs if theirs else None
        rows.append(Row(NAME, metric, 100 * ours, "%", against, ratio, GOALS.get(rival) if ratio else None))
    point = made.ours
    rows.append(
        Row(
            NAME, f"thrown away where waste weighs its cost, {point.fill_rate:.1%} filled", 100 * point.waste_share, "%"
        )
    )
    return rows + [_in_cases(units) for units in CASES]


def _in_cases(units: int) -> Row:
    """Lost margin and waste a week of whole cases, beside what is wanted at cost."""
    panel, values = fresh_grocer()
    terms = SpoilingTerms(np.full(panel.size, SHELF_LIFE_DAYS), packs=np.full(panel.size, float(units)))
    weighed, up = (
        replay_spoiling(panel, values, SupplyRhythm(1, 1), replace(terms, rounds_up=rounds_up)).ours
        for rounds_up in (False, True)
    )
    ours, theirs = (each.lost_a_week * MARGIN + each.wasted_a_week for each in (weighed, up))
    metric = f"lost margin and waste, cases of {units}, {weighed.fill_rate:.1%} filled"
    against = f"rounded up ({theirs / 100:.0f}, {up.fill_rate:.1%} filled)"
    return Row(NAME, metric, ours / 100, "a week", against, ours / theirs, CASES_GOAL)
