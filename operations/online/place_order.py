"""Ordering what is in a visitor's basket: the goods are promised in the same transaction, or nothing is ordered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.offering import Offering
from models.dispatch.sending_rules import DispatchKind
from models.facts.online_order import OnlineOrderPlaced, OrderedLine, PromisedUnits
from models.facts.sealed_details import web_order_subject
from models.online.online_order import (
    OPEN_ORDERS_MAX,
    GoodsNotLeft,
    NotOrderable,
    OnlineOrder,
    OnlineOrderState,
    OrderContact,
    OrderingClosed,
    ShortGoods,
    TooManyOpenOrders,
    WebBasketEmpty,
    WebOrderGoods,
    WebPriceChanged,
)
from models.online.order_contact import clean_contact
from models.online.pickup_times import PickupSlot, PickupTimeGone
from models.online.program_request import ProgramRequest, RequestKeyReused
from models.online.promised_goods import WantedGoods, left_for_each, promised_units
from models.quantity import Unit
from operations.access.permissions import check
from operations.dispatch.order_letters import queue_letter
from operations.online.end_orders import end_unfetched
from operations.online.order_codes import free_code, new_secret
from operations.online.prepayments import ask_for_payment
from operations.online.visitor_cards import hold_chosen_card, store_card
from operations.online.visitor_points import hold_wished_points, store_points
from operations.online.web_shop_rules import WebShopRules, free_slots, read_rules
from operations.sealing import seal_details
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.catalogue.deposit_rows import deposits_here
from store.catalogue.kit_rows import contents_of_kits
from store.database.engine import Connection, Store
from store.online import order_rows, promises, web_baskets
from store.selling.prepayment_reading import cost_of


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What a visitor sends: the basket of a cookie, who orders, and when it is fetched.

    ``origin`` is the address of the web shop that the visitor sees. ``shown_minor`` is the total that the page showed;
    ``None``: whatever it is. ``pay_at`` names the provider at which the customer pays; ``None``: in the shop.
    ``shown_card_minor`` is what the page showed that the gift card of the basket pays. ``member`` is who is signed in,
    and pays with so many ``points``. A program names the ``goods`` itself, and its ``request`` in place of a cookie.
    """

    basket_key: str
    contact: OrderContact
    pickup_from: datetime
    origin: str
    shown_minor: int | None = None
    pay_at: str | None = None
    shown_card_minor: int = 0
    request: ProgramRequest | None = None
    goods: Mapping[str, int] = field(default_factory=dict)
    member: str = ""
    points: int = 0


def place_order(store: Store, actor: Actor, wish: OrderWish, *, at: datetime) -> OnlineOrder:
    """Order what is in the basket and promise the goods; sent twice, it is one order.

    Raises :class:`models.online.online_order.OrderingClosed`, :class:`models.online.online_order.WebBasketEmpty`,
    :class:`models.online.online_order.GoodsNotLeft` with every line of which too little is left,
    :class:`models.online.online_order.TooManyOpenOrders`, :class:`models.online.online_order.WebPriceChanged`,
    :class:`models.online.payment_choice.PaymentNotOffered`,
    :class:`models.online.pickup_times.PickupTimeGone`, :class:`models.online.online_order.NotOrderable` or
    :class:`models.online.program_request.RequestKeyReused` for a program, or what
    :func:`models.online.order_contact.clean_contact`, :func:`operations.online.visitor_points.hold_wished_points` and
    :func:`operations.online.visitor_cards.hold_chosen_card` raise.
    """
    check(actor, Permission.ORDER_ONLINE)
    end_unfetched(store, actor, at=at)  # what nobody fetched is free for this one
    with unit_of_work(store, actor, at=at) as work:
        before = _placed_before(work.tx, wish)
        if before is not None:
            return before
        rules = read_rules(work.tx, at)
        rules.payment.check(is_on_web=wish.pay_at is not None)
        contact, slot = _check_wish(work.tx, rules, wish, at)
        wishes = _wishes(work.tx, rules, wish)
        offerings = catalogue.offerings_of(work.tx, list(wishes), rules.goods.day, rules.location.id)
        units = _units_left(work.tx, rules, wishes, offerings)
        goods = _ordered(work.tx, rules, wishes, offerings)
        _check_total(goods, wish.shown_minor)
        order = OnlineOrder(
            id=work.take_ids()[0],
            location_id=rules.location.id,
            code=free_code(work.tx),
            secret=new_secret(),
            basket_key=wish.basket_key,
            origin=wish.origin,
            contact=contact,
            pickup=slot,
            placed_at=at,
            goods=goods,
        )
        order = hold_wished_points(work, order, wish.member, wish.points)
        order = _with_card(work, order, wish)
        order = _asked_for_money(work, order, wish.pay_at)
        order_rows.add_order(work.tx, order)
        store_points(work, order)
        store_card(work, order)
        promises.promise(work.tx, order.id, order.location_id, units)
        web_baskets.empty_basket(work.tx, wish.basket_key)
        work.record(_placed_fact(order, units))
        seal_details(work, {web_order_subject(order.id): order.sealed_values})
        if not order.is_prepaid:
            queue_letter(work, DispatchKind.WEB_ORDER, order.id, contact.email)
        return order


def orderable_now(view: Connection, rules: WebShopRules, wishes: Mapping[str, int]) -> tuple[WebOrderGoods, ...]:
    """What is in a basket at the prices of now, for the page that shows it; goods that are gone are left out."""
    offerings = catalogue.offerings_of(view, list(wishes), rules.goods.day, rules.location.id)
    online = set(catalogue.those_online(view, rules.goods, list(wishes)))
    there = {sku: count for sku, count in wishes.items() if sku in online and sku in offerings}
    return _ordered(view, rules, there, offerings)


def short_goods(view: Connection, rules: WebShopRules, wishes: Mapping[str, int]) -> tuple[ShortGoods, ...]:
    """What of a basket is not left, for the page that shows it."""
    offerings = catalogue.offerings_of(view, list(wishes), rules.goods.day, rules.location.id)
    goods = _wanted_goods(view, wishes)
    free = promises.read_free(view, rules.location.id, promised_units(goods))
    return _short(view, rules, goods, offerings, free)


def _placed_before(tx: Connection, wish: OrderWish) -> OnlineOrder | None:
    """The order that this very wish became already."""
    before = order_rows.find_by_basket(tx, wish.basket_key)
    if before is None and wish.request is not None and order_rows.placed_with(tx, wish.request.prefix):
        raise RequestKeyReused
    return before


def _wishes(tx: Connection, rules: WebShopRules, wish: OrderWish) -> Mapping[str, int]:
    """The pieces of each product: what a program names, or what is in a visitor's basket."""
    wishes = wish.goods if wish.request is not None else web_baskets.wanted_goods(tx, wish.basket_key)
    if not wishes:
        raise WebBasketEmpty
    if wish.request is not None:
        online = set(catalogue.those_online(tx, rules.goods, list(wishes)))
        products = catalogue.find_products(tx, sorted(online))
        for sku in wishes:
            if sku not in products or products[sku].unit is not Unit.PIECE:
                raise NotOrderable(sku[:40])
    return wishes


def _check_wish(tx: Connection, rules: WebShopRules, wish: OrderWish, at: datetime) -> tuple[OrderContact, PickupSlot]:
    if not rules.takes_orders:
        raise OrderingClosed
    contact = clean_contact(wish.contact)
    if order_rows.count_open_of(tx, contact.email) >= OPEN_ORDERS_MAX:
        raise TooManyOpenOrders(OPEN_ORDERS_MAX)
    slot = next((each for each in free_slots(tx, rules, at) if each.begins == wish.pickup_from), None)
    if slot is None:
        raise PickupTimeGone
    return contact, slot


def _units_left(
    tx: Connection, rules: WebShopRules, wishes: Mapping[str, int], offerings: Mapping[str, Offering]
) -> dict[str, Decimal]:
    """What the basket takes from the shelf, by SKU, whose levels are held from now on; without goods never counted.

    Raises :class:`GoodsNotLeft`.
    """
    goods = _wanted_goods(tx, wishes)
    units = promised_units(goods)
    free = promises.lock_free(tx, rules.location.id, units)
    short = _short(tx, rules, goods, offerings, free)
    if short:
        raise GoodsNotLeft(short)
    return {sku: quantity for sku, quantity in units.items() if sku in free}


def _wanted_goods(view: Connection, wishes: Mapping[str, int]) -> list[WantedGoods]:
    products, kits = catalogue.find_products(view, list(wishes)), contents_of_kits(view, wishes)
    return [WantedGoods(products[sku], pieces, kits.get(sku)) for sku, pieces in wishes.items()]


def _short(
    view: Connection,
    rules: WebShopRules,
    goods: Sequence[WantedGoods],
    offerings: Mapping[str, Offering],
    free: Mapping[str, Decimal],
) -> tuple[ShortGoods, ...]:
    """Of which goods less is left than the basket has; nothing of what is not sold on the web any more."""
    online = set(catalogue.those_online(view, rules.goods, [each.product.sku for each in goods]))
    counts = left_for_each(goods, {sku: quantity - rules.safety_stock for sku, quantity in free.items()})
    return tuple(
        ShortGoods(each.product.sku, each.product.name, left if is_offered else 0)
        for each, left in zip(goods, counts, strict=True)
        if not (is_offered := _is_offered(each, online, offerings)) or left < each.quantity
    )


def _is_offered(goods: WantedGoods, online: Collection[str], offerings: Mapping[str, Offering]) -> bool:
    product = goods.product
    return product.sku in online and product.sku in offerings and product.unit is Unit.PIECE


def _ordered(
    view: Connection, rules: WebShopRules, wishes: Mapping[str, int], offerings: Mapping[str, Offering]
) -> tuple[WebOrderGoods, ...]:
    deposits = deposits_here(view, (offerings[sku] for sku in wishes), rules.company, rules.goods.day)
    goods = []
    for position, (sku, pieces) in enumerate(wishes.items(), 1):
        offering = offerings[sku]
        charge = deposits.get(sku)
        code, minor = (None, 0) if charge is None else (charge.code, charge.amount.minor)
        goods.append(WebOrderGoods(position, sku, offering.name, pieces, offering.price_minor, code, minor))
    return tuple(goods)


def _placed_fact(order: OnlineOrder, units: Mapping[str, Decimal]) -> OnlineOrderPlaced:
    lines = tuple(
        OrderedLine(each.position, each.sku, each.quantity, each.unit_price_minor, each.deposit, each.deposit_minor)
        for each in order.goods
    )
    promised = tuple(PromisedUnits(sku, quantity) for sku, quantity in units.items())
    pickup = order.pickup.begins_text
    return OnlineOrderPlaced(order.id, order.location_id, pickup, lines, promised, order.total_minor, order.is_prepaid)


def _check_total(goods: tuple[WebOrderGoods, ...], shown_minor: int | None) -> None:
    if shown_minor is not None and sum(each.total_minor for each in goods) != shown_minor:
        raise WebPriceChanged


def _with_card(work: UnitOfWork, order: OnlineOrder, wish: OrderWish) -> OnlineOrder:
    """The order with the gift card of its basket, which pays first."""
    cost = min(order.total_minor, cost_of(work.tx, work.station.shop, order, at=work.at))
    return replace(order, card=hold_chosen_card(work, order, cost, at_least=wish.shown_card_minor))


def _asked_for_money(work: UnitOfWork, order: OnlineOrder, pay_at: str | None) -> OnlineOrder:
    """The order, which nobody picks before it is paid if its customer pays on the web."""
    if pay_at is None or not ask_for_payment(work, order, pay_at):
        return order
    return replace(order, is_prepaid=True, state=OnlineOrderState.UNPAID)
