"""Goods come back without any receipt: at their lowest recent price, in cash, within limits, with a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.offering import Offering
from models.money import MINOR_DIGITS, Money
from models.quantity import check_line_quantity
from models.selling.basket import Basket, BasketLine, BasketState, PricedBasket
from models.selling.blind_return import BlindGoods, BlindLimits, NoPriceToReturn, UnknownBuyer, lowest_price, with_cost
from models.selling.checkout import origin_at, price_at
from models.selling.decide.scan_product import decide_scan
from models.selling.fiscal_signer import FiscalSigner, NoFiscalSigner
from models.selling.goods_kinds import check_measured
from models.selling.refund_sale import refund_of_goods, settle_refund
from models.selling.return_line import GoodsReturned
from models.selling.sale import Sale
from models.selling.scale_label import measured
from models.selling.settlement import cash_due
from models.selling.till_event import Scan
from models.shop_settings import BLIND_CUSTOMER_MAX, BLIND_DAY_MAX
from operations.access.permissions import NotPermitted, check
from operations.selling.complete_sale import BasketChanged, EmptyBasket, UnknownBasket
from operations.selling.sale_records import record_sale
from operations.selling.scanned_product import find_scanned
from operations.selling.undo_sale import BasketInTheWay
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.catalogue.deposit_rows import deposit_here
from store.catalogue.kit_rows import with_kits
from store.catalogue.one_product import prices_of
from store.customers import has_customer
from store.database.engine import Connection, Store
from store.selling import baskets, blind_sums, coupons, sales
from store.setting_rows import get_value

NO_SIGNER = NoFiscalSigner()


@dataclass(frozen=True, slots=True)
class BlindQuote:
    """What goods are worth that come back without a receipt: ``lines`` in the order of their first scan.

    ``cash`` is what the customer gets, ``left`` how much may be given back today, and ``basket_id`` the id that the
    return receipt will have.
    """

    basket_id: int
    lines: tuple[BasketLine, ...]
    amounts_minor: tuple[int, ...]
    worth: Money
    cash: Money
    left: Money


@dataclass(frozen=True, slots=True)
class BlindWish:
    """A wish to take goods back without a receipt, worth ``worth`` on the screen, for a known ``customer``."""

    basket_id: int
    goods: tuple[BlindGoods, ...]
    returned: GoodsReturned
    worth: Money
    customer: str | None = None


def quote_blind_return(store: Store, actor: Actor, goods: Sequence[BlindGoods], *, at: datetime) -> BlindQuote:
    """What the goods are worth now; only an empty basket is opened for them, if there is none.

    Raises :class:`operations.selling.undo_sale.BasketInTheWay`,
    :class:`models.selling.blind_return.NoBlindReturns`, :class:`models.selling.blind_return.NoPriceToReturn` or what
    :func:`operations.selling.scanned_product.find_scanned` raises.
    """
    check(actor, Permission.RETURN_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        basket = _empty_basket(work)
        priced = _priced(work, basket, goods)
        limits = blind_limits(work.tx, priced.currency)
        limits.check(Money(0, priced.currency), *_given_today(work, priced.currency, None))
        return BlindQuote(
            basket_id=basket.id,
            lines=tuple(each.line for each in priced.lines),
            amounts_minor=tuple(
                each.gross_minor + (each.deposit.gross_minor if each.deposit else 0) for each in priced.lines
            ),
            worth=priced.gross,
            cash=cash_due(priced.gross),
            left=limits.left(*_given_today(work, priced.currency, None)),
        )


def give_blind_return(
    store: Store, actor: Actor, wish: BlindWish, *, at: datetime, signer: FiscalSigner = NO_SIGNER
) -> Sale:
    """Take the goods back in cash, and return the refund; it refers to no sale. Repeating changes nothing.

    Somebody else than the operator approves it, whatever the operator may do. Raises as :func:`quote_blind_return`,
    and :class:`models.selling.blind_return.BlindReturnLimit`, :class:`models.selling.blind_return.UnknownBuyer`,
    :class:`operations.selling.complete_sale.EmptyBasket`, :class:`operations.selling.complete_sale.BasketChanged`,
    :class:`operations.selling.complete_sale.UnknownBasket` or :class:`operations.access.permissions.NotPermitted`.
    """
    check(actor, Permission.RETURN_GOODS)
    if actor.approval is None or actor.approval.permission != Permission.APPROVE_RETURNS:
        raise NotPermitted(actor.operator_id, Permission.APPROVE_RETURNS)
    with unit_of_work(store, actor, at=at) as work:
        existing = sales.find_sale(work.tx, wish.basket_id)
        if existing is not None:
            return existing
        basket = _empty_basket(work)
        if basket.id != wish.basket_id:
            raise UnknownBasket(wish.basket_id)
        priced = _priced(work, basket, wish.goods)
        _check(work, priced, wish)
        refund = _refund(work, priced, wish)
        record_sale(work, replace(refund, signature=signer.sign(refund)))
        coupons.free_coupons(work.tx, basket.id)
        baskets.discard_basket(work.tx, basket.id)
        return sales.get_sale(work.tx, refund.id)


def blind_limits(view: Connection, currency: str) -> BlindLimits:
    """What the shop gives back without a receipt, from its settings."""
    unit = 10 ** MINOR_DIGITS.get(currency, 2)
    most = (Money(int(get_value(view, name)) * unit, currency) for name in (BLIND_CUSTOMER_MAX, BLIND_DAY_MAX))
    return BlindLimits(*most)


def _empty_basket(work: UnitOfWork) -> Basket:
    """The till's open basket, whose id the refund gets; raises :class:`BasketInTheWay` if it holds anything."""
    basket = baskets.open_basket(work.tx, work.station.device.id, work.station.shop.currency)
    if basket is not None:
        if not basket.is_empty or basket.has_payments:
            raise BasketInTheWay
        return basket
    (basket_id,) = work.take_ids()
    opened_basket = Basket(basket_id, work.station.device.id, BasketState.OPEN, "", work.at, 0)
    baskets.add_basket(work.tx, opened_basket)
    return opened_basket


def _priced(work: UnitOfWork, basket: Basket, goods: Sequence[BlindGoods]) -> PricedBasket:
    """The goods as if they were sold at their lowest recent price, without any discount or promotion."""
    company = work.station.shop
    for each in goods:
        basket = _with_goods(work, basket, each)
    rates = catalogue.tax_rates(work.tx, company.country, company.tax_day(work.at))
    basket = replace(basket, lines=with_kits(work.tx, basket.lines), notes=())
    return price_at(basket, company, rates, work.at)


def _with_goods(work: UnitOfWork, basket: Basket, goods: BlindGoods) -> Basket:
    company, location_id = work.station.shop, work.station.location.id
    day = company.business_day(work.at)
    offering, reading = find_scanned(work.tx, goods.code, company.country, day, location_id)
    if offering.open_price:
        raise NoPriceToReturn(offering.name)
    event = Scan(0, goods.code, goods.quantity, measured=goods.quantity != 1)
    check_measured(offering, event, has_label=reading.weight is not None or reading.price is not None)
    offering = _at_lowest(work, offering)
    offering, quantity = measured(offering, reading, goods.quantity, company.currency)
    check_line_quantity(quantity, offering.unit)
    deposit = deposit_here(work.tx, offering, company, day)
    after = decide_scan(basket, replace(event, quantity=quantity), offering, company.currency, deposit).basket
    assert after is not None, "a scan leaves a basket"
    cost = None if offering.cost_minor is None else Money(offering.cost_minor, company.currency)
    return with_cost(after, offering.sku, cost)


def _at_lowest(work: UnitOfWork, offering: Offering) -> Offering:
    company = work.station.shop
    prices = prices_of(work.tx, [offering.sku], company.currency)[offering.sku]
    lowest = lowest_price(
        prices,
        offering.sku,
        company.business_day(work.at),
        location_id=work.station.location.id,
        today_minor=offering.price_minor,
    )
    return replace(offering, price_minor=lowest)


def _given_today(work: UnitOfWork, currency: str, customer: str | None) -> tuple[Money, Money]:
    """What was given back today without a receipt: to a customer, zero without one, and at the location in all."""
    place, day = work.station.location.id, work.station.shop.business_day(work.at)
    of_customer = 0 if customer is None else blind_sums.given_without_receipt(work.tx, place, day, customer)
    return Money(of_customer, currency), Money(blind_sums.given_without_receipt(work.tx, place, day), currency)


def _check(work: UnitOfWork, priced: PricedBasket, wish: BlindWish) -> None:
    if not priced.lines:
        raise EmptyBasket
    if wish.customer is not None and not has_customer(work.tx, wish.customer):
        raise UnknownBuyer(wish.customer)
    if priced.gross != wish.worth:
        raise BasketChanged(wish.worth, priced.gross)
    blind_sums.lock_location(work.tx, work.station.location.id)
    given_today = _given_today(work, priced.currency, wish.customer)
    blind_limits(work.tx, priced.currency).check(priced.gross, *given_today)


def _refund(work: UnitOfWork, priced: PricedBasket, wish: BlindWish) -> Sale:
    number, operator = work.take_receipt_number(), work.actor.operator_id
    origin = origin_at(work.station, number, at=work.at, operator=operator, customer=wish.customer)
    settlement = settle_refund(priced.gross, Money(0, priced.currency), (), has_cash=True)
    return refund_of_goods(priced, wish.returned, settlement, origin, wish.basket_id)
