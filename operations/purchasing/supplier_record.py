"""How suppliers deliver, as far as it was known at an instant: lead times to order by, and the scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.purchasing.lead_times import SEEN_DAYS, LeadTimes, learn_lead_times
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.sent_order import SentLine, SentOrder
from models.purchasing.supplier import Supplier, SupplierTerm, lead_time
from models.purchasing.supplier_scorecard import SupplierScorecard, score
from models.shop import Shop
from store import purchasing, sent_orders, supplier_rules
from store.database.engine import Connection

#: The scorecard has the orders that were sent within so many days.
SCORED_DAYS = 180


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What is agreed with suppliers today; :meth:`plan` gives the day on which goods should have come by it."""

    suppliers: Mapping[str, Supplier]
    terms: Mapping[tuple[str, str], SupplierTerm]
    rules: Mapping[str, OrderingRules]

    def plan(self, order: SentOrder, line: SentLine) -> date:
        supplier = self.suppliers[order.supplier_code]
        term = self.terms.get((order.supplier_code, line.sku))
        days = supplier.lead_time_days if term is None else lead_time(supplier, term)
        rules = self.rules.get(order.supplier_code, OrderingRules(order.supplier_code))
        sent_on, clock = order.sent_at.date(), order.sent_at.time()
        has_calendar = bool(rules.order_days or rules.cut_off)
        return rules.delivery_day(rules.order_day(sent_on, clock) if has_calendar else sent_on, days)


def supplier_lead_times(view: Connection, company: Shop, at: datetime) -> dict[str, LeadTimes]:
    """The lead times of each supplier that an order was sent to, from what had happened before ``at``."""
    today, agreed = company.business_day(at), _agreed(view, company)
    orders = sent_orders.sent_orders(view, company, since=at - timedelta(days=SEEN_DAYS), until=at)
    by_supplier = sent_orders.by_supplier(orders)
    return {code: learn_lead_times(each, agreed.plan, today) for code, each in by_supplier.items()}


def supplier_scorecards(view: Connection, company: Shop, at: datetime) -> list[SupplierScorecard]:
    """The scorecard of every supplier by code, from what had happened before ``at``."""
    today, agreed = company.business_day(at), _agreed(view, company)
    orders = sent_orders.sent_orders(view, company, since=at - timedelta(days=SEEN_DAYS), until=at)
    scored_from = company.wall_clock(at - timedelta(days=SCORED_DAYS))
    by_supplier = sent_orders.by_supplier(orders)
    cards = []
    for code, supplier in agreed.suppliers.items():
        own = by_supplier.get(code, [])
        lead_times = learn_lead_times(own, agreed.plan, today)
        cards.append(score(supplier, (each for each in own if each.sent_at >= scored_from), lead_times, today))
    return cards


def _agreed(view: Connection, company: Shop) -> _Agreed:
    terms = {(each.supplier_code, each.sku): each for each in purchasing.all_terms(view, company.currency)}
    return _Agreed(purchasing.all_suppliers(view), terms, supplier_rules.all_rules(view))
