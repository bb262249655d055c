"""How points are booked: what the shop owes for them, at what they are worth when they are used.

The customer paid for them with the goods, so that a part of the sale is income only when they are used or end (BFNAR
2012:1 (K3), chapter 23, on goods and services in one transaction). No tax moves: it is due on what is paid.
"""

from __future__ import annotations

from datetime import date

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting


def legs_of_points(minor: int) -> dict[AccountRole, int]:
    """What is booked of points that came, worth so much; below zero of points that went. Debit positive.

    >>> {role.value: amount for role, amount in legs_of_points(250).items()}
    {'points_given': 250, 'points_debt': -250}
    """
    return {AccountRole.POINTS_GIVEN: minor, AccountRole.POINTS_DEBT: -minor} if minor else {}


def entry_of_points(entry_id: int, source: int, minor: int, *, chart: Chart, day: date) -> Entry | None:
    """The entry of what points of one receipt, or of one change in the office, come to; ``None`` if that is nothing.

    Raises :class:`models.ledger.chart.NoAccount`. The example has accounts of BAS 2026.

    >>> chart = Chart({(AccountRole.POINTS_GIVEN, 0): "3790", (AccountRole.POINTS_DEBT, 0): "2979"})
    >>> entry = entry_of_points(2, 1, 250, chart=chart, day=date(2026, 11, 29))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('2979', -250), ('3790', 250)]
    """
    legs = sorted((chart.number(role), amount) for role, amount in legs_of_points(minor).items())
    postings = tuple(Posting(account, amount) for account, amount in legs)
    return Entry(entry_id, EntryKind.POINTS, source, day, f"P{source}", postings) if postings else None
