"""What a shop has, in the figures by which a move is compared."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from models.analytics.moved_figures import FigureName, MovedMeasure
from models.purchasing.purchase_order import COMING
from models.quantity import THOUSANDTHS
from models.shop import DeviceKind
from store import schema

_COUNTED = {
    MovedMeasure.GOODS: schema.product,
    MovedMeasure.SUPPLIERS: schema.supplier,
    MovedMeasure.MEMBERS: schema.member,
}


def shop_figures(view: sa.Connection) -> dict[FigureName, int]:
    """Every figure of a shop as it is now. Stock is worth what the supplier that is ordered from asks for it."""
    figures = {
        FigureName(measure): int(view.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
        for measure, table in _COUNTED.items()
    }
    figures |= _prices(view) | _stock(view) | _orders(view) | _debts(view) | _sales(view)
    return figures


def imported_sales(view: sa.Connection) -> dict[FigureName, int]:
    """The receipts that came from other systems, as in :func:`shop_figures`."""
    devices = sa.select(schema.device.c.id).where(schema.device.c.kind == DeviceKind.IMPORT.value)
    return _sales(view, schema.sale.c.device_id.in_(devices))


def _prices(view: sa.Connection) -> dict[FigureName, int]:
    """Prices with an end, as every one that came over for days that are over has."""
    price = schema.price.c
    query = sa.select(sa.func.count()).select_from(schema.price).where(price.valid_until.is_not(None))
    return {FigureName(MovedMeasure.FORMER_PRICES): int(view.scalar(query) or 0)}


def _stock(view: sa.Connection) -> dict[FigureName, int]:
    level, term = schema.stock_level.c, schema.supplier_term.c
    units = sa.func.sum(sa.type_coerce(level.on_hand, sa.BigInteger))
    levels = dict(view.execute(sa.select(level.sku, units).group_by(level.sku)).tuples().all())
    preferred = sa.select(term.sku, term.cost_minor).where(term.preferred)
    costs = dict(view.execute(preferred).tuples().all())
    worth = sum(int(milli) * int(costs.get(sku, 0)) for sku, milli in levels.items())
    return {
        FigureName(MovedMeasure.STOCK_UNITS): sum(int(milli) for milli in levels.values()),
        FigureName(MovedMeasure.STOCK_COST): round(worth / THOUSANDTHS),
    }


def _orders(view: sa.Connection) -> dict[FigureName, int]:
    """Orders of which something is still to come, and what they cost."""
    order, line = schema.purchase_order.c, schema.purchase_order_line.c
    is_open = order.state.in_([state.value for state in COMING])
    count = view.scalar(sa.select(sa.func.count()).select_from(schema.purchase_order).where(is_open))
    costs = sa.select(sa.func.coalesce(sa.func.sum(line.cost_minor), 0)).join_from(
        schema.purchase_order_line, schema.purchase_order
    )
    return {
        FigureName(MovedMeasure.OPEN_ORDERS): int(count or 0),
        FigureName(MovedMeasure.OPEN_ORDER_COST): int(view.scalar(costs.where(is_open)) or 0),
    }


def _debts(view: sa.Connection) -> dict[FigureName, int]:
    card, account = schema.gift_card.c, schema.point_account.c
    cards, debt = view.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(card.balance_minor), 0)).where(card.balance_minor != 0)
    ).one()
    points = view.scalar(sa.select(sa.func.coalesce(sa.func.sum(account.balance), 0)))
    return {
        FigureName(MovedMeasure.GIFT_CARDS): int(cards),
        FigureName(MovedMeasure.GIFT_CARD_DEBT): int(debt),
        FigureName(MovedMeasure.POINTS): int(points or 0),
    }


def _sales(view: sa.Connection, which: sa.ColumnElement[bool] | None = None) -> dict[FigureName, int]:
    """Receipts and what they come to before cash is rounded, by the year of their business day."""
    sale = schema.sale.c
    days = sa.select(sale.business_day, sa.func.count(), sa.func.sum(sale.gross_minor)).group_by(sale.business_day)
    days = days if which is None else days.where(which)
    figures = Counter[FigureName]()
    for day, count, gross in view.execute(days):
        figures[FigureName(MovedMeasure.SALES, day.year)] += int(count)
        figures[FigureName(MovedMeasure.SALES_SUM, day.year)] += int(gross)
    return dict(figures)
