"""A drawer session: from the float that is put into a cash drawer to the count that empties it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from models.errors import Refused
from models.facts.cash import CountedPieces
from models.money import Money

#: No float, movement or count is larger, in minor units: a mistyped barcode is no amount.
CASH_MAX_MINOR = 1_000_000_00
BAG_LENGTH_MAX = 40
PIECES_MAX = 100_000


class CashKind(StrEnum):
    """Why cash goes into the drawer or out of it without a sale."""

    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    FROM_SAFE = "from_safe"
    TO_SAFE = "to_safe"
    TO_BANK = "to_bank"
    TIPS = "tips"
    """Tips that customers gave by card, paid out to those who earned them."""


_INTO_DRAWER = frozenset({CashKind.PAID_IN, CashKind.FROM_SAFE})


class DrawerMode(StrEnum):
    """Whose a drawer session is: everybody's at a till, or one operator's own."""

    TILL = "till"
    OPERATOR = "operator"


class WrongCash(Refused):
    """An amount of cash that cannot be."""

    code = "wrong_cash"
    text = "{amount} cannot be an amount of cash here. Nothing was changed; enter the amount again."

    amount: Money


class DrawerOpenAlready(Refused):
    """A float for a drawer whose session is open."""

    code = "drawer_session_open"
    text = "The drawer has its float already. Nothing was changed; count the drawer before another float goes in."


class NoDrawerSession(Refused):
    """Something with the cash of a drawer that nobody gave a float."""

    code = "no_drawer_session"
    text = "The drawer has no float yet. Nothing was changed; register the float first, also if it is 0."


class NoReason(Refused):
    """Cash moved, or a difference was accepted, without a reason."""

    code = "cash_needs_reason"
    text = "A reason is missing. Nothing was changed; write in a few words why."


class NoBagNumber(Refused):
    """Cash for the bank in a bag without a number."""

    code = "bag_needs_number"
    text = "The number of the bank bag is missing. Nothing was changed; read it on the bag."


class NotEnoughCash(Refused):
    """More cash out of a drawer than there should be in it."""

    code = "not_enough_cash"
    text = "There should be less than {amount} {amount.currency} in the drawer. Nothing was changed; count the drawer."

    amount: Money


class CountMissing(Refused):
    """A drawer is closed that was not counted, or that was sold from since."""

    code = "count_missing"
    text = "The drawer was not counted, or cash came or went since. Nothing was closed; count it now."


class CountedTooOften(Refused):
    """One count more than the shop allows."""

    code = "counted_too_often"
    text = (
        "The drawer was counted {times} times, and no more are allowed. Nothing was changed; go on with the last count "
        "and give a reason for the difference."
    )

    times: int


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """A count of a drawer: its total, the ``pieces`` if notes and coins were counted, what should have been there."""

    attempt: int
    counted: int
    expected: int
    pieces: tuple[CountedPieces, ...] = ()

    @property
    def difference(self) -> int:
        """What was there too much (positive) or too little."""
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class DrawerSession:
    """One session; amounts are minor units.

    ``owner`` is the operator whose drawer it is, empty where it is everybody's at the till. It has the cash of the
    till's receipts after ``receipts_after``, up to ``receipts_up_to`` once it is closed, and is in the Z report with
    that ``report`` number. ``parts_before`` is the cash that baskets without a sale had paid when it began,
    ``parts_after`` when it ended. ``last_count`` is the newest.
    """

    id: int
    till_id: int
    owner: str
    opened_by: str
    opened_at: datetime
    opening_float: int
    receipts_after: int
    parts_before: int
    last_count: DrawerCount | None = None
    receipts_up_to: int | None = None
    parts_after: int = 0
    report: int | None = None
    closed_by: str = ""
    closed_at: datetime | None = None
    reason: str = ""
    to_bank: int = 0
    bag: str = ""

    @property
    def is_open(self) -> bool:
        """Whether cash still goes in and out."""
        return self.closed_at is None

    @property
    def times_counted(self) -> int:
        """How often it was counted."""
        return self.last_count.attempt if self.last_count else 0

    def counted(self, count: DrawerCount) -> DrawerSession:
        """The session with one more count."""
        return replace(self, last_count=count)


@dataclass(frozen=True, slots=True)
class CashMovement:
    """Cash that went into a drawer (positive) or out of it without a sale, in minor units."""

    id: int
    key: str
    session_id: int
    kind: CashKind
    amount: int
    reason: str
    bag: str
    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DrawerCash:
    """What moved the cash of a session: its float, movements, the cash of its receipts and of unsold parts."""

    opening_float: int
    moved_in: int
    moved_out: int
    sold: int
    parts: int

    @property
    def expected(self) -> int:
        """What should be in the drawer.

        >>> DrawerCash(opening_float=1000_00, moved_in=0, moved_out=500_00, sold=2400_00, parts=0).expected
        290000
        """
        return self.opening_float + self.moved_in - self.moved_out + self.sold + self.parts


def signed_amount(kind: CashKind, amount: Money) -> int:
    """The amount of a movement: into the drawer is positive. Raises :class:`WrongCash`.

    >>> signed_amount(CashKind.TO_SAFE, Money(500_00, "SEK"))
    -50000
    """
    if not 0 < amount.minor <= CASH_MAX_MINOR:
        raise WrongCash(amount)
    return amount.minor if kind in _INTO_DRAWER else -amount.minor


def is_too_much(expected: Money, alert_above: int) -> bool:
    """Whether more should be in a drawer than ``alert_above`` whole units of its currency; 0 is no limit.

    >>> is_too_much(Money(5000_01, "SEK"), 5000), is_too_much(Money(5000_00, "SEK"), 5000)
    (True, False)
    """
    return 0 < alert_above < expected.major()


def check_amount(amount: Money) -> int:
    """A float or a counted total in minor units; raises :class:`WrongCash`."""
    if not 0 <= amount.minor <= CASH_MAX_MINOR:
        raise WrongCash(amount)
    return amount.minor


def total_of_pieces(pieces: Iterable[CountedPieces], currency: str) -> Money:
    """What counted notes and coins are worth; raises :class:`WrongCash` for values or numbers that cannot be.

    >>> str(total_of_pieces([CountedPieces(100_00, 3), CountedPieces(5_00, 2)], "SEK"))
    '310.00'
    """
    counted = list(pieces)
    for each in counted:
        if not 0 <= each.pieces <= PIECES_MAX or each.value <= 0:
            raise WrongCash(Money(each.value, currency))
    amount = Money(sum(each.value * each.pieces for each in counted), currency)
    check_amount(amount)
    return amount


def check_recount(session: DrawerSession, times_max: int) -> int:
    """The number of the next count; raises :class:`CountedTooOften`."""
    if session.times_counted >= times_max:
        raise CountedTooOften(session.times_counted)
    return session.times_counted + 1


def check_count(session: DrawerSession, expected: int, reason: str) -> DrawerCount:
    """The count with which a session can be closed; raises :class:`CountMissing` or :class:`NoReason`."""
    count = session.last_count
    if count is None or count.expected != expected:
        raise CountMissing
    if count.difference and not reason:
        raise NoReason
    return count
