"""Whole cases of goods that spoil: whether the last case saves more in lost sales than it costs in waste."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.demand.intervals import chance_covered

Floats = NDArray[np.float64]
#: A hair more than a whole case is that case: sums of floats are not exact.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """What the levels [n] of goods that spoil are made from; see ``spoiling.spoiling_levels``."""

    expected: Floats
    life_expected: Floats
    dispersion: Floats
    ratio: Floats

    def at(self, review: int) -> LevelFigures:
        """Those of one review, of figures [n, reviews]."""
        each = (self.expected, self.life_expected, self.dispersion, self.ratio)
        return LevelFigures(*(figures[:, review] for figures in each))


def mean_left(expected: Floats, dispersion: Floats, units: Floats) -> Floats:
    """E[(y - D)+], [n] units that are left on average of so many units y when the demand D has been served.

    Of negative binomial demand: y F(y) - mean F1(y - 1), F1 with one more in its shape (r + 1), because
    d P(D = d; r) = mean P(D = d - 1; r + 1).

    >>> one = np.ones(1)
    >>> mean_left(10 * one, 1.5 * one, 8 * one).round(4).tolist()
    [0.6702]
    >>> mean_left(10 * one, 1.5 * one, 8.5 * one).round(4).tolist()  # half of what one unit more adds
    [0.8588]
    """
    whole = np.floor(units + _HAIR)
    spread = np.maximum(dispersion, 1.001)
    once_more = chance_covered(expected + spread - 1, spread, whole - 1)
    left = units * chance_covered(expected, spread, whole) - np.maximum(expected, 0.0) * once_more
    return np.where(units > 0, np.maximum(left, 0.0), 0.0)


def last_case(figures: LevelFigures, position: Floats, pack: Floats) -> tuple[Floats, Floats]:
    """Units [n] that a case saves from being asked for in vain, and units of it that are thrown away.

    :param position: [n] units that are there without it, :param pack: [n] units of a case

    >>> one = np.ones(1)
    >>> figures = LevelFigures(10 * one, 20 * one, 1.5 * one, 9 / 7 * one)
    >>> [each.round(2).tolist() for each in last_case(figures, 9 * one, 12 * one)]
    [[2.03], [2.72]]
    """
    after = position + pack
    spare = [
        mean_left(units, figures.dispersion, after) - mean_left(units, figures.dispersion, position)
        for units in (figures.expected, figures.life_expected)
    ]
    return pack - spare[0], spare[1]


def weighed_cases(figures: LevelFigures, position: Floats, missing: Floats, pack: Floats) -> Floats:
    """Whole cases [n]: as many as fit into what is missing, and one more if it saves more than it costs.

    The sum over the units of the case of what decides about one unit in ``spoiling.spoiling_levels``. What one unit
    more costs only grows, so no other number of cases costs less.

    >>> one = np.ones(1)
    >>> figures = LevelFigures(10 * one, 20 * one, 1.5 * one, 9 / 7 * one)  # the level is 15
    >>> [float(weighed_cases(figures, there * one, (15 - there) * one, 12 * one)[0]) for there in (14, 9, 2)]
    [0.0, 0.0, 1.0]
    """
    full = np.floor(missing / pack + _HAIR)
    is_part = missing - full * pack > _HAIR * pack
    saved, spoilt = last_case(figures, position + full * pack, pack)
    return np.asarray(full + (is_part & (figures.ratio * saved >= spoilt)))
