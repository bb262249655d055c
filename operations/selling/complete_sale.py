"""Completing a sale: one transaction from the basket to the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.errors import Refused
from models.ledger.posting import entry_of_sale
from models.money import Money
from models.selling.basket import Basket, PricedBasket, price_basket
from models.selling.sale import Origin, Sale, make_sale, movements_of
from models.selling.sale_fact import completed_fact
from models.selling.settlement import Offer, settle
from operations.unit_of_work import unit_of_work
from store import catalogue, ledger, stock
from store.database.engine import Connection, Store
from store.selling import baskets, sales
from store.shop import Station


class UnknownBasket(Refused):
    """The basket is not waiting at this till (any more)."""

    code = "unknown_basket"
    text = (
        "There is no basket {basket_id} at this till: it was cancelled or belongs to another. "
        "Nothing was sold; look at the till and try again."
    )

    basket_id: int


class EmptyBasket(Refused):
    """There is nothing to pay."""

    code = "empty_basket"
    text = "The basket is empty. Nothing was sold; scan something first."


class BasketChanged(Refused):
    """The basket costs something else than what the operator saw."""

    code = "basket_changed"
    text = (
        "The basket costs {due} {due.currency} and not {shown}: it changed after it was shown. "
        "Nothing was sold; look at the basket and take the payment again."
    )

    shown: Money
    due: Money


@dataclass(frozen=True, slots=True)
class Payment:
    """A wish to pay: ``shown`` is the total, before rounding of cash, that the operator saw."""

    device_id: int
    basket_id: int
    shown: Money
    offers: tuple[Offer, ...]
    operator: str
    customer: str | None = None


def complete_sale(store: Store, payment: Payment, *, at: datetime) -> Sale:
    """Turn a basket into a sale: lines, settlement, receipt number, stock, books and journal, or nothing.

    The sale's id is the basket's, so paying twice is one sale: the second call returns what stands.
    Raises :class:`UnknownBasket`, :class:`EmptyBasket`, :class:`BasketChanged`,
    :class:`models.selling.settlement.TooLittlePaid`, :class:`models.selling.settlement.TooMuchPaid` or
    :class:`models.selling.settlement.TooMuchCash`.
    """
    with unit_of_work(store, Actor(payment.operator, payment.device_id), at=at) as work:
        tx, station = work.tx, work.station
        basket = baskets.find_basket(tx, payment.basket_id, station.shop.currency)
        if basket is None:
            return _paid_before(tx, payment)
        _check_payable(basket, payment)
        sale = _sell(tx, station, basket, payment, receipt_number=work.take_receipt_number(), at=at)
        keep_sales(tx, [sale])
        work.record(completed_fact(sale))
        baskets.discard_basket(tx, basket.id)
    return sale


def keep_sales(tx: Connection, made: list[Sale]) -> None:
    """Record sales with everything that follows from them but the journal: goods and books."""
    sales.record_sales(tx, made)
    stock.record_movements(tx, [movement for sale in made for movement in movements_of(sale)])
    ledger.post(tx, [entry_of_sale(sale) for sale in made])


def _paid_before(tx: Connection, payment: Payment) -> Sale:
    """The sale that a basket became: a sale and its basket never stand side by side."""
    kept = sales.find_sale(tx, payment.basket_id)
    if kept is None:
        raise UnknownBasket(payment.basket_id)
    return kept


def _check_payable(basket: Basket, payment: Payment) -> None:
    if basket.device_id != payment.device_id:
        raise UnknownBasket(payment.basket_id)
    if not basket.lines:
        raise EmptyBasket


def _sell(
    tx: Connection, station: Station, basket: Basket, payment: Payment, *, receipt_number: int, at: datetime
) -> Sale:
    day = station.shop.business_day(at)
    taxed_on = station.shop.tax_day(at)
    rates = catalogue.tax_rates(tx, station.shop.country, taxed_on)
    priced: PricedBasket = price_basket(basket, rates, taxed_on, station.shop.currency)
    if priced.gross != payment.shown:
        raise BasketChanged(payment.shown, priced.gross)
    origin = Origin(
        device_id=station.device.id,
        receipt_number=receipt_number,
        location_id=station.location.id,
        at=at,
        business_day=day,
        operator=payment.operator,
        customer=payment.customer,
    )
    return make_sale(priced, settle(priced.gross, payment.offers), origin)
