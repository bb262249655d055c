"""Suppliers as a fact of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.supplier import SuppliersChanged, SupplierValues
from models.purchasing.supplier import Supplier


def suppliers_fact(suppliers: Iterable[Supplier]) -> SuppliersChanged:
    """The fact that these suppliers exist from now on, as they are here."""
    return SuppliersChanged(
        tuple(SupplierValues(each.code, each.name, each.lead_time_days, each.review_period_days) for each in suppliers)
    )
