"""One gradient-boosted model for all products: Poisson loss on demand against its own level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from models.demand.baseline import GroupTotals, SeasonalSmoothing, group_totals
from models.demand.censoring import USUAL_DAYS_MAX
from models.demand.features import feature_rows
from models.demand.forecaster import FittedForecaster
from models.demand.panel import DemandPanel, Floats

#: Fewer rows teach nothing that the smoothing does not know.
ROWS_MIN = 5_000
#: A training origin has seen at least nine weeks; a product counts after two weeks.
ORIGIN_DAYS_MIN, PRODUCT_DAYS_MIN = 63, 14
ORIGIN_STEP_DAYS = 7
PRODUCTS_MIN = 256


@dataclass(frozen=True, slots=True)
class Boosting:
    """Settings. ``rows_max`` bounds time and memory: training takes rows by lot from ``origins`` past weeks."""

    rows_max: int = 100_000
    origins: int = 26
    trees: int = 100
    seed: int = 0
    name: str = "boosted"

    def fit(self, history: DemandPanel, horizon_days: int) -> FittedForecaster:
        """Learn from past origins; with fewer than :data:`ROWS_MIN` rows the seasonal smoothing stands in."""
        rows = training_rows(history, horizon_days, self)
        if rows is None or len(rows.target) < ROWS_MIN:
            return SeasonalSmoothing()
        learner = HistGradientBoostingRegressor(
            loss="poisson",
            max_iter=self.trees,
            learning_rate=0.08,
            max_bins=127,
            max_leaf_nodes=31,
            min_samples_leaf=100,
            l2_regularization=1.0,
            max_features=0.6,
            early_stopping=False,
            random_state=self.seed,
            categorical_features=[name == "group" for name in rows.names],
            monotonic_cst=[int(name == "campaign") for name in rows.names],
        )
        with _one_thread():
            learner.fit(_filled(rows.values), rows.target / rows.level, sample_weight=rows.level)
        return FittedBoosting(learner)


@dataclass(frozen=True, slots=True)
class FittedBoosting:
    """A learned model. Its answer is a ratio to the product's level, so it holds for products it never saw."""

    learner: HistGradientBoostingRegressor

    def predict(self, history: DemandPanel, horizon_days: int) -> Floats:
        """[n, horizon] level times learned ratio, the ratio at most 60."""
        totals = group_totals(history)
        out = np.empty((history.size, horizon_days), np.float32)
        for rows, part in history.chunks(size=2048):
            features = feature_rows(part, totals, horizon_days)
            with _one_thread():
                ratio = np.clip(self.learner.predict(_filled(features.values)), 0, USUAL_DAYS_MAX)
            out[rows] = ratio.reshape(part.size, horizon_days) * features.level[:, None]
        return out


@dataclass(frozen=True, slots=True)
class TrainingRows:
    """``values``: [rows, features]; ``target``: units of the day; ``level``: the product's level at the origin."""

    names: tuple[str, ...]
    values: Floats
    target: Floats
    level: Floats


def training_rows(history: DemandPanel, horizon_days: int, settings: Boosting) -> TrainingRows | None:
    """Rows by lot from past origins whose horizons lie within the history; ``None`` if it is too short."""
    newest = history.day_count - horizon_days
    origins = [newest - ORIGIN_STEP_DAYS * back for back in range(settings.origins)]
    origins = [origin for origin in origins if origin >= ORIGIN_DAYS_MIN]
    if not origins or not history.size:
        return None
    rng = np.random.default_rng(settings.seed)
    rows = settings.rows_max // len(origins)
    # Four times as many products as the rows would fill: the days of one product are much alike.
    products = min(history.size, max(PRODUCTS_MIN, 4 * rows // horizon_days))
    totals = group_totals(history)
    parts = []
    for origin in origins:
        some = history.take(np.sort(rng.choice(history.size, products, replace=False)))
        parts.append(_lot(_rows_at(some, totals, origin, horizon_days), rows, rng))
    return TrainingRows(
        parts[0].names,
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.target for part in parts]),
        np.concatenate([part.level for part in parts]),
    )


def _rows_at(history: DemandPanel, totals: GroupTotals, origin: int, horizon_days: int) -> TrainingRows:
    """The features when ``origin`` days had passed, and the units that followed; only days with a value."""
    past = history.until(origin)
    features = feature_rows(past, totals, horizon_days)
    actual = history.units[:, origin : origin + horizon_days]
    useful = ~np.isnan(actual) & (past.open.sum(axis=1) >= PRODUCT_DAYS_MIN)[:, None]
    at = np.nonzero(useful.reshape(-1))[0]
    level = np.repeat(features.level, horizon_days)[at]
    target = np.minimum(actual.reshape(-1)[at], USUAL_DAYS_MAX * level)
    return TrainingRows(features.names, features.values[at], target, level)


def _lot(rows: TrainingRows, count: int, rng: np.random.Generator) -> TrainingRows:
    if len(rows.target) <= count:
        return rows
    at = np.sort(rng.choice(len(rows.target), count, replace=False))
    return TrainingRows(rows.names, rows.values[at], rows.target[at], rows.level[at])


def _one_thread() -> threadpool_limits:
    """OpenMP's threads wait for each other: with a busy till beside them, two were fifteen times slower than one."""
    return threadpool_limits(limits=1, user_api="openmp")


def _filled(values: Floats) -> Floats:
    """The same, with 0 in columns that are NaN throughout: scikit-learn 1.9.1 cannot bin such a column."""
    empty = np.isnan(values).all(axis=0)
    return np.where(empty, np.float32(0), values) if empty.any() else values
