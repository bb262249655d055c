"""The parts in which a basket is paid, as a sale takes them up, and the books of each."""

from __future__ import annotations

from dataclasses import replace

from models.money import Money
from models.payments.attempt import PaymentAttempt
from models.selling.basket import Basket
from models.selling.payment_parts import PaymentOpen, PaymentParts
from models.selling.settlement import Offer
from operations.attempt_books import save_with_books
from operations.selling.on_account import book_on_account
from operations.tip_books import book_tip
from operations.unit_of_work import UnitOfWork
from store.selling import payment_attempts


def parts_of(work: UnitOfWork, basket: Basket, gross: Money) -> PaymentParts:
    """What is paid of a basket, and being paid."""
    return PaymentParts(gross, payment_attempts.attempts_of(work.tx, basket.id) if basket.has_payments else ())


def paid_offers(work: UnitOfWork, basket: Basket, gross: Money) -> tuple[Offer, ...]:
    """What is paid of a basket already, as tenders; raises :class:`PaymentOpen` while nobody knows."""
    parts = parts_of(work, basket, gross)
    if parts.open_attempt is not None:
        raise PaymentOpen(parts.open_attempt.order.amount)
    return parts.offers


def apply_parts(work: UnitOfWork, basket_id: int, *, besides: int | None = None) -> None:
    """The sale of a basket has its paid parts as tenders now: nothing of them is owed to the customer any more.

    One attempt may be left ``besides``: the one whose answer made the sale, and which is saved with it.
    """
    for each in payment_attempts.attempts_of(work.tx, basket_id):
        if each.is_paid and each.id != besides:
            save_change(work, each, replace(each, is_applied=True))


def save_change(work: UnitOfWork, before: PaymentAttempt, after: PaymentAttempt) -> None:
    """Write an attempt as it is now, in its row, in the journal, in the books and on accounts of customers and tips."""
    book_on_account(work, before, after)
    book_tip(work, before, after)
    save_with_books(work, before, after)
