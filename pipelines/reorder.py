"""What to order today: from the newest forecast, what is on the shelf and what is on its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.errors import Refused
from models.money import Money
from models.purchasing.supplier import Supplier, SupplierTerm
from models.replenishment.policy import SERVICE_LEVEL, order_up_to
from models.replenishment.proposal import ProposalLine, Target, propose_line
from models.replenishment.protection import demand_over
from operations.planning import keep_proposals
from store import planning, purchasing, shop, stock
from store.engine import Store
from store.planning import ForecastRun

#: A forecast that saw its last day longer ago says too little about tomorrow.
FORECAST_AGE_DAYS_MAX = 7
#: Products without terms that are named; the rest are counted.
NAMED_MAX = 20


class NoForecast(Refused):
    """Nothing says what will be sold."""

    code = "no_forecast"

    def __init__(self) -> None:
        super().__init__("There is no forecast yet. Nothing was proposed; run 'kassa run forecast' first.")


class ForecastTooOld(Refused):
    """The newest forecast saw its last day too long ago."""

    code = "forecast_too_old"

    def __init__(self, cutoff: date, today: date) -> None:
        self.cutoff, self.today = cutoff, today
        super().__init__(
            f"The newest forecast saw sales up to {cutoff}, more than {FORECAST_AGE_DAYS_MAX} days before {today}. "
            "Nothing was proposed; run 'kassa run forecast' first."
        )


@dataclass(frozen=True, slots=True)
class ReorderOutcome:
    """What a run proposed: proposals (one per location and supplier), their lines and cost without tax.

    ``without_terms``: SKUs that are forecast but that no supplier offers, the first few by name.
    """

    run_id: int
    business_day: date
    products: int
    proposals: int
    lines: int
    cost: Money
    without_terms_count: int
    without_terms: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is known of every product: terms, what is on hand and on order per location and SKU."""

    terms: Mapping[str, SupplierTerm]
    suppliers: Mapping[str, Supplier]
    on_hand: Mapping[tuple[int, str], Decimal]
    on_order: Mapping[tuple[int, str], Decimal]

    def protection_days(self, sku: str) -> int:
        term = self.terms[sku]
        supplier = self.suppliers[term.supplier_code]
        lead_time_days = supplier.lead_time_days if term.lead_time_days is None else term.lead_time_days
        return lead_time_days + supplier.review_period_days


def reorder(store: Store, *, at: datetime, service_level: float = SERVICE_LEVEL) -> ReorderOutcome:
    """Propose orders for every product that is forecast and that a supplier offers.

    Raises :class:`NoForecast`, :class:`ForecastTooOld` or
    :class:`models.replenishment.policy.WrongServiceLevel`; nothing is changed then.
    """
    begun = perf_counter()
    with store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(at)
        run = _usable_run(planning.newest_run(view), today)
        ahead = planning.forecast_of(view, run.id).filter(pl.col("day") >= today)
        shelf = _Shelf(
            terms=preferred(purchasing.terms_in_force(view, company.currency)),
            suppliers=purchasing.all_suppliers(view),
            on_hand=stock.levels(view),
            on_order=purchasing.on_order(view),
        )
    without = ahead.select("sku").unique().filter(~pl.col("sku").is_in(list(shelf.terms)))["sku"].sort().to_list()
    offered = ahead.filter(pl.col("sku").is_in(list(shelf.terms)))
    wanted = _lines(offered, shelf, service_level)
    made = keep_proposals(store, run.id, wanted, at=at)
    return ReorderOutcome(
        run_id=run.id,
        business_day=today,
        products=offered.select("location_id", "sku").n_unique(),
        proposals=len(made),
        lines=sum(len(each.lines) for each in made),
        cost=sum((each.cost for each in made), start=Money(0, company.currency)),
        without_terms_count=len(without),
        without_terms=tuple(without[:NAMED_MAX]),
        seconds=round(perf_counter() - begun, 3),
    )


def preferred(terms: Iterable[SupplierTerm]) -> dict[str, SupplierTerm]:
    """The terms that each SKU is ordered by: a preferred supplier's, then the cheapest."""
    ranked = sorted(terms, key=lambda term: (term.sku, not term.preferred, term.cost.minor, term.supplier_code))
    return {term.sku: term for term in reversed(ranked)}


def _usable_run(run: ForecastRun | None, today: date) -> ForecastRun:
    if run is None:
        raise NoForecast
    if (today - run.cutoff).days > FORECAST_AGE_DAYS_MAX:
        raise ForecastTooOld(run.cutoff, today)
    return run


def _lines(ahead: pl.DataFrame, shelf: _Shelf, service_level: float) -> dict[tuple[int, str], list[ProposalLine]]:
    """Lines by location and supplier; ``ahead`` has one row per location, SKU and day, in that order."""
    keys = ahead.select("location_id", "sku").unique(maintain_order=True)
    shape = (keys.height, ahead.height // max(keys.height, 1))
    days = np.array([shelf.protection_days(sku) for sku in keys["sku"]], np.int64)
    expected, spread = demand_over(_matrix(ahead, "mean", shape), _matrix(ahead, "dispersion", shape), days)
    levels = order_up_to(expected, spread, service_level)
    wanted: dict[tuple[int, str], list[ProposalLine]] = {}
    for row, (location_id, sku) in enumerate(keys.iter_rows()):
        term = shelf.terms[sku]
        target = Target(int(days[row]), float(expected[row]), float(spread[row]), service_level, int(levels[row]))
        key = (location_id, sku)
        zero = Decimal(0)
        line = propose_line(
            target, on_hand=shelf.on_hand.get(key, zero), on_order=shelf.on_order.get(key, zero), term=term
        )
        if line is not None:
            wanted.setdefault((location_id, term.supplier_code), []).append(line)
    return wanted


def _matrix(ahead: pl.DataFrame, column: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """[products, days] of one column; every product is forecast for the same days."""
    return ahead[column].to_numpy().reshape(shape)
