"""Sums for the figures on a page, computed by the database.

Every query goes through the sale's index on its business day and reaches the lines of each sale by their primary key,
so that it costs what the asked days cost, not what the shop's history costs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models.analytics.hours import QuarterSales
from models.analytics.sales import SalesFigures
from models.quantity import THOUSANDTHS, Unit, from_milli
from models.replenishment.proposal import ProposalState
from models.selling.sale import LineKind, SaleKind
from store import schema
from store.database.columns import from_micros

#: Every time zone in use is a whole number of quarters of an hour from UTC.
QUARTER = timedelta(minutes=15)
_QUARTER_MICROS = QUARTER // timedelta(microseconds=1)

_SALE, _LINE = schema.sale.c, schema.sale_line.c
#: 1 for a sale, 0 for a refund: its amounts are below zero, and nobody bought anything.
_IS_SALE = sa.case((_SALE.kind == SaleKind.SALE.value, 1), else_=0)


class Ranking(StrEnum):
    """By what products are ranked."""

    NET = "net"
    UNITS = "units"
    MARGIN = "margin"


@dataclass(frozen=True, slots=True)
class Span:
    """Which sales are summed: business days from ``first``, ``until`` excluded.

    ``location_id`` narrows to one location, ``till_id`` to one till; ``before`` to sales made before that instant.
    """

    first: date
    until: date
    location_id: int | None = None
    before: datetime | None = None
    till_id: int | None = None

    @classmethod
    def of_day(cls, day: date, location_id: int | None = None, before: datetime | None = None) -> Span:
        """One business day."""
        return cls(day, day + timedelta(days=1), location_id, before)

    @classmethod
    def of_days_to(cls, last: date, days: int, location_id: int | None = None) -> Span:
        """So many business days, ``last`` included."""
        return cls(last - timedelta(days=days - 1), last + timedelta(days=1), location_id)


@dataclass(frozen=True, slots=True)
class ProductSales:
    """What one product sold; ``margin_minor`` over the lines whose cost is known, ``None`` where none is."""

    sku: str
    name: str
    unit: Unit
    quantity: Decimal
    net_minor: int
    margin_minor: int | None


@dataclass(frozen=True, slots=True)
class WebSales:
    """Receipts of orders from the web shop, and their sales without tax in minor units."""

    receipts: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class ProductLabel:
    """What a product is called and counted in."""

    name: str
    unit: Unit


def first_and_last_day(view: sa.Connection) -> tuple[date, date] | None:
    """The business days of the first and of the last sale; ``None`` before the first sale."""
    # One at a time: asked for both at once, SQLite walks the whole index.
    first, last = (view.scalar(sa.select(edge(_SALE.business_day))) for edge in (sa.func.min, sa.func.max))
    return None if first is None or last is None else (first, last)


def figures_by_day(view: sa.Connection, span: Span) -> dict[date, SalesFigures]:
    """Figures of each business day of ``span`` that has a sale."""
    heads = _head_sums(view, span)
    bodies = _line_sums(view, span)
    return {day: _figures(heads[day], bodies[day]) for day in sorted(heads)}


def sales_by_quarter(view: sa.Connection, span: Span) -> list[QuarterSales]:
    """Sales of each quarter of an hour that has one, in order of time."""
    # Literal, not bound: PostgreSQL takes two parameters of equal value for two expressions.
    number = (sa.type_coerce(_SALE.at, sa.BigInteger) // sa.literal_column(str(_QUARTER_MICROS))).label("number")
    query = (
        sa.select(number, _sum(_IS_SALE, "receipts"), _sum(_SALE.net_minor, "net_minor"))
        .where(*in_span(span))
        .group_by(number)
        .order_by(number)
    )
    return [
        QuarterSales(from_micros(row.number * _QUARTER_MICROS), row.receipts, row.net_minor)
        for row in view.execute(query)
    ]


def web_sales(view: sa.Connection, span: Span) -> WebSales:
    """What of the sales was ordered in the web shop, less what came back of it."""
    ordered = schema.online_order.c.sale_id == sa.func.coalesce(_SALE.refers_to, _SALE.id)
    query = (
        sa.select(_sum(_IS_SALE, "receipts"), _sum(_SALE.net_minor, "net_minor"))
        .join_from(schema.sale, schema.online_order, ordered)
        .where(*in_span(span))
    )
    row = view.execute(query).one()
    return WebSales(int(row.receipts or 0), int(row.net_minor or 0))


def best_sellers(view: sa.Connection, span: Span, by: Ranking, limit: int) -> list[ProductSales]:
    """The ``limit`` products that sold most ``by`` a measure, the best first; equals by SKU.

    By margin, only products whose cost is known are ranked. The name is that on the receipts.
    """
    costed_net = sa.func.sum(sa.case((_LINE.cost_minor.is_not(None), _LINE.net_minor)))
    margin = costed_net - sa.func.sum(_LINE.cost_minor)
    net, quantity = sa.func.sum(_LINE.net_minor), sa.func.sum(_whole(_LINE.quantity))
    measure = {Ranking.NET: net, Ranking.UNITS: quantity, Ranking.MARGIN: margin}[by]
    query = (
        sa.select(
            _LINE.sku,
            sa.func.max(_LINE.name).label("name"),
            sa.func.max(_LINE.unit).label("unit"),
            sa.cast(quantity, sa.BigInteger).label("quantity"),
            sa.cast(net, sa.BigInteger).label("net_minor"),
            sa.cast(margin, sa.BigInteger).label("margin_minor"),
        )
        .select_from(schema.sale.join(schema.sale_line))
        .where(*in_span(span), _LINE.kind == LineKind.GOODS.value)
        .group_by(_LINE.sku)
        .having(measure > 0)
        .order_by(measure.desc(), _LINE.sku)
        .limit(limit)
    )
    return [
        ProductSales(row.sku, row.name, Unit(row.unit), from_milli(row.quantity), row.net_minor, row.margin_minor)
        for row in view.execute(query)
    ]


def retired_products(view: sa.Connection) -> list[str]:
    """The SKUs of products that are no longer sold."""
    product = schema.product.c
    return list(view.scalars(sa.select(product.sku).where(product.active.is_(False)).order_by(product.sku)))


def product_labels(view: sa.Connection, skus: Collection[str]) -> dict[str, ProductLabel]:
    """Name and unit of some products, by SKU; a few hundred at most."""
    return _labels(view, sa.select(schema.product).where(schema.product.c.sku.in_(skus)))


def proposed_products(view: sa.Connection) -> dict[str, ProductLabel]:
    """Name and unit of each product in a proposal that waits for a decision, by SKU."""
    waiting = schema.proposal.c.state == ProposalState.PROPOSED.value
    proposed = sa.select(schema.proposal_line.c.sku).join(schema.proposal).where(waiting)
    return _labels(view, sa.select(schema.product).where(schema.product.c.sku.in_(proposed)))


def _labels(view: sa.Connection, products: sa.Select[Any]) -> dict[str, ProductLabel]:
    found = products.with_only_columns(*schema.product.c["sku", "name", "unit"])
    return {row.sku: ProductLabel(row.name, Unit(row.unit)) for row in view.execute(found)}


def _head_sums(view: sa.Connection, span: Span) -> Mapping[date, sa.Row[Any]]:
    query = (
        sa.select(
            _SALE.business_day,
            _sum(_IS_SALE, "receipts"),
            _sum(_SALE.gross_minor, "gross_minor"),
            _sum(_SALE.net_minor, "net_minor"),
            _sum(_SALE.discount_minor, "discount_minor"),
        )
        .where(*in_span(span))
        .group_by(_SALE.business_day)
    )
    return {row.business_day: row for row in view.execute(query)}


def _line_sums(view: sa.Connection, span: Span) -> Mapping[date, sa.Row[Any]]:
    quantity = _whole(_LINE.quantity)
    direction = sa.case((quantity < 0, -THOUSANDTHS), else_=THOUSANDTHS)
    units = sa.case(
        (_LINE.kind != LineKind.GOODS.value, 0), (_LINE.unit == Unit.PIECE.value, quantity), else_=direction
    )
    costed_net = sa.case((_LINE.cost_minor.is_not(None), _LINE.net_minor), else_=0)
    query = (
        sa.select(
            _SALE.business_day,
            _sum(units, "units"),
            _sum(costed_net, "costed_net_minor"),
            _sum(sa.func.coalesce(_LINE.cost_minor, 0), "cost_minor"),
            _sum(sa.case((_LINE.kind == LineKind.GIFT_CARD.value, _LINE.gross_minor), else_=0), "cards_minor"),
        )
        .select_from(schema.sale.join(schema.sale_line))
        .where(*in_span(span))
        .group_by(_SALE.business_day)
    )
    return {row.business_day: row for row in view.execute(query)}


def _figures(head: sa.Row[Any], body: sa.Row[Any]) -> SalesFigures:
    return SalesFigures(
        receipts=head.receipts,
        units=from_milli(body.units),
        gross_minor=head.gross_minor - body.cards_minor,  # what is put on gift cards is no sale
        net_minor=head.net_minor - body.cards_minor,
        discount_minor=head.discount_minor,
        costed_net_minor=body.costed_net_minor,
        cost_minor=body.cost_minor,
    )


def in_span(span: Span) -> list[sa.ColumnElement[bool]]:
    """The conditions of the sales of a span."""
    conditions = [_SALE.business_day >= span.first, _SALE.business_day < span.until]
    if span.location_id is not None:
        conditions.append(_SALE.location_id == span.location_id)
    if span.till_id is not None:
        conditions.append(_SALE.device_id == span.till_id)
    if span.before is not None:
        conditions.append(_SALE.at < span.before)
    return conditions


def _whole(quantity: sa.ColumnElement[Decimal]) -> sa.ColumnElement[int]:
    return sa.type_coerce(quantity, sa.BigInteger)


def _sum(column: sa.ColumnElement[Any], name: str) -> sa.Label[int]:
    # PostgreSQL's sum of whole numbers is numeric; ours stay whole.
    return sa.cast(sa.func.sum(column), sa.BigInteger).label(name)
