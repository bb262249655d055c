"""Runs beside the owner and the decisions of their mornings: stored and read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from models.purchasing.purchase_order import OrderState
from models.replenishment.shadow_record import ShadowRecord, ShadowRun
from store import schema

_RUN, _DAY = schema.shadow_run, schema.shadow_day


def record_run(tx: sa.Connection, run: ShadowRun) -> None:
    """Store a run that begins."""
    row = {
        "id": run.id,
        "at": run.at,
        "operator": run.operator,
        "first_day": run.first_day,
        "days": run.days,
        "ended_at": run.ended_at,
        "ended_by": run.ended_by,
    }
    tx.execute(_RUN.insert(), row)


def end_run(tx: sa.Connection, run_id: int, *, at: datetime, operator: str) -> None:
    """Store who stopped a run, and when."""
    tx.execute(_RUN.update().where(_RUN.c.id == run_id).values(ended_at=at, ended_by=operator))


def newest_shadow(view: sa.Connection) -> ShadowRun | None:
    """The run that began last, whether it goes on or not."""
    row = view.execute(sa.select(_RUN).order_by(_RUN.c.at.desc(), _RUN.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _run(row)


def all_runs(view: sa.Connection) -> list[ShadowRun]:
    """Every run, the oldest first."""
    return [_run(row) for row in view.execute(sa.select(_RUN).order_by(_RUN.c.id))]


def record_day(tx: sa.Connection, record: ShadowRecord) -> None:
    """Append the decisions of a morning."""
    row = {
        "id": record.id,
        "shadow_id": record.shadow_id,
        "day": record.day,
        "at": record.at,
        "operator": record.operator,
        "figures": record.figures_json,
    }
    tx.execute(_DAY.insert(), row)


def newest_day(view: sa.Connection, run_id: int) -> ShadowRecord | None:
    """The last decisions of a run."""
    query = sa.select(_DAY).where(_DAY.c.shadow_id == run_id).order_by(_DAY.c.day.desc()).limit(1)
    row = view.execute(query).one_or_none()
    return None if row is None else _record(row)


def days_of_run(view: sa.Connection, run_id: int) -> list[ShadowRecord]:
    """The decisions of a run, the first morning first."""
    query = sa.select(_DAY).where(_DAY.c.shadow_id == run_id).order_by(_DAY.c.day)
    return [_record(row) for row in view.execute(query)]


def find_days(view: sa.Connection, ids: Sequence[int]) -> dict[int, ShadowRecord]:
    """The decisions with these ids, by id."""
    rows = view.execute(sa.select(_DAY).where(_DAY.c.id.in_(ids)).order_by(_DAY.c.id))
    return {row.id: _record(row) for row in rows}


def owner_orders(view: sa.Connection, first: date, until: date) -> dict[str, int]:
    """What people ordered on business days from ``first`` until ``until``, by supplier, minor units without tax."""
    order, line = schema.purchase_order.c, schema.purchase_order_line.c
    query = (
        sa.select(order.supplier_code, sa.cast(sa.func.sum(line.cost_minor), sa.BigInteger).label("minor"))
        .join_from(schema.purchase_order, schema.purchase_order_line, line.order_id == order.id)
        .where(order.business_day >= first, order.business_day < until, order.state != OrderState.CANCELLED.value)
        .group_by(order.supplier_code)
        .order_by(order.supplier_code)
    )
    return {row.supplier_code: row.minor for row in view.execute(query)}


def _run(row: sa.Row[tuple[object, ...]]) -> ShadowRun:
    return ShadowRun(row.id, row.at, row.operator, row.first_day, row.days, row.ended_at, row.ended_by)


def _record(row: sa.Row[tuple[object, ...]]) -> ShadowRecord:
    return ShadowRecord.of_json((row.id, row.shadow_id, row.day, row.at, row.operator), row.figures)
