"""Orders that are picked, cancelled, or that nobody fetched; each end frees what was promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import hide_card_data
from models.catalogue.product import clean_text
from models.dispatch.sending_rules import DispatchKind
from models.facts.online_order import OnlineOrderEnded, OnlineOrderPicked, PickedLine, PromisedUnits
from models.online.online_order import (
    BY_ITSELF,
    CONTACT_STAYS,
    GoodsNotLeft,
    NoSuchOnlineOrder,
    OnlineOrder,
    OnlineOrderState,
    OrderEnder,
    ShortGoods,
    check_cancellable,
    check_open,
    ender_of,
    pick_goods,
)
from models.online.promised_goods import WantedGoods, promised_units
from models.shop import DeviceKind
from models.shop_settings import STOREFRONT_HOLD_DAYS
from operations.access.permissions import check
from operations.dispatch.order_letters import queue_letter
from operations.held_cards import free_card
from operations.held_points import let_points_of_order_go
from operations.online.bought_cards import drop_card
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.catalogue.kit_rows import contents_of_kits
from store.database.engine import Store
from store.online import order_rows, promises
from store.setting_rows import get_value

#: The longest reason that is stored.
REASON_MAX = 120


def pick_order(
    store: Store, actor: Actor, order_id: int, picked: dict[int, int] | None = None, *, at: datetime
) -> OnlineOrder:
    """Record what of an order was there, by position, and write to the customer that it can be fetched.

    Of what ``picked`` does not name everything was there. What is missing is promised no longer. A till has the orders
    of its location, and the office all of them. Raises
    :class:`models.online.online_order.NoSuchOnlineOrder`, :class:`models.online.online_order.WrongOrderStep`,
    :class:`models.online.online_order.WrongPick` or :class:`models.online.online_order.GoodsNotLeft`.
    """
    check(actor, Permission.HANDLE_ONLINE_ORDERS)
    with unit_of_work(store, actor, at=at) as work:
        order = _order_here(work, order_id)
        check_open(order, "pick")
        goods = pick_goods(order, picked or {})
        after = replace(order, goods=goods, state=OnlineOrderState.READY, ready_at=at)
        if after.goods == order.goods and order.state is OnlineOrderState.READY:
            return order
        order_rows.save_pick(work.tx, order.id, goods, at)
        units = _still_promised(work, after)
        lines = tuple(PickedLine(each.position, each.pieces) for each in goods)
        promised = tuple(PromisedUnits(sku, quantity) for sku, quantity in units.items())
        work.record(OnlineOrderPicked(order.id, lines, promised))
        queue_letter(work, DispatchKind.WEB_ORDER_READY, order.id, order.contact.email)
        return after


def cancel_order(store: Store, actor: Actor, order_id: int, reason: str = "", *, at: datetime) -> OnlineOrder:
    """Cancel an order that nobody has fetched, by the shop; the customer gets an e-mail.

    Raises :class:`models.online.online_order.NoSuchOnlineOrder` or :class:`models.online.online_order.WrongOrderStep`.
    """
    check(actor, Permission.HANDLE_ONLINE_ORDERS)
    with unit_of_work(store, actor, at=at) as work:
        order = _order_here(work, order_id)
        check_open(order, "cancel")
        return end_order_in(work, order, OrderEnder.SHOP, clean_text(hide_card_data(reason))[:REASON_MAX])


def cancel_own_order(store: Store, actor: Actor, secret: str, *, at: datetime) -> OnlineOrder:
    """Cancel the order whose page has this secret, by its customer and while nobody has picked it; twice is once.

    Raises :class:`models.online.online_order.NoSuchOnlineOrder` or :class:`models.online.online_order.WrongOrderStep`.
    """
    check(actor, Permission.ORDER_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        order = order_rows.find_by_secret(work.tx, secret)
        if order is None:
            raise NoSuchOnlineOrder("?")
        order = order_rows.lock_order(work.tx, order.id)
        if order.state is OnlineOrderState.CANCELLED:
            return order
        check_cancellable(order)
        return end_order_in(work, order, OrderEnder.CUSTOMER, "")


def end_unfetched(store: Store, actor: Actor, *, at: datetime) -> int:
    """End the orders that nobody fetched, and erase who ordered what ended long ago; how many orders that ends."""
    check(actor, Permission.ORDER_ONLINE)
    with store.view() as view:
        hold_days = int(get_value(view, STOREFRONT_HOLD_DAYS))
        late = [each.id for each in order_rows.open_orders(view) if ender_of(each, hold_days, at) is not None]
    with unit_of_work(store, actor, at=at) as work:
        order_rows.erase_contacts(work.tx, at - CONTACT_STAYS)
        orders = [order_rows.lock_order(work.tx, order_id) for order_id in sorted(late)]
        enders = [(each, by) for each in orders if (by := ender_of(each, hold_days, at)) is not None]
        ended = [end_order_in(work, each, by, "") for each, by in enders]
    return len(ended)


def _order_here(work: UnitOfWork, order_id: int) -> OnlineOrder:
    """The order, held until the transaction ends, if whoever acts may see it where they are."""
    order = order_rows.lock_order(work.tx, order_id)
    if work.station.device.kind is DeviceKind.TILL and order.location_id != work.station.location.id:
        raise NoSuchOnlineOrder("?")
    return order


def end_order_in(work: UnitOfWork, order: OnlineOrder, by: OrderEnder, reason: str) -> OnlineOrder:
    """End an order within the transaction: it holds no goods, card or points any more, and its customer learns of it.

    Whoever cancelled it themselves, or left the payment page, gets no e-mail.
    """
    state = OnlineOrderState.EXPIRED if by in BY_ITSELF else OnlineOrderState.CANCELLED
    after = replace(order, state=state, ended_at=work.at, ended_by=by.value, reason=reason)
    order_rows.end_order(work.tx, after)
    promises.release(work.tx, order.id)
    free_card(work, order)
    drop_card(work, order)
    let_points_of_order_go(work, order)
    work.record(OnlineOrderEnded(order.id, state.value, by.value, reason))
    if by in {OrderEnder.SHOP, OrderEnder.CLOCK}:
        queue_letter(work, DispatchKind.WEB_ORDER_ENDED, order.id, order.contact.email)
    return after


def _still_promised(work: UnitOfWork, order: OnlineOrder) -> dict[str, Decimal]:
    """Promise an order what was picked of it; goods that turned up after an earlier picking only while they are left.

    Raises :class:`models.online.online_order.GoodsNotLeft` where they are promised to somebody else by now.
    """
    before = promises.promised_to(work.tx, order.id)
    skus = [each.sku for each in order.goods]
    products, kits = catalogue.find_products(work.tx, skus), contents_of_kits(work.tx, skus)
    goods = [WantedGoods(products[each.sku], each.pieces, kits.get(each.sku)) for each in order.goods]
    units = promised_units(each for each in goods if each.quantity)
    more = {sku: quantity for sku, quantity in units.items() if quantity > before.get(sku, 0)}
    free = promises.lock_free(work.tx, order.location_id, more)
    short = [sku for sku, left in free.items() if more[sku] - before.get(sku, 0) > left]
    if short:
        names = catalogue.find_products(work.tx, short)
        raise GoodsNotLeft(tuple(ShortGoods(sku, names[sku].name, int(max(free[sku], Decimal(0)))) for sku in short))
    after = {sku: quantity for sku, quantity in units.items() if sku in before or sku in free}
    promises.promise(work.tx, order.id, order.location_id, after)
    return after
