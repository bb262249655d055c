"""Reports of days whose payments were compared with a provider's list, and disputes that it listed."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.payout import DisputeNoted, PaymentsReconciled
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


def known_disputes(view: sa.Connection) -> dict[str, DisputeNoted]:
    """The last state of each dispute, by the provider's name for it, those that began last first."""
    rows = journal.read(view, shop.office_id(view), kinds=[DisputeNoted.kind])
    facts = (decode_fact(DisputeNoted, row.payload).fact for row in rows)
    by_name = {each.dispute: each for each in facts}
    return dict(sorted(by_name.items(), key=lambda each: (each[1].begun_at, each[0]), reverse=True))
