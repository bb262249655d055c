"""An order of the web shop at a till: it becomes a basket at the ordered prices, and the basket becomes the sale."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.basket import BasketParked, LineAdded
from models.facts.envelope import Fact
from models.facts.online_order import OnlineOrderCollected
from models.online.online_order import OnlineOrder, OnlineOrderState, PrepaymentPending, check_open
from models.selling.basket import Basket
from models.selling.decide.decision import line_fact
from models.selling.decide.park_basket import check_parked
from models.selling.ordered_basket import empty_basket, ordered_basket
from models.selling.sale import Sale, movements_of
from models.shop_settings import STOREFRONT_GUARD
from operations.access.permissions import check
from operations.held_cards import hold_card
from operations.held_points import hold_points_again
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.database.engine import Connection, Store
from store.online import order_rows, promises
from store.selling import baskets
from store.selling.prepayment_reading import read_prepayment
from store.setting_rows import get_value


class GoodsPromised(Refused):
    """What was to be sold is promised to orders of the web shop."""

    code = "goods_promised"
    text = (
        "Nothing more of {goods} can be sold: the rest is promised to orders of the web shop. Nothing was sold; take "
        "it off the basket, or cancel an order that waits for it."
    )

    goods: str


def hand_over_order(store: Store, actor: Actor, code: str, *, at: datetime) -> int:
    """Make a parked basket at the actor's till of the order that waits under a pick-up code; the basket's id.

    Where it is in a basket of this till already, that is the one. Raises
    :class:`models.online.online_order.NoSuchOnlineOrder`, :class:`models.online.online_order.WrongOrderStep` where it
    is at another till, :class:`models.online.online_order.PrepaymentPending` or
    :class:`models.selling.decide.park_basket.TooManyParked`.
    """
    check(actor, Permission.HANDLE_ONLINE_ORDERS)
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        order_id = order_rows.get_open(work.tx, code, work.station.location.id).id
        order = order_rows.lock_order(work.tx, order_id)
        before = _basket_here(work, order)
        if before is not None:
            return before
        check_open(order, "hand_over")
        check_parked(baskets.count_parked(work.tx, work.station.device.id))
        basket = _basket_of(work, order)
        _store_parked(work, basket)
        order_rows.set_basket(work.tx, order.id, basket.id)
        return basket.id


def collect_order(work: UnitOfWork, sale: Sale) -> None:
    """Record that the order which was in a basket became a sale, and promise its goods no longer."""
    order = order_rows.find_of_sale(work.tx, sale.id)
    if order is None:
        return
    collected = replace(order, state=OnlineOrderState.COLLECTED, ended_at=work.at, sale_id=sale.id)
    order_rows.end_order(work.tx, collected)
    promises.release(work.tx, order.id)
    order_rows.remove_card(work.tx, order.id)
    order_rows.remove_member(work.tx, order.id)
    work.record(OnlineOrderCollected(order.id, sale.id))


def check_promises(work: UnitOfWork, sale: Sale) -> None:
    """Raise :class:`GoodsPromised` if a sale took goods that are promised to orders, where the shop guards them.

    It comes after the goods have moved, so that their levels are held.
    """
    skus = {each.sku for each in movements_of(sale)}
    names = promises.short_of_promises(work.tx, sale.origin.location_id, skus) if skus else []
    if names and get_value(work.tx, STOREFRONT_GUARD) == "yes":
        raise GoodsPromised(", ".join(names))


def leave_discarded(tx: Connection, basket_id: int) -> list[Fact]:
    """Let the order that was in a basket wait again, because the basket was cancelled; what is recorded of that.

    It holds its gift card and its points again, of which the basket has let go before. Where the operator took them off
    the basket and somebody used them meanwhile, the order waits without.
    """
    order = order_rows.find_of_sale(tx, basket_id)
    order_rows.leave_basket(tx, basket_id)
    if order is None:
        return []
    facts = hold_points_again(tx, order)
    card_fact = None if order.card is None else hold_card(tx, order.id, order.card)
    if card_fact is None:
        order_rows.remove_card(tx, order.id)
    return facts if card_fact is None else [*facts, card_fact]


def _basket_here(work: UnitOfWork, order: OnlineOrder) -> int | None:
    if order.basket_id is None:
        return None
    basket = baskets.find_basket(work.tx, order.basket_id, work.station.shop.currency)
    return order.basket_id if basket is not None and basket.device_id == work.station.device.id else None


def _basket_of(work: UnitOfWork, order: OnlineOrder) -> Basket:
    """The basket has the id of an order that is paid on the web, or holds a card or points: what pays it, pays that."""
    products = catalogue.find_products(work.tx, [each.sku for each in order.goods])
    is_paid = _is_paid_on_web(work, order)
    basket_id = order.id if is_paid or order.card or order.member else work.take_ids()[0]
    empty = empty_basket(order, basket_id, work.station.device.id, work.at)
    return ordered_basket(order, products, work.station.shop.currency, empty)


def _is_paid_on_web(work: UnitOfWork, order: OnlineOrder) -> bool:
    """Whether its customer paid some of an order on the web; raises :class:`PrepaymentPending` till it is settled."""
    if not order.is_prepaid:
        return False
    prepayment = read_prepayment(work.tx, work.station.shop, order, at=work.at)
    if prepayment.is_pending:
        raise PrepaymentPending(order.code)
    return prepayment.left_minor > 0


def _store_parked(work: UnitOfWork, basket: Basket) -> None:
    empty = replace(basket, lines=(), last_position=0)
    baskets.add_basket(work.tx, empty)
    baskets.replace_lines(work.tx, empty, basket)
    baskets.save_basket(work.tx, basket)
    for line in basket.lines:
        work.record(line_fact(LineAdded, basket, line))
    work.record(BasketParked(basket.id, basket.label))
