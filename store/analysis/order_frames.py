"""Polars frames of what is expected and ordered: forecasts, proposals, orders, suppliers.

Types and order of rows are those of :mod:`store.analysis.frames`.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import sqlalchemy as sa

from store import schema
from store.analysis.frames import between, place_of, read_frame


def forecast(view: sa.Connection) -> pl.DataFrame:
    """One row per location, SKU and coming day of the newest forecast, by these: mean and quantiles of demand."""
    run, each = schema.forecast_run.c, schema.forecast.c
    newest = sa.select(sa.func.max(run.id)).where(run.horizon_days > 0).scalar_subquery()
    query = (
        sa.select(
            each.run_id, run.made_at, run.cutoff, each.location_id, place_of(each.location_id), each.sku, each.day,
            each.mean, each.dispersion, each.p50, each.p80, each.p95,
        )
        .select_from(schema.forecast.join(schema.forecast_run))
        .where(each.run_id == newest)
    )  # fmt: skip
    return read_frame(view, query, by=["location_id", "sku", "day"])


def proposals(view: sa.Connection, first: date | None = None, until: date | None = None) -> pl.DataFrame:
    """One row per line of an order proposal, by proposal and position, with the head of its proposal.

    ``reasons`` is JSON: the figures that led to the quantity, in the order in which they were applied.
    """
    head, line = schema.proposal.c, schema.proposal_line.c
    query = (
        sa.select(
            line.proposal_id, line.position, head.run_id, head.state, head.made_at, head.business_day,
            head.supplier_code, head.location_id, place_of(head.location_id), line.sku, line.quantity, line.cost_minor,
            line.reasons, head.order_id,
        )
        .select_from(schema.proposal.join(schema.proposal_line))
        .where(*between(head.business_day, first, until))
    )  # fmt: skip
    return read_frame(view, query, by=["proposal_id", "position"])


def orders(view: sa.Connection, first: date | None = None, until: date | None = None) -> pl.DataFrame:
    """One row per line of a purchase order, by order and position, with the head of its order."""
    head, line = schema.purchase_order.c, schema.purchase_order_line.c
    query = (
        sa.select(
            line.order_id, line.position, head.state, head.made_at, head.business_day, head.expected_on,
            head.supplier_code, head.location_id, place_of(head.location_id), line.sku, line.quantity, line.cost_minor,
            head.currency,
        )
        .select_from(schema.purchase_order.join(schema.purchase_order_line))
        .where(*between(head.business_day, first, until))
    )  # fmt: skip
    return read_frame(view, query, by=["order_id", "position"])


def suppliers(view: sa.Connection) -> pl.DataFrame:
    """One row per supplier and product that it has, by these: the supplier's name and days, and its terms.

    A supplier without goods has one row without a product. ``lead_time_days`` is the product's own where it has one.
    """
    s, term = schema.supplier.c, schema.supplier_term.c
    query = sa.select(
        s.code.label("supplier_code"), s.name, term.sku, term.preferred, term.supplier_sku, term.cost_minor,
        term.case_pack, term.moq,
        sa.func.coalesce(term.lead_time_days, s.lead_time_days).label("lead_time_days"), s.review_period_days,
    ).select_from(schema.supplier.outerjoin(schema.supplier_term))  # fmt: skip
    return read_frame(view, query, by=["supplier_code", "sku"])
