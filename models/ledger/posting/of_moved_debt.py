"""How it is booked that a shop moved in with debts to its customers: gift cards that were sold, points that came.

They were paid for in the books of the former system. Here they open as debts against the account for opening balances,
so that no sale, no tax and no result of this shop's books moves.
"""

from __future__ import annotations

from datetime import date

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting

#: What the reference of an entry begins with, by its kind.
_LETTERS = {EntryKind.GIFT_CARD: "G", EntryKind.POINTS: "P"}


def legs_of_moved_debt(role: AccountRole, minor: int) -> dict[AccountRole, int]:
    """What is booked of so much that the shop owed before it moved in. Debit positive.

    >>> {role.value: amount for role, amount in legs_of_moved_debt(AccountRole.GIFT_CARD, 250).items()}
    {'gift_card': -250, 'opening_balance': 250}
    """
    return {role: -minor, AccountRole.OPENING_BALANCE: minor} if minor else {}


def entry_of_moved_debt(
    entry_id: int, source: int, legs: dict[AccountRole, int], kind: EntryKind, *, chart: Chart, day: date
) -> Entry:
    """The entry of a debt that came with the shop; ``source`` is the change of the card or the points.

    Raises :class:`models.ledger.chart.NoAccount`. The example has accounts of BAS 2026.

    >>> chart = Chart({(AccountRole.GIFT_CARD, 0): "2421", (AccountRole.OPENING_BALANCE, 0): "2099"})
    >>> legs = legs_of_moved_debt(AccountRole.GIFT_CARD, 250)
    >>> entry = entry_of_moved_debt(2, 1, legs, EntryKind.GIFT_CARD, chart=chart, day=date(2026, 11, 29))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings], entry.reference
    ([('2099', 250), ('2421', -250)], 'G1')
    """
    booked = sorted((chart.number(role), amount) for role, amount in legs.items())
    postings = tuple(Posting(account, amount) for account, amount in booked)
    return Entry(entry_id, kind, source, day, f"{_LETTERS[kind]}{source}", postings)
