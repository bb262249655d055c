"""A tip that was mistyped from a slip is corrected, by somebody else than who took the payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Reason
from models.ledger.posting.of_tips import legs_of_tip_corrected
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod
from models.payments.tip_account import (
    PAID_TO_MAX,
    TIP_MAX_MINOR,
    NoTipToCorrect,
    OwnTipCorrected,
    TipChange,
    TipEntry,
    TipPaidOut,
    TipRule,
    TipsNotOwed,
    TipSource,
    WrongTip,
    owner_of_tip,
)
from operations.access.permissions import check
from operations.cash.sessions import cash_text
from operations.tip_books import book_change_of_tips, post_tips, tip_rule
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Store
from store.selling import payment_attempts, tip_rows

_WHY = {
    "payment": Reason("tip_no_slip", "no tip is typed for such a payment"),
    "same": Reason("tip_is_right", "it has that amount already"),
    "reason": Reason("tip_no_reason", "it takes a reason"),
    "off": Reason("tip_off", "customers cannot give tips by card here"),
}


@dataclass(frozen=True, slots=True)
class TipCorrection:
    """What the slip of a payment really has as a tip (nothing: it was given back), and why it is corrected."""

    attempt_id: int
    right: Money
    reason: str


def correct_tip(store: Store, actor: Actor, correction: TipCorrection, *, at: datetime) -> TipEntry:
    """Let the shop owe what the slip has, and the terminal have taken it; payment and receipt stay as they are.

    Raises :class:`models.payments.tip_account.NoTipToCorrect`,
    :class:`models.payments.tip_account.OwnTipCorrected`, :class:`models.payments.tip_account.TipPaidOut`,
    :class:`models.payments.tip_account.WrongTip` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CORRECT_TIPS)
    reason = cash_text(correction.reason, PAID_TO_MAX)
    if not reason:
        raise NoTipToCorrect(_WHY["reason"])
    with unit_of_work(store, actor, at=at) as work:
        attempt = _slip(work, correction)
        owner = _owner(work, attempt)
        tip_rows.change_tips(work.tx, owner, 0)  # whoever corrects the same tip at once waits here
        change = correction.right.minor - tip_rows.tip_of_payment(work.tx, attempt.id)
        if not change:
            raise NoTipToCorrect(_WHY["same"])
        try:
            source = TipSource(attempt.id, paid_to=reason)
            entry = book_change_of_tips(work, owner, TipChange.CORRECTION, change, source)
        except TipsNotOwed as error:
            raise TipPaidOut(error.owed) from error
        post_tips(work, entry, legs_of_tip_corrected(change))
        return entry


def _slip(work: UnitOfWork, correction: TipCorrection) -> PaymentAttempt:
    """The payment on a terminal of its own whose tip was typed, taken by somebody else."""
    right, attempt = correction.right, payment_attempts.find_attempt(work.tx, correction.attempt_id)
    if not 0 <= right.minor <= TIP_MAX_MINOR or right.currency != work.station.shop.currency:
        raise WrongTip(right)
    is_slip = attempt is not None and attempt.order.method is PaymentMethod.OWN_TERMINAL and attempt.is_paid
    if attempt is None or not is_slip or attempt.order.kind is not AttemptKind.CHARGE:
        raise NoTipToCorrect(_WHY["payment"])
    if attempt.operator == work.actor.operator_id:
        raise OwnTipCorrected
    return attempt


def _owner(work: UnitOfWork, attempt: PaymentAttempt) -> str:
    """Whose tip it is: as it was booked, else by the rule of today."""
    owner = tip_rows.owner_of_payment(work.tx, attempt.id)
    if owner is not None:
        return owner
    rule = tip_rule(work.tx)
    if rule is TipRule.OFF:
        raise NoTipToCorrect(_WHY["off"])
    return owner_of_tip(rule, attempt.operator)
