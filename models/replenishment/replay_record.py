"""A replay as it is stored: what was compared, over which days, and the levels that were learnt on the way."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from models.replenishment.frontier import FrontierPoint, at_fill_rate
from models.replenishment.learnt_levels import LearntLevels, LevelChoice
from models.replenishment.rule_replay import LEARNT, RuleReplay
from models.replenishment.shelf_run import SupplyRhythm
from models.replenishment.spoiling_replay import SpoilingReplay


@dataclass(frozen=True, slots=True)
class ReplayRecord:
    """One replay: of ``goods`` products per location, over the days ``first_day`` to ``last_day``.

    ``spoiling``: that of the goods that spoil, which are not among the others.
    """

    id: int
    made_at: datetime
    first_day: date
    last_day: date
    goods: int
    rhythm: SupplyRhythm
    rules: tuple[RuleReplay, ...]
    learnt: LearntLevels
    spoiling: SpoilingReplay | None = None

    @property
    def best(self) -> RuleReplay:
        """Our own rule, or where there was too little history to learn from, the last that was replayed."""
        return next((rule for rule in self.rules if rule.name == LEARNT), self.rules[-1])

    def stock_between(self, low: float, high: float) -> tuple[float, float] | None:
        """Stock (minor units) that our own rule needs at one fill rate, and how much more it needs at a higher one.

        >>> from datetime import UTC
        >>> few = FrontierPoint(1, 0.9, 100, 3, 0, 0, 0, 0, 0), FrontierPoint(2, 1.0, 300, 9, 0, 0, 0, 0, 0)
        >>> day, rule = date(2026, 11, 27), RuleReplay("learnt", 0.95, few)
        >>> at = datetime(2026, 11, 28, tzinfo=UTC)
        >>> record = ReplayRecord(1, at, day, day, 1, SupplyRhythm(7, 3), (rule,), LearntLevels({}))
        >>> record.stock_between(0.9, 1.0)
        (100.0, 200.0)
        """
        stocks = [at_fill_rate(self.best.points, rate) for rate in (low, high)]
        if stocks[0] is None or stocks[1] is None:
            return None
        return stocks[0], stocks[1] - stocks[0]

    def figures_json(self) -> str:
        """All but the number, the instant and the days, as a JSON object."""
        learnt = [
            {"goal": goal, "classes": [[each.forecast, each.chance] for each in choices]}
            for goal, choices in self.learnt.by_goal.items()
        ]
        rules, spoiling = [asdict(rule) for rule in self.rules], self.spoiling and asdict(self.spoiling)
        figures = {"goods": self.goods, "rhythm": asdict(self.rhythm), "rules": rules, "learnt": learnt}
        return json.dumps({**figures, "spoiling": spoiling})

    @classmethod
    def of_json(cls, number: int, made_at: datetime, days: tuple[date, date], figures: str) -> ReplayRecord:
        """The replay that :meth:`figures_json` wrote; ``days`` are its first and last."""
        read = json.loads(figures)
        learnt = {each["goal"]: tuple(LevelChoice(*choice) for choice in each["classes"]) for each in read["learnt"]}
        rhythm = SupplyRhythm(**read["rhythm"])
        fresh = read.get("spoiling")
        spoiling = fresh and SpoilingReplay(fresh["goods"], SupplyRhythm(**fresh["rhythm"]), _rules(fresh["rules"]))
        return cls(number, made_at, *days, read["goods"], rhythm, _rules(read["rules"]), LearntLevels(learnt), spoiling)


def _rules(stored: list[dict[str, Any]]) -> tuple[RuleReplay, ...]:
    return tuple(
        RuleReplay(rule["name"], rule["nominal"], tuple(FrontierPoint(**point) for point in rule["points"]))
        for rule in stored
    )
