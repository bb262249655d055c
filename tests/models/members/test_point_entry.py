"""Points by the day on which they end, against a reference that moves them one by one."""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from models.members.point_entry import PointLots, lots_of, share_back, split_by_sum
from models.members.point_rule import (
    PointRule,
    PointTerm,
    WrongPointRule,
    check_rule,
    expiry_of,
    read_rule,
    rule_on,
    write_rule,
)

DAY = date(2026, 11, 23)


class OneByOne:
    """The reference: each point is a day in a list, and each point that is owed is counted."""

    def __init__(self) -> None:
        self.points: list[date | None] = []
        self.debt = 0

    def add(self, points: int, day: date | None) -> None:
        for _ in range(points):
            if self.debt:
                self.debt -= 1
            else:
                self.points.append(day)
        for _ in range(-points):
            self.points.sort(key=lambda each: (each != day, each is None, each or date.min))
            if self.points:
                self.points.pop(0)
            else:
                self.debt += 1

    def by_day(self) -> dict[date | None, int]:
        return {day: self.points.count(day) for day in set(self.points)}


def _changes(chance: random.Random, entries: list[tuple[int, date | None]]) -> list[tuple[int, date | None]]:
    """Points come; or go by a return, of a day; or go at the till, those that end first."""
    points, day = chance.randint(-12, 12), chance.choice((DAY, DAY + timedelta(days=9), None))
    if points < 0 and chance.random() < 0.5:
        return [(-number, each) for each, number in lots_of(entries).parts(-points)]
    return [(points, day)]


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_points_are_those_that_are_moved_one_by_one() -> None:
    is_proof = bool(os.environ.get("KASSA_PROVE"))
    seed = random.randrange(10**9) if is_proof else 16
    chance = random.Random(seed)
    for _ in range(100_000 if is_proof else 300):
        reference, entries = OneByOne(), list[tuple[int, date | None]]()
        for _ in range(chance.randint(1, 8)):
            for number, day in _changes(chance, entries):
                entries.append((number, day))
                reference.add(number, day)
            lots = lots_of(entries)
            assert {day: number for day, number in lots.lots.items() if number} == reference.by_day(), f"seed {seed}"
            assert (lots.debt, lots.balance) == (reference.debt, sum(number for number, _ in entries))


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_all_parts_of_a_line_take_all_its_points_in_any_order() -> None:
    is_proof = bool(os.environ.get("KASSA_PROVE"))
    seed = random.randrange(10**9) if is_proof else 16
    chance = random.Random(seed)
    for _ in range(100_000 if is_proof else 300):
        points, whole = chance.randint(0, 500), chance.randint(1, 5000)
        gone = back = 0
        while gone < whole:
            part = chance.randint(1, whole - gone)
            share = share_back(points, whole, gone, part)
            assert share >= 0
            gone, back = gone + part, back + share
            assert back == points * gone // whole, f"seed {seed}"
        assert back == points


def test_points_that_end_are_those_of_days_up_to_today() -> None:
    lots = PointLots({DAY: 5, DAY + timedelta(days=1): 7, None: 9})
    assert lots.ended(DAY) == [(DAY, 5)]
    assert lots.parts(6) == [(DAY, 5), (DAY + timedelta(days=1), 1)]
    assert lots.parts(30)[-1] == (None, 9), "what is lacking comes last, and is of no day"
    assert split_by_sum([], 5) == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (PointRule(DAY, -1, 1), "points per unit"),
        (PointRule(DAY, 1000, 0), "worth something"),
        (PointRule(DAY, 1000, 1, months=121), "0 to 120 months"),
        (PointRule(DAY, 1000, 1, least=0), "fewest points"),
        (PointRule(DAY, 1000, 1, terms=(PointTerm(factor_milli=-1),)), "factor"),
        (PointRule(DAY, 1000, 1, terms=(PointTerm(weekdays=(7,)),)), "days or hours"),
        (PointRule(DAY, 1000, 1, terms=(PointTerm(from_minute=60, until_minute=60),)), "days or hours"),
        (PointRule(DAY, 1000, 1, terms=(PointTerm(),) * 51), "too many"),
    ],
)
def test_a_rule_that_nobody_can_mean_is_refused(wrong: PointRule, why: str) -> None:
    with pytest.raises(WrongPointRule, match=why):
        check_rule(wrong)


def test_a_rule_reads_as_it_was_written() -> None:
    term = PointTerm("dairy", "MILK", 2000, 500, (0, 6), 60, 120)
    rule = PointRule(DAY, 1500, 2, 12, 100, ("press",), (term,))
    assert read_rule(write_rule(rule)) == rule
    assert rule_on([rule], DAY - timedelta(days=1)) is None
    second = PointRule(DAY, 1, 2)
    assert rule_on([rule, second], DAY) == second, "of two of one day the later one counts"
    assert expiry_of(date(2026, 12, 31), 2) == date(2027, 3, 1)


def test_of_several_terms_the_greatest_counts() -> None:
    wall = datetime(2026, 11, 23, 9, tzinfo=UTC)
    terms = (PointTerm(category="dairy", factor_milli=2000), PointTerm(factor_milli=3000, until_minute=600))
    rule = PointRule(DAY, 1000, 1, excluded=("press",), terms=(*terms, PointTerm(sku="MILK", per_unit_milli=500)))
    assert rule.rates("MILK", "dairy", wall) == (3_000_000, 500)
    assert rule.rates("MILK", "dairy", wall.replace(hour=10)) == (2_000_000, 500)
    assert rule.rates("PAPER", "press", wall) == (0, 0)
