"""The port of every forecaster: learn from a history, then predict the days after one."""

from __future__ import annotations

from typing import Protocol

from models.demand.panel import DemandPanel, Floats


class FittedForecaster(Protocol):
    """What was learned."""

    def predict(self, history: DemandPanel, horizon_days: int, /) -> Floats:
        """[n, horizon] expected units on each of the days after the history's cutoff.

        The history may hold more or other days than the one that was learned from, of the same products' kind.
        """
        ...


class Forecaster(Protocol):
    """A way to forecast, with its settings."""

    @property
    def name(self) -> str:
        """Short name that is stored with the forecast."""
        ...

    def fit(self, history: DemandPanel, horizon_days: int, /) -> FittedForecaster:
        """Learn from a history to forecast up to so many days ahead."""
        ...
