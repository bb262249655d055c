"""Who shops at the demo shop: invented households, their tastes, and what one visit puts into the basket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.household import Household
from pipelines.demo.assortment import Good

HOUSEHOLDS = 600
#: The share of visits whose customer is known.
KNOWN = 0.35
INCOME_GROUPS = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of household: its share, who they are, and how much more of some categories they buy."""

    name: str
    share: float
    ages: tuple[str, ...]
    sizes: tuple[str, ...]
    taste: dict[str, float]


KINDS = (
    Kind("student", 0.18, ("18-24", "25-34"), ("1", "2"), {"frozen": 1.8, "drinks": 1.5, "cafe": 1.5, "papers": 0.3}),
    Kind("couple", 0.22, ("25-34", "35-44", "45-54"), ("2",), {"deli": 1.3, "coffee": 1.4, "fruit": 1.2}),
    Kind("family", 0.30, ("25-34", "35-44", "45-54"), ("3", "4", "5+"), {"dairy": 1.6, "bread": 1.4, "sweets": 1.3}),
    Kind("single", 0.12, ("35-44", "45-54", "55-64"), ("1",), {"frozen": 1.4, "tobacco": 1.6, "tickets": 1.4}),
    Kind("pensioner", 0.18, ("65-74", "75+"), ("1", "2"), {"papers": 2.6, "coffee": 1.6, "fruit": 1.3, "tobacco": 0.6}),
)
#: The mean number of different goods in a basket, by kind of household; a family shops more at once.
BASKET_SIZE = {"student": 2.4, "couple": 3.4, "family": 4.8, "single": 2.8, "pensioner": 3.6}

PIECES = (0.86, 0.96, 0.99)
LEAST_GRAMS, GRAMS_SPREAD, GRAMS_STEP = 150, 1450, 5


def make_households(rng: np.random.Generator) -> list[tuple[Household, int]]:
    """The known households, each with the number of its kind."""
    made = []
    shares = np.cumsum([kind.share for kind in KINDS])
    for number in range(1, HOUSEHOLDS + 1):
        which = int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))
        kind = KINDS[which]
        age, size, income = (
            options[int(rng.random() * len(options))] for options in (kind.ages, kind.sizes, INCOME_GROUPS)
        )
        made.append((Household(f"H{number:04d}", age, income, size, kind.name), which))
    return made


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer: who, when (seconds after opening), and what is wanted: (good, thousandths of its unit)."""

    household: str | None
    second: int
    wanted: tuple[tuple[int, int], ...]


class Crowd:
    """The customers of one location. ``known`` are its households with their kinds."""

    def __init__(self, goods: Sequence[Good], known: Sequence[tuple[Household, int]]) -> None:
        self._loose = np.array([good.is_loose for good in goods])
        self._taste = np.array([[kind.taste.get(good.product.category, 1.0) for good in goods] for kind in KINDS])
        self._known = known
        self._shares = np.cumsum([kind.share for kind in KINDS])

    def visits(self, count: int, seconds: int, weights: NDArray[np.float64], rng: np.random.Generator) -> list[Visit]:
        """``count`` visits within ``seconds``, in the order of time; ``weights`` is how well each good sells today."""
        when = np.sort(_moments(count, seconds, rng))
        named = rng.random(count) < KNOWN
        person = (rng.random(count) * len(self._known)).astype(int)
        kinds = np.searchsorted(self._shares, rng.random(count) * self._shares[-1], side="right")
        kinds = np.where(named, [self._known[p][1] for p in person], kinds)
        sizes = _sizes(kinds, rng)
        goods = self._goods(np.repeat(kinds, sizes), weights, rng)
        amounts = self._amounts(goods, rng)
        ends = np.cumsum(sizes)
        visits = []
        for i in range(count):
            part = slice(ends[i] - sizes[i], ends[i])
            household = self._known[person[i]][0].code if named[i] else None
            visits.append(Visit(household, int(when[i]), _merged(goods[part].tolist(), amounts[part].tolist())))
        return visits

    def _goods(
        self, kinds: NDArray[np.int64], weights: NDArray[np.float64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        draws = rng.random(len(kinds))
        goods = np.zeros(len(kinds), np.int64)
        for which in range(len(KINDS)):
            members = kinds == which
            shares = np.cumsum(weights * self._taste[which])
            goods[members] = np.searchsorted(shares, draws[members] * shares[-1], side="right")
        return goods

    def _amounts(self, goods: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        draws = rng.random(len(goods))
        pieces = 1 + np.searchsorted(PIECES, draws, side="right")
        grams = LEAST_GRAMS + (draws**2 * GRAMS_SPREAD / GRAMS_STEP).astype(np.int64) * GRAMS_STEP
        return np.where(self._loose[goods], grams, 1000 * pieces)


def _moments(count: int, seconds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Seconds after opening: an even flow all day with a crowd in the late afternoon."""
    even = rng.random(count)
    crowd = np.clip(0.68 + 0.13 * (rng.random(count) + rng.random(count) - 1), 0, 1)
    return (np.where(rng.random(count) < 0.35, crowd, even) * (seconds - 1)).astype(np.int64)


def _sizes(kinds: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """How many goods: geometric, at least one, with the mean of the kind."""
    means = np.array([BASKET_SIZE[kind.name] for kind in KINDS])[kinds]
    drawn = 1 + np.log1p(-rng.random(len(kinds))) / np.log1p(-1 / means)
    return np.minimum(drawn.astype(np.int64), 25)


def _merged(goods: list[int], amounts: list[int]) -> tuple[tuple[int, int], ...]:
    wanted: dict[int, int] = {}
    for good, amount in zip(goods, amounts, strict=True):
        wanted[good] = wanted.get(good, 0) + amount
    return tuple(wanted.items())
