"""When the goods of an order should come that leaves now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from models.purchasing.supplier import lead_time
from operations.unit_of_work import UnitOfWork
from store import purchasing
from store.supplier_rules import rules_of


def expected_day(work: UnitOfWork, supplier_code: str, skus: Collection[str], currency: str) -> date:
    """The supplier's delivery day after its order day and the lead time of the product that takes longest."""
    company = work.station.shop
    supplier, rules = purchasing.all_suppliers(work.tx)[supplier_code], rules_of(work.tx, supplier_code)
    terms = purchasing.terms_of(work.tx, supplier_code, currency)
    days = [lead_time(supplier, terms[sku]) if sku in terms else supplier.lead_time_days for sku in skus]
    day, local = company.business_day(work.at), company.wall_clock(work.at)
    ordered_on = rules.order_day(local.date(), local.time()) if rules.order_days or rules.cut_off else day
    return rules.delivery_day(ordered_on, max(days, default=supplier.lead_time_days))
