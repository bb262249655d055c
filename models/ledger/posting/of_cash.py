"""How cash is booked that moves without a sale: floats, what is paid in and out, the safe, the bank, differences.

While a session is open, its cash is on the account of the drawers. The count empties it: what was counted goes to the
safe and the bank bag, so that nothing is left on the account of the drawers but what was sold without a session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.cash.drawer_session import CashKind
from models.facts.cash import CashMoved, DrawerSessionClosed, DrawerSessionOpened
from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting

CashFact = DrawerSessionOpened | CashMoved | DrawerSessionClosed
#: Where cash comes from or goes to.
_OTHER_SIDE: Mapping[CashKind, AccountRole] = {
    CashKind.PAID_IN: AccountRole.UNSORTED,
    CashKind.PAID_OUT: AccountRole.UNSORTED,
    CashKind.FROM_SAFE: AccountRole.SAFE,
    CashKind.TO_SAFE: AccountRole.SAFE,
    CashKind.TO_BANK: AccountRole.CASH_IN_TRANSIT,
    CashKind.TIPS: AccountRole.TIP,
}


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where an entry stands in the books: its id, the till whose drawer it is of, and the chart of its day."""

    id: int
    till_id: int
    chart: Chart


def entry_of_cash(fact: CashFact, place: EntryPlace) -> Entry:
    """The entry of a fact of a drawer session; one whose accounts are all the same has no postings.

    Raises :class:`models.ledger.chart.NoAccount`. Source of the example: BAS 2026, accounts 1910 and 1911.

    >>> from datetime import date
    >>> opened = DrawerSessionOpened(7, 1, "", 1000_00, 0, 0, date(2026, 11, 27))
    >>> chart = Chart({(AccountRole.CASH, 0): "1910", (AccountRole.SAFE, 0): "1911"})
    >>> [(each.account, each.amount_minor) for each in entry_of_cash(opened, EntryPlace(8, 1, chart)).postings]
    [('1910', 100000), ('1911', -100000)]
    """
    legs: dict[str, int] = {}
    for role, amount in legs_of_cash(fact).items():
        account = place.chart.number(role)
        legs[account] = legs.get(account, 0) + amount
    postings = tuple(Posting(account, amount) for account, amount in sorted(legs.items()) if amount)
    source = fact.movement if isinstance(fact, CashMoved) else fact.session
    return Entry(place.id, EntryKind.CASH, source, fact.day, f"{place.till_id}-{fact.kind.value}"[:40], postings)


def legs_of_cash(fact: CashFact) -> dict[AccountRole, int]:
    """What a fact moves between the roles of accounts, in minor units: debit positive.

    >>> from datetime import date
    >>> closed = DrawerSessionClosed(7, 3, 0, 1, 900, 1000, "mistake", 0, "", date(2026, 11, 27))
    >>> {role.value: leg for role, leg in legs_of_cash(closed).items()}
    {'cash': -1000, 'cash_difference': 100, 'safe': 900}
    """
    match fact:
        case DrawerSessionOpened():
            legs = {AccountRole.CASH: fact.opening_float, AccountRole.SAFE: -fact.opening_float}
        case CashMoved():
            legs = {AccountRole.CASH: fact.amount, _OTHER_SIDE[CashKind(fact.cash_kind)]: -fact.amount}
        case DrawerSessionClosed():
            legs = {
                AccountRole.CASH: -fact.expected,
                AccountRole.CASH_DIFFERENCE: fact.expected - fact.counted,
                AccountRole.CASH_IN_TRANSIT: fact.to_bank,
                AccountRole.SAFE: fact.counted - fact.to_bank,
            }
    return {role: amount for role, amount in legs.items() if amount}
