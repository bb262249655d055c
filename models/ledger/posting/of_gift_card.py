"""How it is booked that a gift card ended with something on it: the shop owes it no more, and it is income.

A card that was bought in the web shop is booked as well: the money was owed to the buyer since it came, and is owed to
whoever has the card from then on; a purchase that is taken back is the same the other way round. At a till the entry of
the sale does it.

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


def legs_of_web_card(minor: int) -> dict[AccountRole, int]:
    """What is booked of a change of so much on a card by its purchase in the web shop. Debit positive.

    >>> {role.value: amount for role, amount in legs_of_web_card(500).items()}
    {'prepaid': 500, 'gift_card': -500}
    """
    return {AccountRole.PREPAID: minor, AccountRole.GIFT_CARD: -minor}


def entry_of_web_card(entry_id: int, source: int, minor: int, *, chart: Chart, day: date) -> Entry:
    """The entry of a card that was paid in the web shop, or of its withdrawal, which is below zero.

    ``source`` is the change of the card. Raises :class:`models.ledger.chart.NoAccount`. The example has accounts of BAS
    2026.

    >>> chart = Chart({(AccountRole.GIFT_CARD, 0): "2421", (AccountRole.PREPAID, 0): "2420"})
    >>> entry = entry_of_web_card(2, 1, 500, chart=chart, day=date(2026, 11, 30))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('2420', 500), ('2421', -500)]
    """
    return _entry(entry_id, source, legs_of_web_card(minor), chart, day)


def entry_of_ended_card(entry_id: int, source: int, minor: int, *, chart: Chart, day: date) -> Entry:
    """The entry of a card that ended; ``source`` is the change of the card.

    Raises :class:`models.ledger.chart.NoAccount`. The example has accounts of BAS 2026.

    >>> chart = Chart({(AccountRole.GIFT_CARD, 0): "2421", (AccountRole.GIFT_CARD_ENDED, 0): "3990"})
    >>> entry = entry_of_ended_card(2, 1, 250, chart=chart, day=date(2026, 11, 29))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('2421', 250), ('3990', -250)]
    """
    return _entry(entry_id, source, legs_of_ended_card(minor), chart, day)


def _entry(entry_id: int, source: int, legs: dict[AccountRole, int], chart: Chart, day: date) -> Entry:
    booked = sorted((chart.number(role), amount) for role, amount in legs.items())
    postings = tuple(Posting(account, amount) for account, amount in booked)
    return Entry(entry_id, EntryKind.GIFT_CARD, source, day, f"G{source}", postings)
