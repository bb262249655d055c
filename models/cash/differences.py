"""What was too much or too little in counted drawers, summed by whoever is asked about."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from models.cash.z_report import ZReport
from models.facts.day import DrawerSum

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class CashDifference:
    """The counted drawers of somebody: how many, what was too much in all, and what was too little (below zero)."""

    counted: int = 0
    over: int = 0
    short: int = 0

    def with_drawer(self, difference: int) -> CashDifference:
        """The same with one more counted drawer."""
        return CashDifference(self.counted + 1, self.over + max(difference, 0), self.short + min(difference, 0))


def who_counted(report: ZReport, drawer: DrawerSum) -> str:
    """The operator whose drawer it is; of everybody's drawer, who closed the day."""
    return drawer.owner or report.operator


def differences_by(reports: Iterable[ZReport], key: Callable[[ZReport, DrawerSum], _Key]) -> dict[_Key, CashDifference]:
    """Over and short of every counted drawer in the reports, by ``key``; over and short are not set off."""
    sums: dict[_Key, CashDifference] = {}
    for report in reports:
        for drawer in report.figures.drawers:
            if drawer.counted is not None:
                whose = key(report, drawer)
                sums[whose] = sums.get(whose, CashDifference()).with_drawer(drawer.counted - drawer.expected)
    return sums
