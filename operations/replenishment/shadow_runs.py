"""Beginning and stopping a run beside the owner, and saving what it decided on a morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from models.access.actor import Actor
from models.access.permission import Permission
from models.replenishment.shadow_record import (
    DAYS,
    NoShadow,
    ShadowRecord,
    ShadowRun,
    ShadowRuns,
    WrongShadowDays,
    begun_fact,
    decided_fact,
    ended_fact,
)
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import shadow_rows
from store.database.engine import Store


def begin_shadow(store: Store, actor: Actor, days: int = DAYS, *, at: datetime, past_days: int = 0) -> ShadowRun:
    """Decide orders beside the owner on so many mornings, without sending anything.

    The first is tomorrow's, or with ``past_days`` one that is over: each past morning is decided from what was known on
    it.

    Raises :class:`models.replenishment.shadow_record.WrongShadowDays` or :class:`ShadowRuns`.
    """
    check(actor, Permission.AUTOMATE_ORDERS)
    with unit_of_work(store, actor, at=at) as work:
        today = work.station.shop.business_day(at)
        before = shadow_rows.newest_shadow(work.tx)
        if before is not None and not before.is_over(today):
            raise ShadowRuns(before.first_day, before.days)
        if not 0 <= past_days <= days:
            raise WrongShadowDays
        wish = ShadowRun(0, at, actor.operator_id, today + timedelta(days=1 - past_days), days)
        (number,) = work.take_ids()
        run = replace(wish, id=number)
        shadow_rows.record_run(work.tx, run)
        work.record(begun_fact(run))
    return run


def end_shadow(store: Store, actor: Actor, *, at: datetime) -> ShadowRun:
    """Stop the run; what it decided stays. Raises :class:`NoShadow` where none goes on."""
    check(actor, Permission.AUTOMATE_ORDERS)
    with unit_of_work(store, actor, at=at) as work:
        run = shadow_rows.newest_shadow(work.tx)
        if run is None or run.is_over(work.station.shop.business_day(at)):
            raise NoShadow
        shadow_rows.end_run(work.tx, run.id, at=at, operator=actor.operator_id)
        work.record(ended_fact(run))
    return replace(run, ended_at=at, ended_by=actor.operator_id)


def save_shadow_day(store: Store, actor: Actor, record: ShadowRecord) -> ShadowRecord:
    """Store the decisions of a morning. A morning is decided once: again returns what is stored."""
    check(actor, Permission.PROPOSE_ORDERS)
    with unit_of_work(store, actor, at=record.at) as work:
        newest = shadow_rows.newest_day(work.tx, record.shadow_id)
        if newest is not None and newest.day >= record.day:
            return newest
        (number,) = work.take_ids()
        decided = replace(record, id=number, operator=actor.operator_id)
        shadow_rows.record_day(work.tx, decided)
        work.record(decided_fact(decided))
    return decided
