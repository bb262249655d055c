"""How it is booked that tips were paid out from the bank, or corrected. Out of a drawer they are cash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting


def legs_of_tips_paid(minor: int) -> dict[AccountRole, int]:
    """What is booked of tips of so much that were paid out. Debit positive.

    >>> {role.value: amount for role, amount in legs_of_tips_paid(250).items()}
    {'tip': 250, 'bank': -250}
    """
    return {AccountRole.TIP: minor, AccountRole.BANK: -minor}


def legs_of_tip_corrected(minor: int) -> dict[AccountRole, int]:
    """What is booked of a tip that is so much more than was typed from a slip, or less. Debit positive.

    The terminal of its own took what its slip shows.

    >>> {role.value: amount for role, amount in legs_of_tip_corrected(-450).items()}
    {'card': -450, 'tip': 450}
    """
    return {AccountRole.CARD: minor, AccountRole.TIP: -minor}


def entry_of_tips(entry_id: int, source: int, legs: Mapping[AccountRole, int], *, chart: Chart, day: date) -> Entry:
    """The entry of tips paid out or corrected; ``source`` is the change of the account of tips.

    Raises :class:`models.ledger.chart.NoAccount`. The example has accounts of BAS 2026.

    >>> chart = Chart({(AccountRole.BANK, 0): "1930", (AccountRole.TIP, 0): "2890"})
    >>> entry = entry_of_tips(2, 1, legs_of_tips_paid(250), chart=chart, day=date(2026, 11, 29))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('1930', -250), ('2890', 250)]
    """
    booked = sorted((chart.number(role), amount) for role, amount in legs.items())
    postings = tuple(Posting(account, amount) for account, amount in booked)
    return Entry(entry_id, EntryKind.TIP, source, day, f"D{source}", postings)
