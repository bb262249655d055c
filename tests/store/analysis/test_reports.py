"""Sums by the database equal those of the sales themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.analytics.sales import SalesFigures
from models.quantity import Unit
from models.selling.sale import Sale
from store.analysis import reports
from store.analysis.reports import Ranking, Span
from store.database.engine import Store
from tests.builders import AT, DAY, small_shop
from tests.trade import FIRST, local, trading_shop

QUARTER_SECONDS = 15 * 60


def figures_of(sales: Iterable[Sale]) -> SalesFigures:
    """The figures of sales, one by one, without SQL."""
    made = list(sales)
    lines = [line for sale in made for line in sale.lines]
    costed = [line for line in lines if line.cost is not None]
    return SalesFigures(
        receipts=len(made),
        units=sum((line.quantity if line.unit is Unit.PIECE else Decimal(1) for line in lines), start=Decimal(0)),
        gross_minor=sum(line.gross.minor for line in lines),
        net_minor=sum(line.net.minor for line in lines),
        discount_minor=sum(line.discount.minor for line in lines),
        costed_net_minor=sum(line.net.minor for line in costed),
        cost_minor=sum(line.cost.minor for line in costed if line.cost),
    )


def within(sales: Iterable[Sale], span: Span) -> list[Sale]:
    """The sales that a span means."""
    return [
        sale
        for sale in sales
        if span.first <= sale.origin.business_day < span.until
        and span.location_id in {None, sale.origin.location_id}
        and (span.before is None or sale.origin.at < span.before)
    ]


SPANS = [
    Span.of_day(DAY),
    Span.of_day(DAY - timedelta(days=7), before=AT - timedelta(days=7)),
    Span.of_days_to(DAY, 28),
    Span.of_days_to(DAY, 28, location_id=2),
    Span(FIRST, DAY),
    Span.of_day(DAY + timedelta(days=1)),
]


@pytest.mark.parametrize("span", SPANS, ids=repr)
def test_figures_by_day(store: Store, span: Span) -> None:
    made = within(trading_shop(store), span)
    days = {sale.origin.business_day for sale in made}
    with store.view() as view:
        found = reports.figures_by_day(view, span)
    assert found == {day: figures_of(s for s in made if s.origin.business_day == day) for day in days}


def test_a_night_sale_counts_to_the_day_before(store: Store) -> None:
    made = trading_shop(store)
    day = DAY - timedelta(days=2)
    night = [sale for sale in made if sale.origin.at >= local(day, 24) and sale.origin.business_day == day]
    assert night
    with store.view() as view:
        whole = reports.figures_by_day(view, Span.of_day(day))[day]
        by_midnight = reports.figures_by_day(view, Span.of_day(day, before=local(day, 24)))[day]
    assert whole.receipts - by_midnight.receipts == len(night)


def test_sales_by_quarter_begin_at_whole_quarters_and_sum_to_the_day(store: Store) -> None:
    made = within(trading_shop(store), Span.of_day(DAY))
    sums: dict[datetime, int] = defaultdict(int)
    for sale in made:
        at = sale.origin.at
        sums[at - timedelta(minutes=at.minute % 15, seconds=at.second)] += sale.net.minor
    with store.view() as view:
        found = reports.sales_by_quarter(view, Span.of_day(DAY))
    assert {quarter.at: quarter.net_minor for quarter in found} == sums
    assert [quarter.at for quarter in found] == sorted(sums)
    assert all(quarter.at.timestamp() % QUARTER_SECONDS == 0 for quarter in found)


@pytest.mark.parametrize("by", Ranking)
def test_best_sellers(store: Store, by: Ranking) -> None:
    span = Span.of_days_to(DAY, 28)
    made = within(trading_shop(store), span)
    sold: dict[str, list[Decimal]] = {}
    for line in (line for sale in made for line in sale.lines):
        net, units, margin = sold.setdefault(line.sku, [Decimal(0)] * 3)
        gain = Decimal(0) if line.cost is None else Decimal(line.net.minor - line.cost.minor)
        sold[line.sku] = [net + line.net.minor, units + line.quantity, margin + gain]
    measure = list(Ranking).index(by)
    if by is Ranking.MARGIN:
        del sold["LUNCH"]  # its cost is not known
    ranked = sorted(sold, key=lambda sku: (-sold[sku][measure], sku))
    with store.view() as view:
        found = reports.best_sellers(view, span, by, 3)
    assert [product.sku for product in found] == ranked[:3]
    assert [product.net_minor for product in found] == [sold[sku][0] for sku in ranked[:3]]
    assert [product.quantity for product in found] == [sold[sku][1] for sku in ranked[:3]]


def test_a_margin_that_is_not_known_is_not_zero(store: Store) -> None:
    trading_shop(store)
    with store.view() as view:
        found = reports.best_sellers(view, Span.of_days_to(DAY, 28), Ranking.NET, 10)
    assert [product.sku for product in found if product.margin_minor is None] == ["LUNCH"]


def test_first_and_last_day(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        assert reports.first_and_last_day(view) is None


def test_first_and_last_day_of_a_trading_shop(store: Store) -> None:
    trading_shop(store)
    with store.view() as view:
        assert reports.first_and_last_day(view) == (FIRST, DAY)


def test_no_report_walks_the_whole_history(sqlite_store: Store) -> None:
    trading_shop(sqlite_store)
    statements: list[tuple[str, tuple[object, ...]]] = []
    with sqlite_store.view() as view:
        sa.event.listen(view, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
        span = Span.of_days_to(DAY, 28)
        reports.figures_by_day(view, span)
        reports.sales_by_quarter(view, Span.of_day(DAY))
        reports.best_sellers(view, span, Ranking.NET, 10)
        reports.web_sales(view, span)
        assert len(statements) == 5
        for query, values in tuple(statements):
            plan = [row[3] for row in view.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)]
            assert not [step for step in plan if step.startswith("SCAN")], plan
            assert any("ix_sale_listed" in step for step in plan), plan
