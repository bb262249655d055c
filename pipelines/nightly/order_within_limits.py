"""Automatic ordering: what the night proposed is sent within its limits, or held with the reasons; then one message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from models.purchasing.automatic_ordering import OrderMode
from models.purchasing.circuit_breakers import ALL_BREAKERS, SEEN_DAYS, Breaker, NightEvidence
from models.replenishment.proposal import Proposal
from operations.access.actors import schedule_actor
from operations.automatic.decide_proposals import decide_proposal, queue_report
from operations.automatic.late_orders import remind_of_late_orders
from store import demand, replenishment, shop
from store.analysis.demand_frames import units_sold
from store.automatic_orders import all_limits, switch_state
from store.database.engine import Connection, Store

#: The forecast is compared with sales over whole weeks, whatever their best day is.
COMPARED_DAYS = 7


@dataclass(frozen=True, slots=True)
class AutomaticOutcome:
    """What a run decided: orders ``sent_orders`` and proposals ``held_orders``, the latter by reason as well.

    ``suppliers``: to how many Kassa may send by itself; ``failed_jobs``: those of the night that did not end well.
    ``reminded_of``: late orders of which their suppliers are reminded. ``report``: whether a message was queued.
    """

    business_day: date
    suppliers: int
    is_switched_on: bool
    failed_jobs: tuple[str, ...]
    sent_orders: tuple[int, ...]
    held_orders: int
    reasons: dict[str, int]
    reminded_of: tuple[int, ...]
    report: bool


@dataclass(frozen=True, slots=True)
class _Night:
    """Figures of the night: forecast of the coming week and sales of the last weeks, one row per location, SKU, day."""

    failed: bool
    made_on: date | None
    ahead: pl.DataFrame
    sold: pl.DataFrame

    def evidence(self, proposal: Proposal) -> NightEvidence:
        """What the figures of one proposal rest on."""
        skus = [line.sku for line in proposal.lines]
        here = pl.col("location_id") == proposal.location_id
        sold, goods = self.sold.filter(here), pl.col("sku").is_in(skus)
        by_day = sold.group_by("day").agg(pl.col("units").sum()).sort("day")
        expected = self.ahead.filter(here, goods)["mean"].sum() / COMPARED_DAYS
        return NightEvidence(
            run_failed=self.failed,
            forecast_made_on=self.made_on,
            last_sale_on=by_day["day"].to_list()[-1] if by_day.height else None,
            sold_by_day=by_day["units"].to_list(),
            expected_day=float(expected),
            sold_day=float(sold.filter(goods)["units"].sum()) / SEEN_DAYS,
        )


def order_automatically(
    store: Store, *, failed_jobs: Sequence[str], at: datetime, breakers: Collection[Breaker] = ALL_BREAKERS
) -> AutomaticOutcome:
    """Decide on each open proposal of the suppliers to which Kassa may send, then queue the message of the day.

    Each decision is a transaction of its own: a run that is broken off, or repeated, orders nothing twice.
    ``failed_jobs`` names the jobs of the night without a good end.
    """
    actor = schedule_actor(store)
    with store.view() as view:
        today = shop.get_shop(view).business_day(at)
        suppliers = {code for code, limits in all_limits(view).items() if limits.mode is OrderMode.SEND}
        open_ones = [each for each in replenishment.open_proposals(view) if each.supplier_code in suppliers]
        night = _read_night(view, today, failed=bool(failed_jobs))
        is_switched_on = switch_state(view).is_on
    decided = [decide_proposal(store, actor, p.id, night.evidence(p), at=at, breakers=breakers) for p in open_ones]
    decisions = [each for each in decided if each is not None]
    reasons = [reason for each in decisions for reason in each.reasons]
    reminders = remind_of_late_orders(store, actor, at=at) if suppliers else []
    report = queue_report(store, actor, today, at=at) if suppliers else None
    return AutomaticOutcome(
        business_day=today,
        suppliers=len(suppliers),
        is_switched_on=is_switched_on,
        failed_jobs=tuple(failed_jobs),
        sent_orders=tuple(each.order for each in decisions if each.order is not None),
        held_orders=sum(each.order is None for each in decisions),
        reasons={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        reminded_of=tuple(reminders),
        report=report is not None,
    )


def _read_night(view: Connection, today: date, *, failed: bool) -> _Night:
    run = demand.newest_run(view)
    week = (pl.col("day") >= today) & (pl.col("day") < today + timedelta(days=COMPARED_DAYS))
    ahead = demand.forecast_of(view, 0 if run is None else run.id).filter(week)
    made_on = None if run is None else shop.get_shop(view).business_day(run.made_at)
    return _Night(failed, made_on, ahead, units_sold(view, today - timedelta(days=SEEN_DAYS), today))
