"""The output tax of a period: of sales and refunds, and of what customers paid before they fetched the goods."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.cash.tax_period import add_tax
from models.facts.day import TaxSum
from store.cash.trade_figures import tax_of_days
from store.selling.advance_rows import advances_of_days


def tax_due(view: sa.Connection, first: date, last: date) -> tuple[TaxSum, ...]:
    """By tax rate what a tax return of the business days from ``first`` to ``last`` has, of the whole shop."""
    return add_tax(tax_of_days(view, first, last), advances_of_days(view, first, last))
