"""The orders of a day as they follow from what is known at an instant: from the newest forecast and the shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.demand.panel import DemandPanel
from models.errors import Refused
from models.purchasing.automatic_ordering import OrderMode
from models.purchasing.lead_times import FIXED, LeadTimes
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.price_breaks import Breaks
from models.purchasing.supplier import Supplier, SupplierTerm, chosen_terms, lead_time, protection_days
from models.replenishment.chosen_levels import ChosenLevels, ForecastDemand, LevelBasis, LevelPlan, choose_levels
from models.replenishment.filled_orders import AskedCosts, fill_orders
from models.replenishment.price_break_orders import at_breaks
from models.replenishment.proposal import ProposalLine, Target, propose_line, units_missing
from models.replenishment.protection import demand_over
from models.replenishment.spoiling_target import SpoilingLevel
from models.shop import Shop
from operations.purchasing.supplier_record import supplier_lead_times
from operations.replenishment.level_plans import level_plan, order_budget
from pipelines.nightly.demand_history import NothingSold, demand_history
from pipelines.nightly.spoiling_orders import OfferedGoods, SpoilingGoods, levels_of_spoiling, spoiling_goods
from store import demand, purchasing, stock
from store.automatic_orders import all_limits
from store.database.engine import Connection
from store.demand import ForecastRun
from store.price_break_rows import all_breaks
from store.supplier_rules import all_rules
from store.transfers import coming_goods

#: A forecast that was made longer ago is too old for tomorrow.
FORECAST_AGE_DAYS_MAX = 7


class NoForecast(Refused):
    """There is no forecast to order by."""

    code = "no_forecast"
    text = "There is no forecast yet. Nothing was proposed; run 'kassa run forecast' first."


class ForecastTooOld(Refused):
    """The newest forecast was made too long ago."""

    code = "forecast_too_old"
    text = (
        f"The newest forecast was made on {{made_on}}, more than {FORECAST_AGE_DAYS_MAX} days before {{today}}. "
        "Nothing was proposed; run 'kassa run forecast' first."
    )

    made_on: date
    today: date


@dataclass(frozen=True, slots=True)
class GoodsShelf:
    """What is known of every product: terms, what is on hand and on order per location and SKU.

    ``by_hand``: suppliers for which nothing is proposed; ``lead_times`` are by supplier, ``breaks`` by SKU and
    supplier; ``now`` is local.
    """

    terms: Mapping[str, SupplierTerm]
    suppliers: Mapping[str, Supplier]
    on_hand: Mapping[tuple[int, str], Decimal]
    on_order: Mapping[tuple[int, str], Decimal]
    rules: Mapping[str, OrderingRules]
    by_hand: frozenset[str]
    lead_times: Mapping[str, LeadTimes]
    breaks: Mapping[tuple[str, str], Breaks]
    now: datetime

    @property
    def least_values(self) -> dict[str, int]:
        """What each supplier asks for at least, in minor units without tax."""
        return {code: rules.least_value for code, rules in self.rules.items()}

    def protection_days(self, sku: str) -> int:
        """Days that an order for a product must last: by its supplier's calendar, and as late as that comes."""
        return max(self._agreed_days(sku) + self.late(sku).days_late, 1)

    def late(self, sku: str) -> LeadTimes:
        """How much later than agreed a product comes."""
        return self.lead_times.get(self.terms[sku].supplier_code, FIXED)

    def lead_days(self, sku: str) -> int:
        """Days until a product is here, as agreed and as late as it comes."""
        term = self.terms[sku]
        return max(lead_time(self.suppliers[term.supplier_code], term) + self.late(sku).days_late, 0)

    def offered(
        self, keys: list[tuple[int, str]], means: NDArray[np.float64], spreads: NDArray[np.float64]
    ) -> OfferedGoods:
        """The products as orders of goods that spoil look at them."""
        skus = [sku for _, sku in keys]
        return OfferedGoods(
            keys,
            means,
            spreads,
            days=np.array([self.protection_days(sku) for sku in skus], np.int64),
            lead_days=np.array([self.lead_days(sku) for sku in skus], np.int64),
            lead_variance=np.array([self.late(sku).variance for sku in skus], np.float64),
            cost=np.array([float(self.terms[sku].cost.minor) for sku in skus]),
            on_hand=np.array([float(self.on_hand.get(key, 0)) for key in keys]),
        )

    def _agreed_days(self, sku: str) -> int:
        term = self.terms[sku]
        supplier, rules = self.suppliers[term.supplier_code], self.rules.get(term.supplier_code)
        if rules is None or not (rules.order_days or rules.delivery_days):
            return protection_days(supplier, term)
        day, clock = self.now.date(), self.now.time()
        return rules.protection_days(day, clock, lead_time(supplier, term), supplier.review_period_days)


@dataclass(frozen=True, slots=True)
class OrderInputs:
    """What the orders of a day are made from.

    ``ahead``: the forecast, one row per location, SKU and day from ``begins`` on, in that order; ``plan``: the levels
    to order by; ``fresh``: goods that spoil; ``history``: the days before, where levels need them.
    """

    run: ForecastRun
    begins: date
    ahead: pl.DataFrame
    shelf: GoodsShelf
    plan: LevelPlan
    budget: int | None
    fresh: SpoilingGoods
    history: DemandPanel | None

    @property
    def offered(self) -> pl.DataFrame:
        """The forecast of the goods that a supplier offers."""
        return self.ahead.filter(pl.col("sku").is_in(list(self.shelf.terms)))


def read_inputs(
    view: Connection, company: Shop, at: datetime, *, service_level: float | None = None, with_history: bool = False
) -> OrderInputs:
    """What is known at an instant. Raises :class:`NoForecast` or :class:`ForecastTooOld`.

    With ``service_level`` levels are those of the plain rule with that chance.
    """
    today = company.business_day(at)
    run = demand.newest_run(view, until=at)
    if run is None:
        raise NoForecast
    begins = first_day_to_cover(run, made_on=company.business_day(run.made_at), today=today)
    shelf = _read_shelf(view, company, at)
    plan = (
        level_plan(view, company, at) if service_level is None else LevelPlan(service_level, LevelBasis.NOTHING_LEARNT)
    )
    fresh = spoiling_goods(view, company, at)
    return OrderInputs(
        run=run,
        begins=begins,
        ahead=demand.forecast_of(view, run.id).filter(pl.col("day") >= begins),
        shelf=shelf,
        plan=plan,
        budget=order_budget(view, company),
        fresh=fresh,
        history=_history(view, today, shelf.terms) if plan.choices or fresh.lives or with_history else None,
    )


@dataclass(frozen=True, slots=True)
class GoodsAim:
    """Where the stock of one product should be at one location, and where it is."""

    location_id: int
    aim: Target
    on_hand: Decimal
    on_order: Decimal
    term: SupplierTerm

    @property
    def key(self) -> tuple[int, str]:
        """Location and SKU."""
        return self.location_id, self.term.sku

    def line(self, spared: Decimal = Decimal(0)) -> ProposalLine | None:
        """What to buy, if anything, where another location can send ``spared`` units."""
        return propose_line(self.aim, on_hand=self.on_hand, on_order=self.on_order, term=self.term, transferred=spared)


def find_aims(inputs: OrderInputs) -> list[GoodsAim]:
    """Where the stock of every product should be that a supplier offers, by location and SKU."""
    return _aims(inputs.offered, inputs.shelf, inputs.plan, inputs.history, fresh=inputs.fresh)


def decide_lines(
    aims: Sequence[GoodsAim], spared: Mapping[tuple[int, str], Decimal] = MappingProxyType({})
) -> tuple[dict[tuple[int, str], list[ProposalLine]], list[str]]:
    """What to buy, by location and supplier, and SKUs of which no case is worth its waste.

    ``spared``: what other locations can send, by location and SKU.
    """
    by_supplier: dict[tuple[int, str], list[ProposalLine]] = {}
    by_case: list[str] = []
    for each in aims:
        comes = spared.get(each.key, Decimal(0))
        line = each.line(comes)
        if line is not None:
            by_supplier.setdefault((each.location_id, each.term.supplier_code), []).append(line)
        elif units_missing(each.aim, on_hand=each.on_hand, on_order=each.on_order + comes):
            by_case.append(each.term.sku)
    return by_supplier, sorted(set(by_case))


def size_orders(
    lines: Mapping[tuple[int, str], Sequence[ProposalLine]], inputs: OrderInputs
) -> dict[tuple[int, str], list[ProposalLine]]:
    """The lines at the prices of their quantities: those of price breaks, and what the whole orders ask for."""
    shelf, budget = inputs.shelf, inputs.budget
    costs = {sku: each.cost for sku, each in shelf.terms.items()}
    at_prices = at_breaks(lines, costs, shelf.breaks, budget)
    return fill_orders(at_prices, AskedCosts(costs, shelf.breaks), shelf.least_values, budget)


def _read_shelf(view: Connection, company: Shop, at: datetime) -> GoodsShelf:
    """What is known of every product at an instant."""
    return GoodsShelf(
        terms=chosen_terms(purchasing.terms_in_force(view, company.currency)),
        suppliers=purchasing.all_suppliers(view),
        on_hand=stock.levels(view),
        on_order=coming_goods(view),
        rules=all_rules(view),
        by_hand=frozenset(code for code, each in all_limits(view).items() if each.mode is OrderMode.OFF),
        lead_times=supplier_lead_times(view, company, at),
        breaks=all_breaks(view, company.currency),
        now=company.wall_clock(at),
    )


def _history(view: Connection, today: date, terms: Mapping[str, SupplierTerm]) -> DemandPanel | None:
    """The days before today of the goods that a supplier offers, as a replay sees them."""
    try:
        panel = demand_history(view, today, 0)
    except NothingSold:
        return None
    return panel.take(np.nonzero(panel.keys["sku"].is_in(list(terms)).to_numpy())[0])


def first_day_to_cover(run: ForecastRun, *, made_on: date, today: date) -> date:
    """The first day that an order must last for: today, as long as the forecast is of a shop that trades.

    A forecast of a history that ended long before it was made (an imported one) counts from its own first day.
    Raises :class:`ForecastTooOld`.
    """
    if (today - made_on).days > FORECAST_AGE_DAYS_MAX:
        raise ForecastTooOld(made_on, today)
    if (made_on - run.cutoff).days > FORECAST_AGE_DAYS_MAX:
        return run.cutoff + timedelta(days=1 + (today - made_on).days)
    return today


def _aims(
    ahead: pl.DataFrame, shelf: GoodsShelf, plan: LevelPlan, history: DemandPanel | None, *, fresh: SpoilingGoods
) -> list[GoodsAim]:
    """``ahead`` has one row per location, SKU and day, in that order."""
    keys = ahead.select("location_id", "sku").unique(maintain_order=True)
    shape = (keys.height, ahead.height // max(keys.height, 1))
    days = np.array([shelf.protection_days(sku) for sku in keys["sku"]], np.int64)
    means, spreads = _matrix(ahead, "mean", shape), _matrix(ahead, "dispersion", shape)
    expected, spread = demand_over(means, spreads, days)
    places = {} if history is None else {key: row for row, key in enumerate(history.keys.iter_rows())}
    rows = np.array([places.get(key, -1) for key in keys.iter_rows()], np.int64)
    varies = np.array([shelf.late(sku).variance for sku in keys["sku"]], np.float64)
    target = choose_levels(plan, ForecastDemand(expected, spread, days, rows, varies), history)
    spoiling = levels_of_spoiling(fresh, shelf.offered(list(keys.iter_rows()), means, spreads), history)
    out: list[GoodsAim] = []
    for row, (location_id, sku) in enumerate(keys.iter_rows()):
        key = (location_id, sku)
        aim = _spoiling_aim(spoiling[key], plan, shelf, sku) if key in spoiling else _aim(target, row, plan, shelf, sku)
        on_hand, on_order = shelf.on_hand.get(key, Decimal(0)), shelf.on_order.get(key, Decimal(0))
        out.append(GoodsAim(location_id, aim, on_hand, on_order, shelf.terms[sku]))
    return out


def _aim(target: ChosenLevels, row: int, plan: LevelPlan, shelf: GoodsShelf, sku: str) -> Target:
    """Where the stock of one product should be."""
    return Target(
        protection_days=shelf.protection_days(sku),
        expected_demand=float(target.expected[row]),
        dispersion=float(target.dispersion[row]),
        service_level=float(target.chance[row]),
        order_up_to=int(target.order_up_to[row]),
        forecast=target.forecast[row],
        basis=target.basis[row].value,
        wanted_service=plan.service,
        lead_days=shelf.lead_days(sku),
        lead_times=shelf.late(sku),
        own_dispersion=float(target.own_dispersion[row]),
    )


def _spoiling_aim(level: SpoilingLevel, plan: LevelPlan, shelf: GoodsShelf, sku: str) -> Target:
    """Where the stock of one product that spoils should be."""
    return Target(
        protection_days=shelf.protection_days(sku),
        expected_demand=level.expected,
        dispersion=level.dispersion,
        service_level=level.chance,
        order_up_to=level.order_up_to,
        basis=LevelBasis.SPOILS.value,
        wanted_service=plan.service,
        lead_days=shelf.lead_days(sku),
        lead_times=shelf.late(sku),
        own_dispersion=level.own_dispersion,
        spoiling=level.target,
    )


def _matrix(ahead: pl.DataFrame, column: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """[products, days] of one column; every product is forecast for the same days."""
    return ahead[column].to_numpy().reshape(shape)
