"""A payment attempt is made, changes as answers come, and with the last part the basket becomes a sale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.payment import PaymentResolved
from models.money import Money
from models.payments.attempt import (
    INSTANT_METHODS,
    AttemptKind,
    PaymentAnswer,
    PaymentAttempt,
    PaymentMethod,
    PaymentOrder,
)
from models.payments.attempt_moves import after_answer, claim_request, pay_at_sight, resolve_attempt, want_cancel
from models.payments.attempt_state import AttemptState
from models.payments.tip_account import SHARED, TipPaidOut, TipRule, TipsNotOwed, check_tip
from models.selling.basket import Basket, PricedBasket
from models.selling.payment_parts import NoSuchPart, PaymentParts
from models.selling.return_rules import tip_left
from models.selling.till_event import reason_text
from operations.access.permissions import check
from operations.attempt_books import add_attempt
from operations.selling.complete_return import complete_return
from operations.selling.complete_sale import Payment, UnknownBasket, price_for_payment, sell_basket
from operations.selling.offline_limits import may_go_offline
from operations.selling.payment_books import apply_parts, parts_of, save_change
from operations.tip_books import tip_rule
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Store
from store.selling import baskets, payment_attempts, tip_rows
from store.selling.basket_prices import BasketPrices


class NoTerminal(Refused):
    """A card or a mobile payment at a till that has nobody to ask for it."""

    code = "no_terminal"
    text = (
        "No payment terminal is connected to this till. Nobody was charged; take cash, or connect a terminal in the "
        "back office first."
    )


class UnknownAttempt(Refused):
    """There is no payment attempt of that key or number here."""

    code = "unknown_attempt"
    text = "There is no such payment at this till. Nothing was changed; look at the basket and try again."


class SecondPersonNeeded(Refused):
    """One person alone decides what became of a payment."""

    code = "second_person_needed"
    text = (
        "Two people decide what became of a payment that nobody knows. Nothing was changed; let another person who may "
        "approve it with their PIN or badge."
    )


class EvidenceMissing(Refused):
    """Somebody decides about a payment without naming any evidence."""

    code = "evidence_missing"
    text = (
        "The evidence is missing. Nothing was changed; write what the terminal's slip or the provider's list shows, "
        "such as its number and time."
    )


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """A part that an operator wants to take. ``key`` is random: the same wish sent again is the same attempt.

    ``price_shown`` is the price of the basket that the operator saw. ``terminal`` is the link of who asks the customer.
    ``reference`` is the text on the slip of a terminal of its own, or the number of a customer's account; ``tip`` is
    what that slip shows beside the amount.
    """

    key: str
    basket_id: int
    price_shown: Money
    method: PaymentMethod
    amount: Money
    terminal: str | None = None
    reference: str = ""
    tip: Money | None = None


def begin_payment(store: Store, actor: Actor, wish: PaymentWish, *, at: datetime) -> PaymentAttempt:
    """Store an attempt before anything is asked of anybody; what an operator sees with their own eyes is paid at once.

    Raises what :func:`price_for_payment` raises, :class:`NoTerminal`, :class:`models.selling.payment_parts.WrongPart`,
    :class:`models.payments.tip_account.WrongTip`,
    :class:`models.selling.payment_parts.PaymentOpen`, :class:`store.selling.payment_attempts.TerminalBusy` or, for
    a purchase on account, what :func:`operations.selling.on_account.book_on_account` raises.
    """
    check(actor, Permission.SELL)
    if wish.method is PaymentMethod.ON_ACCOUNT:
        check(actor, Permission.SELL_ON_ACCOUNT)
    with unit_of_work(store, actor, at=at) as work:
        existing = payment_attempts.find_by_key(work.tx, wish.key)
        if existing is not None:
            return _of_till(existing, actor)
        basket = baskets.find_basket(work.tx, wish.basket_id, work.station.shop.currency)
        if basket is None:
            raise UnknownBasket(wish.basket_id)
        priced = price_for_payment(work, basket, wish.price_shown)
        parts_of(work, basket, priced.due).check_new(wish.method, wish.amount)
        tip = check_tip(wish.tip, tip_rule(work.tx), is_on_slip=wish.method is PaymentMethod.OWN_TERMINAL)
        if wish.method is PaymentMethod.WEB or (wish.method not in INSTANT_METHODS and wish.terminal is None):
            raise NoTerminal
        return store_attempt(work, _charge_of(work, wish), wish.reference, tip)


def return_part(store: Store, actor: Actor, part_key: str, key: str, *, at: datetime) -> PaymentAttempt:
    """Begin to give back a part that is paid and in no sale: of a basket that waits, or of one that was paid otherwise.

    Raises :class:`models.selling.payment_parts.NoSuchPart` or :class:`models.selling.payment_parts.PaymentOpen`.
    """
    check(actor, Permission.CANCEL_BASKET)
    with unit_of_work(store, actor, at=at) as work:
        existing = payment_attempts.find_by_key(work.tx, key)
        if existing is not None:
            return _of_till(existing, actor)
        part = payment_attempts.find_by_key(work.tx, part_key)
        if part is None:
            raise NoSuchPart
        others = payment_attempts.attempts_of(work.tx, _of_till(part, actor).order.basket_id)
        charge, amount = PaymentParts(part.order.amount, others).returnable(part_key)
        tip = _tip_of_part(work, charge, others)
        return store_refund(work, _refund_of(work, charge, amount + tip, key), charge.answer.reference or "", tip)


def cancel_payment(store: Store, actor: Actor, key: str, *, at: datetime) -> PaymentAttempt:
    """Wish that the customer is no longer asked; the terminal decides whether it is too late.

    Raises :class:`UnknownAttempt`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        attempt = payment_attempts.find_by_key(work.tx, key)
        if attempt is None:
            raise UnknownAttempt
        return _save(work, _of_till(attempt, actor), want_cancel(attempt, work.at))


def claim_attempt(store: Store, actor: Actor, attempt_id: int, *, at: datetime) -> PaymentAttempt:
    """Store that the first request of an attempt is about to leave; raises :class:`UnknownAttempt`."""
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        attempt = _get(work, attempt_id)
        return _save(work, attempt, claim_request(attempt, work.at))


def record_answer(
    store: Store, actor: Actor, attempt_id: int, answer: PaymentAnswer, *, at: datetime
) -> PaymentAttempt:
    """Store what a terminal answered. With the part that pays the rest, the basket becomes a sale at once.

    Raises :class:`UnknownAttempt`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        attempt = _get(work, attempt_id)
        return _save(work, attempt, after_answer(attempt, answer, work.at))


def resolve_payment(
    store: Store, actor: Actor, attempt_id: int, state: AttemptState, evidence: str, *, at: datetime
) -> PaymentAttempt:
    """Decide, with another person, what became of an attempt that no provider knows.

    Raises :class:`SecondPersonNeeded`, :class:`EvidenceMissing`, :class:`UnknownAttempt`,
    :class:`models.payments.attempt_moves.AttemptDecided` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.RESOLVE_PAYMENTS)
    if actor.approval is None or actor.approval.permission != Permission.RESOLVE_PAYMENTS:
        raise SecondPersonNeeded
    note = reason_text(evidence)
    if not note:
        raise EvidenceMissing
    with unit_of_work(store, actor, at=at) as work:
        attempt = _get(work, attempt_id)
        after = resolve_attempt(attempt, state, work.at)
        work.record(PaymentResolved(attempt.id, state.value, note))
        return _save(work, attempt, after)


def _of_till(attempt: PaymentAttempt, actor: Actor) -> PaymentAttempt:
    if attempt.order.till_id != actor.device_id:
        raise UnknownAttempt
    return attempt


def _get(work: UnitOfWork, attempt_id: int) -> PaymentAttempt:
    attempt = payment_attempts.find_attempt(work.tx, attempt_id)
    if attempt is None:
        raise UnknownAttempt
    return _of_till(attempt, work.actor)


def _charge_of(work: UnitOfWork, wish: PaymentWish) -> PaymentAttempt:
    is_card = wish.method is PaymentMethod.CARD
    asks_tip = is_card and tip_rule(work.tx) is not TipRule.OFF
    order = PaymentOrder(
        key=wish.key,
        basket_id=wish.basket_id,
        till_id=work.station.device.id,
        kind=AttemptKind.CHARGE,
        method=wish.method,
        amount=wish.amount,
        made_at=work.at,
        may_offline=is_card and not asks_tip and may_go_offline(work, wish.basket_id, wish.amount),
        asks_tip=asks_tip,
    )
    return new_attempt(work, order, None if wish.method in INSTANT_METHODS else wish.terminal)


def _tip_of_part(work: UnitOfWork, charge: PaymentAttempt, attempts: Iterable[PaymentAttempt]) -> Money:
    """The tip that goes back with a part: there is no sale it was given for. What is paid out already stays so."""
    tip = tip_left(charge, attempts)
    owed = tip_rows.tips_owed(work.tx, tip_rows.owner_of_payment(work.tx, charge.id) or SHARED)
    return tip if tip.minor <= owed else Money(0, tip.currency)


def _refund_of(work: UnitOfWork, charge: PaymentAttempt, amount: Money, key: str) -> PaymentAttempt:
    order = PaymentOrder(
        key=key,
        basket_id=charge.order.basket_id,
        till_id=charge.order.till_id,
        kind=AttemptKind.REFUND,
        method=charge.order.method,
        amount=amount,
        made_at=work.at,
        original_reference=charge.answer.reference,
    )
    return new_attempt(work, order, charge.terminal, original=charge.id)


def new_attempt(
    work: UnitOfWork, order: PaymentOrder, terminal: str | None, original: int | None = None
) -> PaymentAttempt:
    """An attempt of which nothing was stored or asked yet; ``terminal`` is ``None`` where nobody is asked."""
    (attempt_id,) = work.take_ids()
    state = AttemptState.CREATED
    return PaymentAttempt(
        attempt_id, order, work.actor.operator_id, terminal, state, work.at, PaymentAnswer(state), original
    )


def store_attempt(work: UnitOfWork, new: PaymentAttempt, reference: str, tip: Money | None = None) -> PaymentAttempt:
    """Store a new attempt; what the operator sees with their own eyes is paid at once."""
    add_attempt(work, new)
    baskets.mark_payments(work.tx, new.order.basket_id, has_payments=True)
    return _save(work, new, pay_at_sight(new, reference, tip)) if new.order.method in INSTANT_METHODS else new


def store_refund(work: UnitOfWork, new: PaymentAttempt, reference: str, tip: Money | None) -> PaymentAttempt:
    """Store a new attempt to give back, of which so much is a ``tip``: from now on it is the customer's.

    Raises :class:`models.payments.tip_account.TipPaidOut`.
    """
    stored = store_attempt(work, new, reference)
    if tip is None or not tip.minor:
        return stored
    after = replace(stored, answer=replace(stored.answer, tip=tip))
    try:
        save_change(work, stored, after)
    except TipsNotOwed as error:
        raise TipPaidOut(error.owed) from error
    return after


def _save(work: UnitOfWork, before: PaymentAttempt, after: PaymentAttempt) -> PaymentAttempt:
    """Write what changed of an attempt, with all that follows from it."""
    if after == before:
        return after
    if not after.is_open:
        payment_attempts.save_attempt(work.tx, after)  # what follows reads it
        after = replace(after, is_applied=after.is_applied or _follow_up(work, after))
    save_change(work, before, after)
    return after


def _follow_up(work: UnitOfWork, attempt: PaymentAttempt) -> bool:
    """Sell a basket of which everything is paid, and return true; let one go of which nothing is."""
    basket = baskets.find_basket(work.tx, attempt.order.basket_id, work.station.shop.currency)
    if basket is None:
        return False  # money for a basket that is gone: the list of unresolved payments shows it
    priced = _price(work, basket)
    parts = PaymentParts(priced.due, payment_attempts.attempts_of(work.tx, basket.id))
    if not parts.is_begun:
        baskets.mark_payments(work.tx, basket.id, has_payments=False)
    if parts.gross.minor < 0:
        return _end_return(work, attempt, parts, priced)
    if parts.open_attempt is not None or not attempt.is_paid or not parts.is_whole or parts.rest.minor < 0:
        return False
    sell_basket(work, basket, Payment(basket.id, parts.gross, (), sold_by=_who_sells(parts, attempt)))
    apply_parts(work, basket.id, besides=attempt.id)
    return True


def _end_return(work: UnitOfWork, attempt: PaymentAttempt, parts: PaymentParts, priced: PricedBasket) -> bool:
    """Make the documents of a basket of which everything has gone back, and return true."""
    is_whole = parts.given_back == -parts.gross
    if parts.open_attempt is not None or not attempt.is_paid or not is_whole:
        return False
    complete_return(work, priced.basket, priced, operator=attempt.operator, besides=attempt.id)
    return True


def _who_sells(parts: PaymentParts, last: PaymentAttempt) -> str:
    """Who took the last part, also where somebody else found out that it is paid or gave another part back."""
    charges = [each for each in parts.attempts if each.order.kind is AttemptKind.CHARGE and each.is_paid]
    return last.operator if last.order.kind is AttemptKind.CHARGE else charges[-1].operator


def _price(work: UnitOfWork, basket: Basket) -> PricedBasket:
    return BasketPrices(work.tx, work.station.shop, work.at).of(basket)
