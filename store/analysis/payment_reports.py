"""Reports of days whose payments were compared with a provider's list."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.payout import PaymentsReconciled
from store import journal, shop
from store.database.columns import from_micros


def day_reports(view: sa.Connection, since: datetime) -> dict[date, PaymentsReconciled]:
    """The last report of each day that was compared since an instant, the newest day first."""
    rows = journal.read(view, shop.office_id(view), kinds=[PaymentsReconciled.kind])
    reports = {}
    for row in rows:
        if from_micros(row.at_micros) >= since:
            fact = decode_fact(PaymentsReconciled, row.payload).fact
            reports[date.fromisoformat(fact.day)] = fact
    return dict(sorted(reports.items(), reverse=True))
