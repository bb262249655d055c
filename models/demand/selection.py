"""Model selection by back-test: which forecaster is used, by the past weeks it would have had to cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.demand.baseline import RecentMean, SeasonalSmoothing
from models.demand.boosting import Boosting
from models.demand.censoring import clean
from models.demand.evaluation import LEVELS, bias, coverage, pinball, rolling_origins, wape, window_totals, windows
from models.demand.forecaster import FittedForecaster, Forecaster
from models.demand.guard import limited
from models.demand.intervals import demand_quantile, dispersions
from models.demand.panel import DemandPanel, Floats

BLEND = "blend"
ORIGINS = 4
#: Days of history before the first origin, below which nothing can be judged.
HISTORY_DAYS_MIN = 56
#: A richer forecaster must be better by this share.
GAIN_MIN = 0.01
#: Products that are judged at most; more would not change the verdict, only the time.
PRODUCTS_MAX = 2000
#: Below so many products the blend trusts the smoothing as much as the learner.
FEW_PRODUCTS = 200
LEARNER_SHARE, LEARNER_SHARE_OF_FEW = 0.8, 0.5
#: The level at which stock is planned, and factors on the dispersion that are tried for it.
SERVICE_LEVEL = 0.95
SPREADS = (1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Blend:
    """A weighted mean of a learner and the smoothing."""

    learner: Forecaster
    smoothing: Forecaster
    name: str = BLEND

    def fit(self, history: DemandPanel, horizon_days: int) -> FittedBlend:
        """Both learn from the same history."""
        parts = (self.learner.fit(history, horizon_days), self.smoothing.fit(history, horizon_days))
        return FittedBlend(*parts)


@dataclass(frozen=True, slots=True)
class FittedBlend:
    """Two fitted forecasters."""

    learner: FittedForecaster
    smoothing: FittedForecaster

    def predict(self, history: DemandPanel, horizon_days: int) -> Floats:
        """[n, horizon] the weighted mean."""
        parts = (each.predict(history, horizon_days) for each in (self.learner, self.smoothing))
        return blended(*parts)


@dataclass(frozen=True, slots=True)
class Score:
    """How a candidate did: loss per unit demanded, error and bias of totals, share covered at 0.95."""

    name: str
    loss: float
    wape: float
    bias: float
    covered: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The best forecaster, the factor on its dispersion, and the scores that decided, simplest candidate first."""

    best: Forecaster
    spread: float
    scores: tuple[Score, ...]


def blended(learner: Floats, smoothing: Floats) -> Floats:
    """The blend of two forecasts [n, horizon] of the same products.

    >>> blended(np.array([[10]], np.float32), np.array([[6]], np.float32)).tolist()
    [[8.0]]
    """
    share = LEARNER_SHARE if len(learner) >= FEW_PRODUCTS else LEARNER_SHARE_OF_FEW
    return (share * learner + (1 - share) * smoothing).astype(np.float32)


def choose(panel: DemandPanel, *, window_days: int, learner: Forecaster | None = None) -> Choice:
    """The best forecaster for a panel, by the pinball loss of totals over ``window_days``.

    The candidates are, from the simplest, the mean of 56 days, the seasonal smoothing, the learner and the blend of
    both. The learner learns once, from what the oldest origin had seen.
    """
    learner = learner or Boosting()
    smoothing = SeasonalSmoothing()
    candidates: tuple[Forecaster, ...] = (RecentMean(), smoothing, learner, Blend(learner, smoothing))
    origins = rolling_origins(panel.day_count, window_days, count=ORIGINS)
    origins = [origin for origin in origins if origin >= HISTORY_DAYS_MIN]
    if not origins or not panel.size:
        return Choice(candidates[panel.day_count >= HISTORY_DAYS_MIN], 1.0, ())
    trial = _trial(_sample(panel), window_days, learner, origins)
    if not np.nansum(trial.actual):
        return Choice(smoothing, 1.0, ())
    scores = tuple(_score(candidate.name, trial, 1.0) for candidate in candidates)
    best = best_of([score.loss for score in scores])
    spread = min(SPREADS, key=lambda factor: _loss(candidates[best].name, trial, factor, (SERVICE_LEVEL,)))
    return Choice(candidates[best], spread, scores)


def best_of(losses: Sequence[float]) -> int:
    """The number of the best candidate, by their losses from the simplest to the richest.

    A richer one takes over only if it is better by :data:`GAIN_MIN`.

    >>> best_of([0.2440, 0.2377, 0.2326, 0.2321])
    2
    """
    best = 0
    for place, loss in enumerate(losses):
        if loss < (1 - GAIN_MIN) * losses[best]:
            best = place
    return best


@dataclass(frozen=True, slots=True)
class _Trial:
    """What was sold and what each candidate expected over every window, and the dispersion then; all [origins * n]."""

    actual: NDArray[np.float64]
    expected: dict[str, NDArray[np.float64]]
    dispersion: NDArray[np.float64]


def _trial(panel: DemandPanel, window_days: int, learner: Forecaster, origins: list[int]) -> _Trial:
    mean, smoothing = RecentMean(), SeasonalSmoothing()
    learned = learner.fit(clean(panel.until(origins[0])), window_days)
    actual, spreads = [], []
    expected: dict[str, list[NDArray[np.float64]]] = {}
    for past, units in windows(panel, window_days, origins):
        history = clean(past)
        means = {
            name: limited(each.predict(history, window_days), history)
            for name, each in ((mean.name, mean), (smoothing.name, smoothing), (learner.name, learned))
        }
        means[BLEND] = blended(means[learner.name], means[smoothing.name])
        for name, forecast in means.items():
            total, ahead = window_totals(units, forecast)
            expected.setdefault(name, []).append(ahead)
        actual.append(total)
        spreads.append(dispersions(history).astype(np.float64))
    joined = {name: np.concatenate(parts) for name, parts in expected.items()}
    return _Trial(np.concatenate(actual), joined, np.concatenate(spreads))


def _score(name: str, trial: _Trial, spread: float) -> Score:
    quantile = demand_quantile(np.nan_to_num(trial.expected[name]), trial.dispersion * spread, SERVICE_LEVEL)
    return Score(
        name=name,
        loss=_loss(name, trial, spread, LEVELS),
        wape=wape(trial.actual, trial.expected[name]),
        bias=bias(trial.actual, trial.expected[name]),
        covered=coverage(trial.actual, quantile),
    )


def _loss(name: str, trial: _Trial, spread: float, levels: tuple[float, ...]) -> float:
    """Mean pinball loss over ``levels`` per unit that was demanded."""
    has_value = ~np.isnan(trial.actual)
    actual, mean, dispersion = (
        trial.actual[has_value],
        trial.expected[name][has_value],
        trial.dispersion[has_value] * spread,
    )
    losses = [pinball(actual, demand_quantile(mean, dispersion, level), level).sum() for level in levels]
    return float(np.mean(losses) / actual.sum())


def _sample(panel: DemandPanel) -> DemandPanel:
    """At most :data:`PRODUCTS_MAX` products, evenly from the whole."""
    if panel.size <= PRODUCTS_MAX:
        return panel
    return panel.take(np.linspace(0, panel.size - 1, PRODUCTS_MAX).astype(np.int64))
