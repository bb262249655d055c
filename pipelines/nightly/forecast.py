"""The nightly forecast: learn from sales, predict demand, and save the prediction with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from math import isfinite
from statistics import median
from time import perf_counter

from models.demand.forecast import DemandForecast, forecast_panel
from models.demand.forecaster import Forecaster
from models.demand.panel import DemandPanel
from models.demand.selection import Score
from models.errors import Refused
from models.purchasing.supplier import chosen_terms, protection_days
from operations.access.actors import schedule_actor
from operations.progress import Progress, no_progress
from pipelines.nightly.demand_history import demand_history
from pipelines.nightly.save_forecast import save_forecast
from pipelines.peak_memory import peak_memory_mb
from store import purchasing, shop
from store.database.engine import Connection, Store
from store.demand import ForecastRun

HORIZON_DAYS, HORIZON_DAYS_MAX = 28, 91
#: The protection interval that forecasts are judged by where no supplier has one.
WINDOW_DAYS = 10
#: Steps of which progress is reported: read, learn (two of them), save.
STEPS = 4


class WrongHorizon(Refused):
    """A number of days that cannot be forecast."""

    code = "wrong_horizon"
    text = f"{{horizon_days}} days cannot be forecast. Nothing was changed; choose 1 to {HORIZON_DAYS_MAX} days."

    horizon_days: int


@dataclass(frozen=True, slots=True)
class ForecastOutcome:
    """What a run made: forecasts of ``products`` (per location) for each day ahead, ``rows`` in all.

    ``inactive``: products that have not sold for half a year. ``forecaster`` won the gate by its loss among ``losses``;
    none: there was not enough history to judge. ``wape`` and ``bias`` are the winner's over a protection interval.
    ``peak_memory_mb`` is that of the whole process, where the system reports it.
    """

    run_id: int
    cutoff: date
    horizon_days: int
    products: int
    inactive: int
    rows: int
    forecaster: str
    losses: dict[str, float]
    wape: float | None
    bias: float | None
    seconds: float
    peak_memory_mb: float | None


def forecast_demand(
    store: Store,
    *,
    at: datetime,
    horizon_days: int = HORIZON_DAYS,
    progress: Progress | None = None,
    learner: Forecaster | None = None,
) -> ForecastOutcome:
    """Forecast each active product at each location where it was sold or stocked.

    The days before ``at``'s business day are learned from. Raises :class:`NothingSold` or :class:`WrongHorizon`;
    nothing is changed then. ``learner`` replaces the usual boosting.
    """
    if not 1 <= horizon_days <= HORIZON_DAYS_MAX:
        raise WrongHorizon(horizon_days)
    begun, report_progress = perf_counter(), progress or no_progress
    report_progress("forecast", 0, STEPS)
    with store.view() as view:
        panel = demand_history(view, shop.get_shop(view).business_day(at), horizon_days)
        window_days = _window_days(view)
    report_progress("forecast", 1, STEPS)
    made = forecast_panel(panel, horizon_days=horizon_days, window_days=window_days, learner=learner)
    report_progress("forecast", 3, STEPS)
    run = save_forecast(store, schedule_actor(store), _run(made, panel, at, horizon_days, window_days), made.frames())
    report_progress("forecast", STEPS, STEPS)
    scores = {score.name: score for score in made.choice.scores}
    won = scores.get(run.forecaster)
    return ForecastOutcome(
        run_id=run.id,
        cutoff=made.cutoff,
        horizon_days=horizon_days,
        products=made.keys.height,
        inactive=made.inactive,
        rows=made.keys.height * horizon_days,
        forecaster=run.forecaster,
        losses={name: round(score.loss, 4) for name, score in scores.items()},
        wape=round(won.wape, 4) if won else None,
        bias=round(won.bias, 4) if won else None,
        seconds=round(perf_counter() - begun, 2),
        peak_memory_mb=peak_memory_mb(),
    )


def _window_days(view: Connection) -> int:
    """The middle protection interval of the suppliers' terms."""
    suppliers = purchasing.all_suppliers(view)
    terms = chosen_terms(purchasing.terms_in_force(view, shop.get_shop(view).currency)).values()
    days = [protection_days(suppliers[term.supplier_code], term) for term in terms]
    return round(median(days)) if days else WINDOW_DAYS


def _run(made: DemandForecast, panel: DemandPanel, at: datetime, horizon_days: int, window_days: int) -> ForecastRun:
    figures: dict[str, object] = {
        "products": made.keys.height,
        "inactive": made.inactive,
        "window_days": window_days,
        "spread": made.choice.spread,
        "candidates": {score.name: _figures(score) for score in made.choice.scores},
    }
    return ForecastRun(
        id=0,
        made_at=at,
        forecaster=made.choice.best.name,
        code_version=version("kassa"),
        first_day=panel.first_day,
        cutoff=made.cutoff,
        horizon_days=horizon_days,
        figures=figures,
    )


def _figures(score: Score) -> dict[str, float | None]:
    figures = {"loss": score.loss, "wape": score.wape, "bias": score.bias, "covered": score.covered}
    return {name: round(value, 4) if isfinite(value) else None for name, value in figures.items()}
