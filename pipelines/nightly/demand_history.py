"""What the shop sold, stocked and plans, as the panel that forecasts and replays learn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from models.demand.campaigns import campaign_depth
from models.demand.daily import demand_panel
from models.demand.panel import DemandPanel
from models.errors import Refused
from store import shop
from store.analysis import demand_frames
from store.database.engine import Connection

#: Days that are learned from: a year, its same weeks a year before, and the weeks of training.
HISTORY_DAYS = 600
#: A shop that has not sold for longer is forecast from the day after its last sale, not from today.
PAUSE_DAYS_MAX = 28


class NothingSold(Refused):
    """There is no day with sales to learn from."""

    code = "nothing_sold"
    text = (
        "There are no sales before today to learn from. Nothing was changed; sell for a day, or take over past "
        "sales with 'kassa import sales FILE', then run 'kassa run forecast' again."
    )


def demand_history(view: Connection, today: date, horizon_days: int) -> DemandPanel:
    """Demand per product and location of the days before ``today``, with plans for so many days ahead.

    Raises :class:`NothingSold`.
    """
    days = demand_frames.sale_days(view, today)
    if days is None:
        raise NothingSold
    began, last = days
    cutoff = today - timedelta(1) if (today - last).days <= PAUSE_DAYS_MAX else last
    first = max(began, cutoff - timedelta(HISTORY_DAYS - 1))
    until = cutoff + timedelta(1)
    sold = demand_frames.units_sold(view, first, until)
    stock = demand_frames.stock_moved(view, first, until)
    places = pl.concat([sold.select("location_id", "sku"), stock.select("location_id", "sku")]).unique()
    products = places.join(demand_frames.active_products(view), on="sku")
    panel = demand_panel(products, sold, stock, first=first, cutoff=cutoff)
    end = until + timedelta(horizon_days)
    prices, own = demand_frames.prices(view, end), demand_frames.location_prices(view, end)
    depth = campaign_depth(panel.keys, prices, own=own, first=first, day_count=panel.day_count + horizon_days)
    return replace(panel, depth=depth, country=shop.get_shop(view).country)
