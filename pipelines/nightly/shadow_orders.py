"""Each morning: what Kassa would order beside the owner, from what is known on that morning and nothing later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from models.access.actor import Actor
from models.demand.censoring import uncensor
from models.demand.forecaster import Forecaster
from models.demand.panel import DemandPanel
from models.money import Money
from models.purchasing.ordering_rules import OrderingRules
from models.quantity import THOUSANDTHS, from_milli, to_milli
from models.replenishment.proposal import ProposalLine
from models.replenishment.shadow_figures import compare_shadow
from models.replenishment.shadow_record import EMPTY, NoShadow, ShadowGoods, ShadowRecord, ShadowRun
from models.replenishment.shadow_shelf import DayOfGoods, ShadowShelf, SideFigures, owners_day, shadow_day
from models.shop import Shop
from operations.replenishment.shadow_runs import save_shadow_day
from pipelines.nightly.demand_history import NothingSold
from pipelines.nightly.forecast import forecast_demand
from pipelines.nightly.order_decision import (
    ForecastTooOld,
    GoodsShelf,
    NoForecast,
    OrderInputs,
    decide_lines,
    find_aims,
    read_inputs,
    size_orders,
)
from store import shadow_rows, shop
from store.analysis import demand_frames
from store.analysis.open_orders_at import on_order_at
from store.analysis.shadow_frames import Moves, goods_moved, stock_at
from store.database.engine import Connection, Store

Key = tuple[int, str]
#: What a unit brings is judged by the sales of so many days.
PRICE_DAYS = 91


#: The hour of the shop's clock at which a morning is decided, and at which it was where nobody decided it then.
DECIDED_AT = time(5, 40)
#: A past morning without a forecast of its time gets one that is made from the days before it.
FORECAST_BEFORE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class ShadowOutcome:
    """What was decided: ``mornings``, and of the last of them orders by supplier, lines and cost without tax.

    ``why``: where nothing was decided, the reason. ``gain``: what Kassa's orders would have saved so far, below zero
    what they would have cost more.
    """

    mornings: int
    why: str = ""
    day: date | None = None
    orders: int = 0
    lines: int = 0
    cost: Money | None = None
    gain: Money | None = None
    seconds: float = 0.0


def decide_beside_owner(
    store: Store, actor: Actor, *, at: datetime, learner: Forecaster | None = None
) -> ShadowOutcome:
    """Decide every morning of the run up to ``at`` that is not decided, each from what was known then. Twice is once.

    A morning before which nothing was sold is left out. ``learner`` replaces the usual boosting in forecasts of past
    mornings, which are made where there is none of their time.
    """
    begun, decided = perf_counter(), 0
    with store.view() as view:
        run, company = shadow_rows.newest_shadow(view), shop.get_shop(view)
    if run is None or run.ended_at is not None:
        return ShadowOutcome(0, why=NoShadow.code)
    for morning in _mornings(store, run, company, at):
        try:
            record = _decide(store, run, company, morning, learner)
        except NothingSold:
            continue
        if record is not None:
            save_shadow_day(store, actor, replace(record, at=at))
            decided += 1
    with store.view() as view:
        records = shadow_rows.days_of_run(view, run.id)
    if not records:
        return ShadowOutcome(0, why="nothing_to_decide")
    orders = [each for each in records[-1].goods if each.order]
    return ShadowOutcome(
        mornings=decided,
        day=records[-1].day,
        orders=len({(each.location_id, each.supplier) for each in orders}),
        lines=len(orders),
        cost=Money(round(sum(each.order * each.cost for each in orders) / THOUSANDTHS), company.currency),
        gain=Money(compare_shadow(records).total.gain, company.currency),
        seconds=round(perf_counter() - begun, 3),
    )


def _mornings(store: Store, run: ShadowRun, company: Shop, at: datetime) -> list[datetime]:
    """The instants at which the mornings that are not decided are decided: today's at ``at``."""
    with store.view() as view:
        newest = shadow_rows.newest_day(view, run.id)
    today, first = company.business_day(at), run.first_day if newest is None else newest.day + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((min(today, run.until) - first).days + 1)]
    zone = ZoneInfo(company.zone)
    return [at if day == today else datetime.combine(day, DECIDED_AT, zone) for day in days]


def _decide(
    store: Store, run: ShadowRun, company: Shop, morning: datetime, learner: Forecaster | None
) -> ShadowRecord | None:
    """The decisions of a morning, with a forecast of its time."""
    try:
        with store.view() as view:
            return read_decision(view, run, company, morning)
    except (NoForecast, ForecastTooOld):
        forecast_demand(store, at=morning - FORECAST_BEFORE, learner=learner)
    with store.view() as view:
        return read_decision(view, run, company, morning)


def read_decision(view: Connection, run: ShadowRun, company: Shop, at: datetime) -> ShadowRecord | None:
    """The decisions of ``at``'s morning, from what is known then; none before the run, after it, or a second time."""
    today = company.business_day(at)
    previous = shadow_rows.newest_day(view, run.id)
    is_last = today >= run.until
    if today < run.first_day or (previous and (previous.day >= today or previous.day >= run.until)):
        return None
    inputs = read_inputs(view, company, at, with_history=True)
    if inputs.history is None:
        raise NothingSold
    night = _Night(run, today, inputs, _observe(view, inputs.history, previous, company, at))
    goods = night.goods({each.key: each for each in previous.goods} if previous else None)
    lines = {} if is_last else night.lines(goods)
    since = previous.day if previous else today
    return ShadowRecord(
        id=0,
        shadow_id=run.id,
        day=today,
        at=at,
        operator="",
        cutoff=inputs.history.cutoff,
        counted_days=night.facts.days if previous else 0,
        forecast_run=inputs.run.id,
        levels=inputs.plan.basis.value,
        owner_orders=tuple(shadow_rows.owner_orders(view, since, today).items()),
        left_out=sum(night.facts.stock.get(key, 0) < 0 for key in inputs.history.keys.iter_rows()),
        goods=tuple(night.with_order(each, lines.get(each.key)) for each in goods),
    )


@dataclass(frozen=True, slots=True)
class _Observed:
    """What happened since the last morning: demand and sales by product [n, days], movements, and the stock by now.

    ``before``: the stock when the first of the days began; ``prices``: what a unit brought.
    """

    panel: DemandPanel
    first: date
    demand: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    sales: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    moves: Moves
    before: Mapping[Key, int]
    stock: Mapping[Key, int]
    on_order: Mapping[Key, int]
    prices: Mapping[str, float]

    @property
    def days(self) -> int:
        """How many days there are."""
        return int(self.demand.shape[1])

    def day_of(self, row: int, key: Key, number: int, stock: int, *, spoils: bool) -> DayOfGoods:
        """What happened to a product on a day; ``stock``: what the owner had at its end."""
        day = self.first + timedelta(days=number)
        brought, waste, others, _ = self.moves.get(key, {}).get(day, (0, 0, 0, 0))
        # What lasts is thrown away because it broke: that happens to both sides.
        both = others if spoils else others - waste
        demand, sales = int(self.demand[row, number]), int(self.sales[row, number])
        return DayOfGoods(day, demand, sales, brought, waste if spoils else 0, both, stock)


def _observe(
    view: Connection, panel: DemandPanel, previous: ShadowRecord | None, company: Shop, at: datetime
) -> _Observed:
    """The days since the last morning up to the last one that is over."""
    until = panel.cutoff + timedelta(days=1)
    days = 0 if previous is None else max((panel.cutoff - previous.cutoff).days, 0)
    first, begin = until - timedelta(days=days), panel.day_count - days
    sales = _milli(panel.units[:, begin:])
    today = company.business_day(at)
    return _Observed(
        panel=panel,
        first=first,
        demand=np.maximum(_milli(uncensor(panel).units[:, begin:]), sales),
        sales=sales,
        moves=goods_moved(view, first, until),
        before=stock_at(view, first),
        stock=stock_at(view, until),
        on_order=on_order_at(view, at),
        prices=dict(demand_frames.net_prices(view, today - timedelta(days=PRICE_DAYS), today).iter_rows()),
    )


@dataclass(frozen=True, slots=True)
class _Night:
    """One morning of a run: what is known, and what happened since the last one."""

    run: ShadowRun
    today: date
    inputs: OrderInputs
    facts: _Observed

    @property
    def shelf(self) -> GoodsShelf:
        """What is known of suppliers and their terms."""
        return self.inputs.shelf

    def goods(self, before: Mapping[Key, ShadowGoods] | None) -> list[ShadowGoods]:
        """Each product with its shelf by now, and what both sides had; goods with books below zero are left out."""
        rows = []
        for row, key in enumerate(self.facts.panel.keys.iter_rows()):
            earlier = None if before is None else before.get(key)
            if earlier is None and self.facts.stock.get(key, 0) < 0:
                continue
            rows.append(self._beginning(key) if earlier is None else self._advanced(row, key, earlier))
        return rows

    def lines(self, goods: list[ShadowGoods]) -> dict[Key, ProposalLine]:
        """What to order today, by location and SKU: of suppliers that take orders today."""
        lives = self.inputs.fresh.lives
        arrivals = {
            each.key: [((self.today - day).days, units / THOUSANDTHS) for day, units in each.shelf.batches]
            for each in goods
            if each.sku in lives
        }
        shelf = replace(
            self.shelf,
            on_hand={each.key: from_milli(each.shelf.on_hand) for each in goods},
            on_order={each.key: from_milli(each.shelf.on_order) for each in goods},
        )
        inputs = replace(self.inputs, shelf=shelf, fresh=replace(self.inputs.fresh, arrivals=arrivals))
        keys = {each.key for each in goods}
        wanted_lines = {
            (place, code): [line for line in lines if (place, line.sku) in keys]
            for (place, code), lines in decide_lines(find_aims(inputs))[0].items()
            if self._takes_orders(code)
        }
        orders = size_orders({key: lines for key, lines in wanted_lines.items() if lines}, inputs)
        return {(place, line.sku): line for (place, _), lines in orders.items() for line in lines}

    def with_order(self, goods: ShadowGoods, line: ProposalLine | None) -> ShadowGoods:
        """The product with what is ordered of it."""
        if line is None:
            return goods
        lead = self.shelf.lead_days(goods.sku)
        comes_on = self._rules(goods.supplier).delivery_day(self.today, lead)
        return replace(goods, order=to_milli(line.quantity), comes_on=comes_on, reasons=line.reasons.to_json())

    def _beginning(self, key: Key) -> ShadowGoods:
        """A product of which both sides have the same."""
        stock, morning = max(self.facts.stock.get(key, 0), 0), self.facts.panel.cutoff + timedelta(days=1)
        shelf = ShadowShelf(((morning, stock),) if stock else (), (), self.facts.on_order.get(key, 0))
        spoils = key[1] in self.inputs.fresh.lives
        return replace(self._priced(key, shelf), owner=ShadowShelf(shelf.batches) if spoils else EMPTY)

    def _advanced(self, row: int, key: Key, earlier: ShadowGoods) -> ShadowGoods:
        """A product after the days since the last morning."""
        shelf, stock = earlier.shelf, self.facts.before.get(key, 0)
        if earlier.comes_on is not None:
            shelf = shelf.with_order(earlier.comes_on, earlier.order)
        life = self.inputs.fresh.lives.get(key[1])
        lead = timedelta(days=self.shelf.lead_days(key[1]))
        yours = ours = SideFigures()
        owner = earlier.owner
        for number in range(self.facts.days):
            day = self.facts.first + timedelta(days=number)
            stock += self.facts.moves.get(key, {}).get(day, (0, 0, 0, 0))[3]
            facts = self.facts.day_of(row, key, number, stock, spoils=life is not None)
            shelf, side = shadow_day(shelf, facts, life_days=life, is_shared=day < self.run.first_day + lead)
            owner, own_side = (
                (owner, owners_day(facts)) if life is None else shadow_day(owner, facts, life_days=life, is_shared=True)
            )
            yours, ours = yours.plus(own_side), ours.plus(side)
        return replace(self._priced(key, shelf), yours=yours, ours=ours, owner=owner)

    def _priced(self, key: Key, shelf: ShadowShelf) -> ShadowGoods:
        term = self.shelf.terms[key[1]]
        price = self.facts.prices.get(key[1], float(term.cost.minor))
        return ShadowGoods(*key, term.supplier_code, term.cost.minor, max(round(price) - term.cost.minor, 0), shelf)

    def _takes_orders(self, code: str) -> bool:
        """Whether it is a day on which the owner could order: by its order days, or each review period."""
        rules = self._rules(code)
        if rules.order_days:
            return self.today.weekday() in rules.order_days
        return (self.today - self.run.first_day).days % self.shelf.suppliers[code].review_period_days == 0

    def _rules(self, code: str) -> OrderingRules:
        return self.shelf.rules.get(code, OrderingRules(code))


def _milli(units: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Thousandths, 0 on days that do not count."""
    return np.rint(np.nan_to_num(units).astype(np.float64) * THOUSANDTHS).astype(np.int64)
