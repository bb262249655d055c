"""Tips by card: a debt to the staff until it is paid out, beside the sale and without tax. Pure.

Source: Skatteverket's statement of 2016-08-30 on tips: what a guest adds freely is no part of the price and has no
tax; a tip by card goes through the shop's bank account and is owed to those who earned it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.errors import Reason, Refused
from models.money import Money

#: A larger tip is a mistyped amount, in minor units.
TIP_MAX_MINOR = 10_000_00
#: The account of tips that all share.
SHARED = ""
PAID_TO_MAX = 60


class TipRule(StrEnum):
    """Whether customers may give tips by card, and whose they are."""

    OFF = "off"
    OWN = "own"
    """Of who took the payment."""
    SHARED = "shared"
    """Of all together."""


class TipChange(StrEnum):
    """What changes an account of tips."""

    TIP = "tip"
    DRAWER = "drawer"
    """Paid out of the cash drawer."""
    BANK = "bank"
    """Paid out from the bank, alone or with the wages."""
    CORRECTION = "correction"
    """The slip has another tip than was typed, or the tip was given back on the terminal."""
    RETURNED = "returned"
    """It goes back to the card with the goods, or did not after all."""


#: What may change the tip of a payment several times.
REPEATABLE = frozenset({TipChange.CORRECTION, TipChange.RETURNED})


class WrongTip(Refused):
    """A tip where none can be: tips are off, it is no card on a terminal of its own, or it is far too large."""

    code = "wrong_tip"
    text = "A tip of {amount} cannot be entered here. Nothing was charged; look at the slip and enter it again."

    amount: Money


class TipsNotOwed(Refused):
    """More is to be paid out than there is of tips."""

    code = "tips_not_owed"
    text = "Only {owed} of tips are left to pay out. Nothing was paid out; enter that amount or less."

    owed: Money


class NobodyPaid(Refused):
    """Tips are to be paid out to nobody."""

    code = "tips_to_nobody"
    text = "The name of who gets the tips is missing. Nothing was paid out; write the name, or the names."


class NoTipToCorrect(Refused):
    """A tip that nobody typed, or that is right already, or a correction without a reason."""

    code = "no_tip_to_correct"
    text = "This tip cannot be corrected: {why}. Nothing was changed."

    why: Reason


class OwnTipCorrected(Refused):
    """Whoever took a payment wants to correct its tip."""

    code = "own_tip_corrected"
    text = "You took this payment yourself. Nothing was changed; let somebody else look at the slip and correct it."


class TipNotReturned(Refused):
    """A tip is to go back with a refund that gives none back: it is no tip, it went back before, or goods stay."""

    code = "tip_not_returned"
    text = (
        "No tip can go back with this refund. Nothing was given back; a tip goes back once, with the last goods that "
        "its card paid for."
    )


class TipPaidOut(Refused):
    """A tip that was too high or is to go back, and is paid out already."""

    code = "tip_paid_out"
    text = (
        "Only {owed} of these tips are left, the rest is paid out already. Nothing was changed; settle it with whoever "
        "got them, and correct the tip once there is enough of it."
    )

    owed: Money


@dataclass(frozen=True, slots=True)
class TipSource:
    """What changes an account of tips: a payment at a till, cash out of a drawer, or neither; who was paid, or why."""

    attempt_id: int | None = None
    movement_id: int | None = None
    paid_to: str = ""


@dataclass(frozen=True, slots=True)
class TipEntry:
    """One change of an account of tips, in minor units: a tip is above zero, what is paid out below.

    ``owner`` is the operator whose tips they are, empty where all share them. ``attempt_id`` is the payment that had
    the tip, ``movement_id`` the cash that went out of a drawer. ``paid_to`` names who got it, or why it was corrected.
    """

    id: int
    owner: str
    change: str
    amount_minor: int
    balance_minor: int
    attempt_id: int | None
    movement_id: int | None
    paid_to: str
    at: datetime
    business_day: date
    operator: str

    @property
    def source(self) -> int:
        """What an entry is of, once: a payment, cash, or the entry itself, if it may change a payment several times."""
        return self.id if self.change in REPEATABLE else self.attempt_id or self.movement_id or self.id


def owner_of_tip(rule: TipRule, operator: str) -> str:
    """Whose account a tip goes to that an operator took, or is paid out of when they take theirs.

    >>> owner_of_tip(TipRule.OWN, "anna"), owner_of_tip(TipRule.SHARED, "anna")
    ('anna', '')
    """
    return operator if rule is TipRule.OWN else SHARED


def check_tip(tip: Money | None, rule: TipRule, *, is_on_slip: bool) -> Money | None:
    """The tip that an operator read on a slip; ``None`` for none. Raises :class:`WrongTip`."""
    if tip is None or not tip.minor:
        return None
    if rule is TipRule.OFF or not is_on_slip or not 0 < tip.minor <= TIP_MAX_MINOR:
        raise WrongTip(tip)
    return tip
