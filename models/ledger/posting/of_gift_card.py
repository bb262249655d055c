"""How it is booked that a gift card ended with something on it: the shop owes it no more, and it is income.

Nothing is supplied for it, so no tax is due: a multi-purpose voucher is taxed when it pays for goods
(mervärdesskattelag (2023:200), chapter 5 sections 40 to 44; directive (EU) 2016/1065).
"""

from __future__ import annotations

from datetime import date

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting


def legs_of_ended_card(minor: int) -> dict[AccountRole, int]:
    """What is booked of a card that ended with so much on it. Debit positive.

    >>> {role.value: amount for role, amount in legs_of_ended_card(250).items()}
    {'gift_card': 250, 'gift_card_ended': -250}
    """
    return {AccountRole.GIFT_CARD: minor, AccountRole.GIFT_CARD_ENDED: -minor}


def entry_of_ended_card(entry_id: int, source: int, minor: int, *, chart: Chart, day: date) -> Entry:
    """The entry of a card that ended; ``source`` is the change of the card.

    Raises :class:`models.ledger.chart.NoAccount`. The example has accounts of BAS 2026.

    >>> chart = Chart({(AccountRole.GIFT_CARD, 0): "2421", (AccountRole.GIFT_CARD_ENDED, 0): "3990"})
    >>> entry = entry_of_ended_card(2, 1, 250, chart=chart, day=date(2026, 11, 29))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('2421', 250), ('3990', -250)]
    """
    legs = sorted((chart.number(role), amount) for role, amount in legs_of_ended_card(minor).items())
    postings = tuple(Posting(account, amount) for account, amount in legs)
    return Entry(entry_id, EntryKind.GIFT_CARD, source, day, f"G{source}", postings)
