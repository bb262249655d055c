"""Stock for programs of others: what is on hand, by location and SKU."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from app.api.cursors import read_cursor, write_cursor
from app.api.key_check import Needs, StoreOf
from app.api.page_parts import PAGE_USUAL, Cursor, KnownTag, Limit, LocationWish, replies, tagged
from app.api.records import StockPage, StockRow
from models.access.api_key import ApiScope
from operations.access.tills import check_location
from store import shop, stock

router = APIRouter(dependencies=[Depends(Needs(ApiScope.STOCK))], tags=["stock"])


@router.get("/stock", response_model=StockPage, responses=replies(may_be_missing=True))
def list_stock(
    store: StoreOf,
    *,
    limit: Limit = PAGE_USUAL,
    cursor: Cursor = "",
    location: LocationWish = None,
    known_tag: KnownTag = None,
) -> Response:
    """What is on hand of each product that was ever in stock, in the product's unit."""
    place, sku = read_cursor(cursor, (int, str)) if cursor else (0, "")
    with store.view() as view:
        if location is not None:
            check_location(view, location)
        names = {each.id: each.name for each in shop.all_locations(view)}
        levels = stock.levels_after(view, (int(place), str(sku)), limit, location)
    rows = [
        StockRow(
            location=each.location_id,
            location_name=names[each.location_id],
            sku=each.sku,
            unit=each.unit,
            on_hand=f"{each.on_hand:f}",
        )
        for each in levels
    ]
    more = write_cursor([levels[-1].location_id, levels[-1].sku]) if len(levels) == limit else None
    return tagged(StockPage(stock=rows, next=more), known_tag)
