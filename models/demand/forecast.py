"""A forecast of everything: the best in the back-test for what sells, the smoothing for the long tail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from models.demand.baseline import SeasonalSmoothing
from models.demand.censoring import clean
from models.demand.forecaster import Forecaster
from models.demand.guard import limited
from models.demand.intervals import DISPERSION_MAX, demand_quantile, dispersions
from models.demand.panel import DemandPanel, Flags, Floats
from models.demand.selection import Choice, choose

#: A product that sold on so many of the newest days takes the best forecaster; the others are the long tail.
HEAD_SALE_DAYS, HEAD_DAYS = 4, 91
#: What sold on none of so many days, and is not out of stock, is not forecast.
INACTIVE_DAYS = 182
QUANTILES = {"p50": 0.5, "p80": 0.8, "p95": 0.95}


@dataclass(frozen=True, slots=True)
class DemandForecast:
    """Expected units [n, horizon] on each day after the cutoff, with their dispersion [n].

    ``keys``: location_id (i32) and sku (str) per row; ``inactive``: how many products were left out.
    """

    keys: pl.DataFrame
    cutoff: date
    means: Floats
    dispersion: Floats
    choice: Choice
    inactive: int

    def frames(self, size: int = 4096) -> Iterator[pl.DataFrame]:
        """The forecast in parts of so many products, one row per location, SKU and day.

        Columns location_id, sku, day, mean, dispersion (f64), and the quantiles p50, p80, p95 of the day.
        """
        horizon = self.means.shape[1]
        days = [self.cutoff + timedelta(1 + ahead) for ahead in range(horizon)]
        for start in range(0, self.keys.height, size):
            rows = slice(start, min(start + size, self.keys.height))
            mean = self.means[rows].astype(np.float64).reshape(-1)
            spread = np.repeat(self.dispersion[rows].astype(np.float64), horizon)
            quantiles = {name: demand_quantile(mean, spread, level) for name, level in QUANTILES.items()}
            repeated = self.keys[np.repeat(np.arange(rows.start, rows.stop), horizon)]
            yield repeated.with_columns(
                day=pl.Series(days * (rows.stop - rows.start)), mean=mean, dispersion=spread, **quantiles
            )


def forecast_panel(
    panel: DemandPanel, *, horizon_days: int, window_days: int, learner: Forecaster | None = None
) -> DemandForecast:
    """Forecast every product of the panel that is active.

    :param horizon_days: days ahead
    :param window_days: the protection interval that the gate judges by
    """
    active = panel.take(np.nonzero(~inactive(panel))[0])
    head = sells(active)
    choice = choose(active.take(np.nonzero(head)[0]), window_days=window_days, learner=learner)
    means = np.zeros((active.size, horizon_days), np.float32)
    spread = np.ones(active.size, np.float32)
    for chosen, forecaster in ((head, choice.best), (~head, SeasonalSmoothing())):
        rows = np.nonzero(chosen)[0]
        if len(rows):
            means[rows], spread[rows] = forecast_by(forecaster, active.take(rows), horizon_days)
    spread = np.minimum(spread * choice.spread, DISPERSION_MAX)
    return DemandForecast(active.keys, panel.cutoff, means, spread, choice, panel.size - active.size)


def forecast_by(forecaster: Forecaster, panel: DemandPanel, horizon_days: int) -> tuple[Floats, Floats]:
    """Means [n, horizon] and dispersion [n] by one forecaster, from the cleaned history and within the guards."""
    history = clean(panel)
    means = forecaster.fit(history, horizon_days).predict(history, horizon_days)
    return limited(means, history), dispersions(history)


def inactive(panel: DemandPanel) -> Flags:
    """[n] whether a product sold nothing for long although it could have."""
    sold = (np.nan_to_num(panel.units[:, -INACTIVE_DAYS:]) > 0).any(axis=1)
    return np.asarray(~sold & ~panel.censored[:, -1])


def sells(panel: DemandPanel) -> Flags:
    """[n] whether a product sold on enough of the newest days to be learned from."""
    sale_days = (np.nan_to_num(panel.units[:, -HEAD_DAYS:]) > 0).sum(axis=1)
    return np.asarray(sale_days >= HEAD_SALE_DAYS)
