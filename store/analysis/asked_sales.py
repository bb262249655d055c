"""The sales that a question asks for: their sums, and the receipts behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.analytics.sales import SalesFigures, total_figures
from models.quantity import THOUSANDTHS, Unit, from_milli
from models.selling.sale import LineKind, SaleKind
from store import schema
from store.analysis.reports import Span, figures_by_day, in_span

_SALE, _LINE = schema.sale.c, schema.sale_line.c


@dataclass(frozen=True, slots=True)
class AskedSales:
    """Sales of business days and places; with ``sku`` or ``category`` only their lines of these goods."""

    span: Span
    sku: str | None = None
    category: str | None = None

    @property
    def of_goods(self) -> bool:
        """Whether only some goods are asked for."""
        return self.sku is not None or self.category is not None


def asked_totals(view: sa.Connection, sales: AskedSales) -> SalesFigures:
    """The sums of what is asked for; of some goods, ``receipts`` are the sales that have such a line."""
    if not sales.of_goods:
        return total_figures(figures_by_day(view, sales.span).values())
    quantity = sa.type_coerce(_LINE.quantity, sa.BigInteger)
    direction = sa.case((quantity < 0, -THOUSANDTHS), else_=THOUSANDTHS)
    sold = sa.case((_SALE.kind == SaleKind.SALE.value, _SALE.id))
    query = (
        sa.select(
            sa.func.count(sa.distinct(sold)).label("receipts"),
            _sum(sa.case((_LINE.unit == Unit.PIECE.value, quantity), else_=direction), "units"),
            _sum(_LINE.gross_minor, "gross"),
            _sum(_LINE.net_minor, "net"),
            _sum(_LINE.discount_minor, "discount"),
            _sum(sa.case((_LINE.cost_minor.is_not(None), _LINE.net_minor), else_=0), "costed"),
            _sum(sa.func.coalesce(_LINE.cost_minor, 0), "cost"),
        )
        .select_from(schema.sale.join(schema.sale_line))
        .where(*_conditions(sales))
    )
    row = view.execute(query).one()
    return SalesFigures(row.receipts, from_milli(row.units), row.gross, row.net, row.discount, row.costed, row.cost)


def receipts_behind(view: sa.Connection, sales: AskedSales, most: int) -> tuple[int, list[str]]:
    """How many receipts are behind a figure, returns included, and the first of them as ``till-number``."""
    query = sa.select(_SALE.id, _SALE.device_id, _SALE.receipt_number, _SALE.at).where(*in_span(sales.span))
    if sales.of_goods:
        lines = sa.select(_LINE.sale_id).where(_LINE.sale_id == _SALE.id, *_of_goods(sales))
        query = query.where(lines.exists())
    count = view.scalar(sa.select(sa.func.count()).select_from(query.subquery()))
    rows = view.execute(query.order_by(_SALE.business_day, _SALE.at, _SALE.id).limit(most))
    return int(count or 0), [f"{row.device_id}-{row.receipt_number}" for row in rows]


def has_product(view: sa.Connection, sku: str) -> bool:
    """Whether there is, or in a sale was, such a product."""
    query = sa.select(schema.product.c.sku).where(schema.product.c.sku == sku)
    return view.scalar(query) is not None


def _conditions(sales: AskedSales) -> list[sa.ColumnElement[bool]]:
    return [*in_span(sales.span), *_of_goods(sales)]


def _of_goods(sales: AskedSales) -> list[sa.ColumnElement[bool]]:
    product = schema.product.c
    conditions: list[sa.ColumnElement[bool]] = [_LINE.kind == LineKind.GOODS.value]
    if sales.sku is not None:
        conditions.append(_LINE.sku == sales.sku)
    if sales.category is not None:
        conditions.append(_LINE.sku.in_(sa.select(product.sku).where(product.category == sales.category)))
    return conditions


def _sum(column: sa.ColumnElement[Any], name: str) -> sa.Label[int]:
    return sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger).label(name)
