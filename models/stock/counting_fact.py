"""Counts of stock as facts of the journal."""

from __future__ import annotations

from models.facts.stock_count import CountedGoodsLine, StockCounted
from models.stock.counting import StockCount


def counted_fact(count: StockCount) -> StockCounted:
    """The whole count; the journal's row has the instant at which it was saved, and the actor."""
    return StockCounted(
        count=count.id,
        key=count.key,
        location=count.location_id,
        goods=tuple(CountedGoodsLine(each.sku, each.counted, each.book, each.at.isoformat()) for each in count.lines),
    )
