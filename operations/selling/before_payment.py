"""What is printed before a basket is paid: a pro-forma, the slip of one that waits, the code that a phone scans."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.unsold import ProFormaPrinted
from models.money import Money
from models.selling.checkout import SettledBasket, number_sale
from models.selling.parked_slip import NotParked, slip_fact
from models.selling.payment_code_slip import payment_code_fact
from models.selling.settlement import Settlement
from models.selling.unsold_receipt import unsold_fact
from operations.access.permissions import check
from operations.selling.complete_sale import EmptyBasket, UnknownBasket
from operations.selling.payment_changes import UnknownAttempt
from operations.unit_of_work import unit_of_work
from store.database.engine import Store
from store.selling import baskets, payment_attempts
from store.selling.basket_prices import BasketPrices


def print_pro_forma(store: Store, actor: Actor, basket_id: int, *, at: datetime) -> None:
    """Record that a basket is wanted on paper before it is paid; the till's printer prints it, marked as no receipt.

    Raises :class:`operations.selling.complete_sale.UnknownBasket` or
    :class:`operations.selling.complete_sale.EmptyBasket`. Goods that come back are not on it.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        station = work.station
        basket = baskets.find_basket(work.tx, basket_id, station.shop.currency)
        if basket is None or basket.device_id != actor.device_id:
            raise UnknownBasket(basket_id)
        if not basket.lines:
            raise EmptyBasket
        priced = BasketPrices(work.tx, station.shop, at).of(replace(basket, returned_minor=None))
        unpaid = Settlement(priced.gross, Money(0, priced.gross.currency), priced.gross, ())
        settled = SettledBasket(priced, unpaid)
        sale = number_sale(settled, station, 0, at=at, operator=actor.operator_id, customer=None)
        work.record(unsold_fact(ProFormaPrinted, sale, basket_id))


def print_parked_slip(store: Store, actor: Actor, basket_id: int, *, at: datetime) -> None:
    """Record that the slip of a basket that waits is wanted; the till's printer prints it.

    Raises :class:`models.selling.parked_slip.NotParked`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        basket = baskets.find_basket(work.tx, basket_id, work.station.shop.currency)
        if basket is None:
            raise NotParked
        work.record(slip_fact(basket, actor.device_id))


def print_payment_code(store: Store, actor: Actor, key: str, *, at: datetime) -> None:
    """Record that the code of a payment by phone is wanted on paper; the till's printer prints it.

    Raises :class:`operations.selling.payment_changes.UnknownAttempt` or
    :class:`models.selling.payment_code_slip.NoPaymentCode`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        attempt = payment_attempts.find_by_key(work.tx, key)
        if attempt is None or attempt.order.till_id != actor.device_id:
            raise UnknownAttempt
        work.record(payment_code_fact(attempt, work.at))
