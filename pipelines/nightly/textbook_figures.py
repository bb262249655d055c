"""What textbook formulas ask about a product: its demand of late, its supplier's terms, its margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

import numpy as np

from models.demand.censoring import uncensor
from models.money import Money
from models.purchasing.lead_times import FIXED
from models.purchasing.supplier import chosen_terms, lead_time
from models.replenishment.spoiling import LOST_SHARE_MIN
from models.replenishment.textbook_orders import ProductFigures
from operations.purchasing.supplier_record import supplier_lead_times
from pipelines.nightly.demand_history import demand_history
from store import purchasing, shop
from store.analysis import demand_frames
from store.database.engine import Connection

#: The formulas look at so many of the last days; what a unit brings is judged by as many as the replay's.
DAYS, PRICE_DAYS = 56, 91


@dataclass(frozen=True, slots=True)
class OrderWork:
    """What the work of one order costs, and the chance of not running out that is asked for."""

    cost: Money
    service: float


def product_figures(view: Connection, sku: str, work: OrderWork, at: datetime) -> Mapping[int, ProductFigures]:
    """The figures of a product by location, without days to come; none where no supplier offers it.

    What an empty shelf hid is estimated, as in a replay.
    Raises :class:`pipelines.nightly.demand_history.NothingSold`.
    """
    company = shop.get_shop(view)
    today = company.business_day(at)
    term = chosen_terms(purchasing.terms_in_force(view, company.currency)).get(sku)
    history = demand_history(view, today, 0)
    if term is None:
        return {}
    late = supplier_lead_times(view, company, at).get(term.supplier_code, FIXED)
    supplier = purchasing.all_suppliers(view)[term.supplier_code]
    net_prices = dict(demand_frames.net_prices(view, today - timedelta(days=PRICE_DAYS), today).iter_rows())
    cost = float(term.cost.minor)
    panel = uncensor(history.take(np.nonzero((history.keys["sku"] == sku).to_numpy())[0]))
    by_location = {}
    for row, location_id in enumerate(panel.keys["location_id"]):
        units = np.nan_to_num(panel.units[row, -DAYS:].astype(np.float64))
        by_location[location_id] = ProductFigures(
            mean=max(float(units.mean()), 0.0),
            deviation=float(units.std()),
            review_days=supplier.review_period_days,
            lead_days=max(lead_time(supplier, term) + late.days_late, 0),
            lead_deviation=sqrt(late.variance),
            cost=max(cost, 1.0),
            margin=max(net_prices.get(sku, cost) - cost, LOST_SHARE_MIN * cost, 1.0),
            order_cost=float(work.cost.minor),
            service=work.service,
        )
    return by_location
