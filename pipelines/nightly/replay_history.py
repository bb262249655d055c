"""Replay of order rules against the shop's own past: read, run, save."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import perf_counter

import numpy as np

from models.access.actor import Actor
from models.demand.forecaster import Forecaster
from models.demand.panel import DemandPanel
from models.errors import Refused
from models.purchasing.supplier import Supplier, SupplierTerm, chosen_terms, lead_time
from models.replenishment.frontier import FrontierPoint, UnitValues, at_fill_rate
from models.replenishment.replay_record import ReplayRecord
from models.replenishment.rule_replay import WEEKS, RuleReplay, replay
from models.replenishment.shelf_run import SupplyRhythm
from models.replenishment.spoiling_replay import replay_spoiling
from operations.replenishment.save_replay import save_replay
from pipelines.nightly.demand_history import demand_history
from pipelines.nightly.spoiling_orders import spoiling_goods
from pipelines.peak_memory import peak_memory_mb
from store import purchasing, shop
from store.analysis import demand_frames
from store.database.engine import Store

WEEKS_MAX = 52
#: The first fortnight of a replay does not count.
WEEKS_MIN = 4
#: Fill rates at which rules are set side by side.
COMPARED_RATES = (0.9, 0.95, 0.97)


class WrongReplay(Refused):
    """A replay over weeks, or with days between orders, that do not exist."""

    code = "wrong_replay"
    text = (
        f"A replay covers {WEEKS_MIN} to {WEEKS_MAX} weeks, with a day or more between two orders and a lead time that "
        "is not negative. Nothing was replayed; correct the options."
    )


@dataclass(frozen=True, slots=True)
class ReplayWish:
    """What is to be replayed; the days are those of most goods where they are not given."""

    weeks: int = WEEKS
    review_days: int | None = None
    lead_days: int | None = None

    def __post_init__(self) -> None:
        wrong_days = (self.review_days or 1) < 1 or self.review_days == 0 or (self.lead_days or 0) < 0
        if wrong_days or not WEEKS_MIN <= self.weeks <= WEEKS_MAX:
            raise WrongReplay


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """A rule at the strength that a shop would begin with, and the days of cover it needs at each fill rate.

    Amounts are minor units without tax; ``cover_days_at`` and ``waste_share_at`` (of what is ordered, at cost) are
    ``None`` where the rule fills less, or more, at all of its strengths.
    """

    rule: str
    fill_rate: float
    stock_minor: int
    cover_days: float
    lost_a_week_minor: int
    lost_low_minor: int
    lost_high_minor: int
    turns: float
    waste_share: float
    wasted_a_week_minor: int
    waste_share_at: dict[str, float | None]
    cover_days_at: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class ReplayOutcome:
    """What a replay found, rule by rule, simplest first. ``goods``: products per location that a supplier offers.

    ``spoiling``: the rules for the ``spoiling_goods``, which spoil and are not among the ``goods``.
    """

    replay_id: int
    first_day: date
    last_day: date
    goods: int
    review_days: int
    lead_days: int
    currency: str
    rules: tuple[RuleOutcome, ...]
    spoiling_goods: int
    spoiling: tuple[RuleOutcome, ...]
    seconds: float
    peak_memory_mb: float | None


def replay_history(
    store: Store, actor: Actor, *, at: datetime, wish: ReplayWish | None = None, learner: Forecaster | None = None
) -> ReplayOutcome:
    """Replay every rule over the last weeks before ``at``'s business day and save what came of it.

    Raises :class:`pipelines.nightly.demand_history.NothingSold` or
    :class:`models.replenishment.rule_replay.TooLittleHistory`; nothing is changed then.
    """
    begun, wish = perf_counter(), wish or ReplayWish()
    with store.view() as view:
        company = shop.get_shop(view)
        panel = demand_history(view, company.business_day(at), 0)
        terms = chosen_terms(purchasing.terms_in_force(view, company.currency))
        suppliers = purchasing.all_suppliers(view)
        fresh = spoiling_goods(view, company, at)
        prices = demand_frames.net_prices(view, panel.first_day, panel.cutoff + timedelta(days=1))
    offered = panel.take(np.nonzero(panel.keys["sku"].is_in(list(terms)).to_numpy())[0])
    worth, spoils = dict(prices.iter_rows()), np.array([sku in fresh.lives for sku in offered.keys["sku"]], np.bool_)
    # Where everything spoils, the rules for goods that do not are compared on all of them.
    lasting = offered.take(np.nonzero(~spoils | spoils.all())[0])
    rhythm = _rhythm(lasting, terms, suppliers, wish)
    result = replay(lasting, _values(lasting, terms, worth), rhythm, weeks=wish.weeks, learner=learner)
    spoiling = None
    if spoils.any():
        some = offered.take(np.nonzero(spoils)[0])
        values, rhythm_of_some = _values(some, terms, worth), _rhythm(some, terms, suppliers, wish)
        days = fresh.terms_of(some.keys["sku"])
        spoiling = replay_spoiling(some, values, rhythm_of_some, days, weeks=wish.weeks, learner=learner)
    first_day = offered.first_day + timedelta(days=result.first)
    record = ReplayRecord(0, at, first_day, offered.cutoff, lasting.size, rhythm, result.rules, result.learnt, spoiling)
    return replay_outcome(save_replay(store, actor, record), company.currency, perf_counter() - begun)


def replay_outcome(record: ReplayRecord, currency: str, seconds: float = 0.0) -> ReplayOutcome:
    """The figures of a replay that compare its rules."""
    fresh = record.spoiling
    return ReplayOutcome(
        replay_id=record.id,
        first_day=record.first_day,
        last_day=record.last_day,
        goods=record.goods,
        review_days=record.rhythm.review_days,
        lead_days=record.rhythm.lead_days,
        currency=currency,
        rules=tuple(_rule_outcome(rule) for rule in record.rules),
        spoiling_goods=fresh.goods if fresh else 0,
        spoiling=tuple(_rule_outcome(rule) for rule in fresh.rules) if fresh else (),
        seconds=round(seconds, 2),
        peak_memory_mb=peak_memory_mb(),
    )


def nominal_point(rule: RuleReplay) -> FrontierPoint:
    """What came of a rule at the strength that a shop would begin with."""
    return min(rule.points, key=lambda point: abs(point.strength - rule.nominal))


def _rule_outcome(rule: RuleReplay) -> RuleOutcome:
    point = nominal_point(rule)

    def at_rates(measure: str, decimals: int) -> dict[str, float | None]:
        values = {f"{rate:g}": at_fill_rate(rule.points, rate, measure) for rate in COMPARED_RATES}
        return {rate: None if value is None else round(value, decimals) for rate, value in values.items()}

    return RuleOutcome(
        rule=rule.name,
        fill_rate=round(point.fill_rate, 4),
        stock_minor=round(point.stock),
        cover_days=round(point.cover_days, 2),
        lost_a_week_minor=round(point.lost_a_week),
        lost_low_minor=round(point.lost_low),
        lost_high_minor=round(point.lost_high),
        turns=round(point.turns, 1),
        waste_share=round(point.waste_share, 4),
        wasted_a_week_minor=round(point.wasted_a_week),
        waste_share_at=at_rates("waste_share", 4),
        cover_days_at=at_rates("cover_days", 2),
    )


def _rhythm(
    panel: DemandPanel, terms: dict[str, SupplierTerm], suppliers: dict[str, Supplier], wish: ReplayWish
) -> SupplyRhythm:
    """The days that most goods have, but for those that are wished."""
    pairs = ((suppliers[terms[sku].supplier_code], terms[sku]) for sku in panel.keys["sku"])
    common = Counter((supplier.review_period_days, lead_time(supplier, term)) for supplier, term in pairs)
    review, lead = common.most_common(1)[0][0] if common else (7, 0)
    return SupplyRhythm(
        review if wish.review_days is None else wish.review_days, lead if wish.lead_days is None else wish.lead_days
    )


def _values(panel: DemandPanel, terms: dict[str, SupplierTerm], prices: dict[str, float]) -> UnitValues:
    """Cost by the supplier's terms; what a unit brought on average, and its cost where it never sold."""
    cost = np.array([float(terms[sku].cost.minor) for sku in panel.keys["sku"]])
    price = np.array([prices.get(sku, each) for sku, each in zip(panel.keys["sku"], cost, strict=True)])
    return UnitValues(cost, np.maximum(price, 0.0))
