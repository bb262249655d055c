"""How it is booked that a customer paid what was bought on account: money at the bank instead of a claim."""

from __future__ import annotations

from datetime import date

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting


def legs_of_account_payment(minor: int) -> dict[AccountRole, int]:
    """What is booked of a payment of so much that came to the bank. Debit positive.

    >>> {role.value: amount for role, amount in legs_of_account_payment(250).items()}
    {'bank': 250, 'customer_account': -250}
    """
    return {AccountRole.BANK: minor, AccountRole.CUSTOMER_ACCOUNT: -minor}


def entry_of_account_payment(entry_id: int, source: int, minor: int, *, chart: Chart, day: date) -> Entry:
    """The entry of a payment; ``source`` is the change of the customer's account.

    Raises :class:`models.ledger.chart.NoAccount`. The example has accounts of BAS 2026.

    >>> chart = Chart({(AccountRole.BANK, 0): "1930", (AccountRole.CUSTOMER_ACCOUNT, 0): "1510"})
    >>> entry = entry_of_account_payment(2, 1, 250, chart=chart, day=date(2026, 11, 29))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('1510', -250), ('1930', 250)]
    """
    legs = sorted((chart.number(role), amount) for role, amount in legs_of_account_payment(minor).items())
    postings = tuple(Posting(account, amount) for account, amount in legs)
    return Entry(entry_id, EntryKind.CUSTOMER_ACCOUNT, source, day, f"K{source}", postings)
