"""Tips by card are paid out again: from a drawer, or from the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.cash.drawer_session import CashKind
from models.ledger.posting.of_tips import legs_of_tips_paid
from models.money import Money
from models.payments.tip_account import PAID_TO_MAX, NobodyPaid, TipChange, TipEntry, TipSource, WrongTip, owner_of_tip
from operations.access.permissions import check
from operations.cash.sessions import CashWish, cash_text, move_in
from operations.tip_books import book_change_of_tips, post_tips, tip_rule
from operations.unit_of_work import unit_of_work
from store.cash import sessions
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class TipPayout:
    """Tips of ``owner`` (empty: what all share) to pay out; ``paid_to`` names who gets them."""

    owner: str
    amount: Money
    paid_to: str


def pay_tips_from_drawer(store: Store, actor: Actor, wish: CashWish, *, at: datetime) -> TipEntry | None:
    """Take tips out of the actor's drawer, which are theirs, or everybody's where all share them.

    The reason of the wish names who gets them; the same wish again is the same cash, and returns ``None``. Raises
    :class:`models.payments.tip_account.TipsNotOwed`, :class:`models.payments.tip_account.NobodyPaid` and what
    :func:`operations.cash.sessions.move_cash` raises.
    """
    check(actor, Permission.PAY_OUT_TIPS)
    if wish.kind is not CashKind.TIPS:
        raise ValueError(f"{wish.kind} is no kind of tips")
    paid_to = _names(wish.reason)
    with unit_of_work(store, actor, at=at) as work:
        if sessions.find_movement(work.tx, wish.key) is not None:
            return None
        movement = move_in(work, wish)
        owner = owner_of_tip(tip_rule(work.tx), actor.operator_id)
        source = TipSource(movement_id=movement.id, paid_to=paid_to)
        return book_change_of_tips(work, owner, TipChange.DRAWER, movement.amount, source)


def pay_tips_from_bank(store: Store, actor: Actor, payout: TipPayout, *, at: datetime) -> TipEntry:
    """Record that tips were paid out from the bank, alone or with the wages.

    Raises :class:`models.payments.tip_account.TipsNotOwed`, :class:`models.payments.tip_account.NobodyPaid`,
    :class:`models.payments.tip_account.WrongTip` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.PAY_OUT_TIPS)
    paid_to = _names(payout.paid_to)
    with unit_of_work(store, actor, at=at) as work:
        company = work.station.shop
        if payout.amount.minor <= 0 or payout.amount.currency != company.currency:
            raise WrongTip(payout.amount)
        source = TipSource(paid_to=paid_to)
        entry = book_change_of_tips(work, payout.owner, TipChange.BANK, -payout.amount.minor, source)
        post_tips(work, entry, legs_of_tips_paid(payout.amount.minor))
        return entry


def _names(text: str) -> str:
    names = cash_text(text, PAID_TO_MAX)
    if not names:
        raise NobodyPaid
    return names
