"""How a provider's payout is booked: the bank gets what is left of the shop's claims after fees."""

from __future__ import annotations

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting
from models.payments.booked_payout import BookedPayout


def legs_of_payout(payout: BookedPayout) -> dict[AccountRole, int]:
    """What a payout books, in minor units: debit positive.

    Money that a customer's bank took back is a claim on the customer. A payout that did not arrive is taken off the
    bank's account again. The example has 100 kr of cards, of which the provider takes 1.50.

    >>> from datetime import date
    >>> from models.money import Money
    >>> card, fee, none = (Money(minor, "SEK") for minor in (10000, 150, 0))
    >>> payout = BookedPayout(1, "po_1", date(2026, 11, 27), card - fee, card, fee, none, none, none, 1)
    >>> {role.value: amount for role, amount in legs_of_payout(payout).items()}
    {'bank': 9850, 'payment_fee': 150, 'card': -10000}
    """
    legs = {
        AccountRole.BANK: payout.amount.minor - payout.returned.minor,
        AccountRole.PAYMENT_FEE: payout.fees.minor,
        AccountRole.CARD: -payout.payments.minor,
        AccountRole.CLAIM: -payout.disputed.minor,
        AccountRole.UNSORTED: -payout.other.minor,
    }
    return {role: amount for role, amount in legs.items() if amount}


def entry_of_payout(entry_id: int, payout: BookedPayout, chart: Chart) -> Entry:
    """The entry of a payout; raises :class:`models.ledger.chart.NoAccount`.

    The example is the one above (BAS 2026, accounts 1686, 1930 and 6040).

    >>> from datetime import date
    >>> from models.money import Money
    >>> card, fee, none = (Money(minor, "SEK") for minor in (10000, 150, 0))
    >>> payout = BookedPayout(1, "po_1", date(2026, 11, 27), card - fee, card, fee, none, none, none, 1)
    >>> numbers = {AccountRole.CARD: "1686", AccountRole.BANK: "1930", AccountRole.PAYMENT_FEE: "6040"}
    >>> entry = entry_of_payout(2, payout, Chart({(role, 0): number for role, number in numbers.items()}))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('1686', -10000), ('1930', 9850), ('6040', 150)]
    """
    legs: dict[str, int] = {}
    for role, amount in legs_of_payout(payout).items():
        number = chart.number(role)
        legs[number] = legs.get(number, 0) + amount
    postings = tuple(Posting(account, amount) for account, amount in sorted(legs.items()) if amount)
    return Entry(entry_id, EntryKind.PAYOUT, payout.id, payout.day, payout.reference[:40], postings)
