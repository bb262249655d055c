"""What to order today: from the newest forecast, what is on the shelf and what is on its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.demand.panel import DemandPanel
from models.errors import Refused
from models.money import Money
from models.purchasing.automatic_ordering import OrderMode
from models.purchasing.lead_times import FIXED, LeadTimes
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.price_breaks import Breaks
from models.purchasing.supplier import Supplier, SupplierTerm, chosen_terms, lead_time, protection_days
from models.replenishment.chosen_levels import ChosenLevels, ForecastDemand, LevelBasis, LevelPlan, choose_levels
from models.replenishment.filled_orders import fill_orders
from models.replenishment.price_break_orders import at_breaks, priced_again
from models.replenishment.proposal import ProposalLine, Target, propose_line, units_missing
from models.replenishment.protection import demand_over
from models.replenishment.spoiling_target import SpoilingLevel
from models.shop import Shop
from operations.access.actors import schedule_actor
from operations.purchasing.supplier_record import supplier_lead_times
from operations.replenishment.level_plans import level_plan, order_budget
from operations.replenishment.proposals import save_proposals
from pipelines.nightly.demand_history import NothingSold, demand_history
from pipelines.nightly.spoiling_orders import OfferedGoods, SpoilingGoods, levels_of_spoiling, spoiling_goods
from pipelines.peak_memory import peak_memory_mb
from store import demand, purchasing, shop, stock
from store.automatic_orders import all_limits
from store.database.engine import Connection, Store
from store.demand import ForecastRun
from store.price_break_rows import all_breaks
from store.supplier_rules import all_rules
from store.transfers import coming_goods

#: A forecast that was made longer ago is too old for tomorrow.
FORECAST_AGE_DAYS_MAX = 7
#: Products that are named because something is to be done about them; the rest are counted.
NAMED_MAX = 20


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
class ReorderOutcome:
    """What a run proposed: proposals (one per location and supplier), their lines and cost without tax.

    ``left_for_next_run``: proposals that were not made, because goods of them were ordered during the calculation; the
    next one covers them. ``below_least``: proposals that are worth less than their supplier asks for.
    ``begins``: the first day that the orders must last for. ``without_terms``: SKUs that are
    forecast but that no supplier offers; ``to_count``: SKUs whose stock is below zero in the books.
    ``spoils_by_case``: SKUs that are missing but of which no case is worth its waste.
    Of each the first few by name. ``spoiling``: lines of goods that spoil.
    ``levels``: learnt, or why the plain rule was used; ``wanted_service``: its aim.
    ``peak_memory_mb`` is that of the whole process, where the system reports it.
    """

    run_id: int
    business_day: date
    begins: date
    products: int
    proposals: int
    lines: int
    cost: Money
    left_for_next_run: int
    below_least: int
    without_terms_count: int
    without_terms: tuple[str, ...]
    to_count_count: int
    to_count: tuple[str, ...]
    spoils_by_case_count: int
    spoils_by_case: tuple[str, ...]
    levels: str
    spoiling: int
    wanted_service: float
    seconds: float
    peak_memory_mb: float | None


@dataclass(frozen=True, slots=True)
class _Shelf:
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


def reorder(store: Store, *, at: datetime, service_level: float | None = None) -> ReorderOutcome:
    """Propose orders for every product that is forecast and that a supplier offers.

    Levels are those that past weeks have taught for the service that the shop wishes, from replays that were made
    before ``at``; the plain rule where there are none. With ``service_level`` it is the plain rule with that chance.

    Raises :class:`NoForecast`, :class:`ForecastTooOld` or
    :class:`models.replenishment.policy.WrongServiceLevel`; nothing is changed then.
    """
    begun = perf_counter()
    with store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(at)
        run = demand.newest_run(view)
        if run is None:
            raise NoForecast
        begins = first_day_to_cover(run, made_on=company.business_day(run.made_at), today=today)
        ahead = demand.forecast_of(view, run.id).filter(pl.col("day") >= begins)
        shelf = _read_shelf(view, company, at)
        plan = (
            level_plan(view, company, at)
            if service_level is None
            else LevelPlan(service_level, LevelBasis.NOTHING_LEARNT)
        )
        budget = order_budget(view, company)
        fresh = spoiling_goods(view, company, at)
        history = _history(view, today, shelf.terms) if plan.choices or fresh.lives else None
    without = ahead.select("sku").unique().filter(~pl.col("sku").is_in(list(shelf.terms)))["sku"].sort().to_list()
    offered = ahead.filter(pl.col("sku").is_in(list(shelf.terms)))
    to_count = sorted({sku for (_, sku), units in shelf.on_hand.items() if units < 0})
    lines, by_case = _lines(offered, shelf, plan, history, fresh=fresh)
    least = {code: rules.least_value for code, rules in shelf.rules.items()}
    wanted = {key: each for key, each in lines.items() if key[1] not in shelf.by_hand}
    wanted = _sized(wanted, shelf, least, budget)
    made = save_proposals(store, schedule_actor(store), run.id, wanted, at=at)
    return ReorderOutcome(
        run_id=run.id,
        business_day=today,
        begins=begins,
        products=offered.select("location_id", "sku").n_unique(),
        proposals=len(made),
        lines=sum(len(each.lines) for each in made),
        cost=sum((each.cost for each in made), start=Money(0, company.currency)),
        left_for_next_run=len(wanted) - len(made),
        below_least=sum(each.cost.minor < least.get(each.supplier_code, 0) for each in made),
        without_terms_count=len(without),
        without_terms=tuple(without[:NAMED_MAX]),
        to_count_count=len(to_count),
        to_count=tuple(to_count[:NAMED_MAX]),
        spoils_by_case_count=len(by_case),
        spoils_by_case=tuple(by_case[:NAMED_MAX]),
        levels=plan.basis.value,
        spoiling=sum(line.reasons.shelf_life_days > 0 for each in made for line in each.lines),
        wanted_service=plan.service,
        seconds=round(perf_counter() - begun, 3),
        peak_memory_mb=peak_memory_mb(),
    )


def _sized(
    wanted: Mapping[tuple[int, str], Sequence[ProposalLine]],
    shelf: _Shelf,
    least: Mapping[str, int],
    budget: int | None,
) -> dict[tuple[int, str], list[ProposalLine]]:
    """The lines at the prices of their quantities: those of price breaks, and what the whole orders ask for."""
    costs = {sku: each.cost for sku, each in shelf.terms.items()}
    filled = fill_orders(at_breaks(wanted, costs, shelf.breaks, budget), costs, least, budget)
    return priced_again(filled, costs, shelf.breaks)


def _read_shelf(view: Connection, company: Shop, at: datetime) -> _Shelf:
    """What is known of every product at an instant."""
    return _Shelf(
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


def _lines(
    ahead: pl.DataFrame, shelf: _Shelf, plan: LevelPlan, history: DemandPanel | None, *, fresh: SpoilingGoods
) -> tuple[dict[tuple[int, str], list[ProposalLine]], list[str]]:
    """Lines by location and supplier, and SKUs of which no case is worth its waste.

    ``ahead`` has one row per location, SKU and day, in that order.
    """
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
    wanted: dict[tuple[int, str], list[ProposalLine]] = {}
    by_case: list[str] = []
    for row, (location_id, sku) in enumerate(keys.iter_rows()):
        term = shelf.terms[sku]
        key = (location_id, sku)
        aim = _spoiling_aim(spoiling[key], plan, shelf, sku) if key in spoiling else _aim(target, row, plan, shelf, sku)
        on_hand, on_order = shelf.on_hand.get(key, Decimal(0)), shelf.on_order.get(key, Decimal(0))
        line = propose_line(aim, on_hand=on_hand, on_order=on_order, term=term)
        if line is not None:
            wanted.setdefault((location_id, term.supplier_code), []).append(line)
        elif units_missing(aim, on_hand=on_hand, on_order=on_order):
            by_case.append(sku)
    return wanted, sorted(set(by_case))


def _aim(target: ChosenLevels, row: int, plan: LevelPlan, shelf: _Shelf, sku: str) -> Target:
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


def _spoiling_aim(level: SpoilingLevel, plan: LevelPlan, shelf: _Shelf, sku: str) -> Target:
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
