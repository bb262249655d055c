"""The till's routes for orders of the web shop: which wait, what was picked, and handing one over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.till.server.at_till import OperatorAtWork, OperatorHere
from app.till.server.wire import Request, Text, sale_reply
from app.web.goods_pictures import tile_addresses
from app.web.request_parts import At, CounterOf, Reply
from models.access.permission import Permission
from models.online.online_order import CODE_LENGTH, PIECES_MAX, OnlineOrder
from operations.access.permissions import check
from operations.online.end_orders import cancel_order, pick_order
from operations.online.web_shop_rules import read_rules
from operations.selling.prepaid_hand_over import sell_prepaid
from operations.selling.web_orders_at_till import hand_over_order
from store import shop
from store.online import order_rows

#: An answer to what was done with an order has none.
NO_PICTURES: Mapping[str, str] = {}
#: Orders of the web shop at one till.
of_web_orders = APIRouter(prefix="/till/{till_id}/web-orders")


class WebOrderIn(Request):
    """One order."""

    order: Annotated[int, Field(ge=1)]


class WebPickIn(WebOrderIn):
    """What of an order was there, by position."""

    picked: dict[int, Annotated[int, Field(ge=0, le=PIECES_MAX)]] = Field(default_factory=dict)


class WebCancelIn(WebOrderIn):
    """Why the shop cancels an order."""

    reason: Text = ""


class PickupCodeIn(Request):
    """The pick-up code that a customer shows."""

    code: Annotated[str, Field(min_length=CODE_LENGTH, max_length=CODE_LENGTH)]


@of_web_orders.get("")
def waiting(here: OperatorHere, counter: CounterOf, at: At) -> Reply:
    """The orders that wait at the till's location, those that are fetched first first."""
    check(here.actor(), Permission.HANDLE_ONLINE_ORDERS)
    with counter.store.view() as view:
        station = shop.get_station(view, here.till_id)
        takes_orders = read_rules(view, at).takes_orders
        orders = order_rows.open_orders(view, station.location.id)
        pictures = tile_addresses(view, sorted({goods.sku for each in orders for goods in each.goods}))
    replies = [{**_order(each, pictures), "is_late": each.is_late(at)} for each in orders]
    return {"takes_orders": takes_orders, "orders": replies}


@of_web_orders.post("/pick")
def pick(here: OperatorAtWork, body: WebPickIn, counter: CounterOf, at: At) -> Reply:
    """Record what was picked; the customer learns that it can be fetched."""
    picked = pick_order(counter.store, here.actor(), body.order, body.picked, at=at)
    counter.web_payments.hear_news()
    return _order(picked)


@of_web_orders.post("/cancel")
def cancel(here: OperatorAtWork, body: WebCancelIn, counter: CounterOf, at: At) -> Reply:
    """Cancel an order; the customer gets an e-mail."""
    ended = cancel_order(counter.store, here.actor(), body.order, body.reason, at=at)
    counter.web_payments.hear_news()
    return _order(ended)


@of_web_orders.post("/hand-over")
def hand_over(here: OperatorAtWork, body: PickupCodeIn, counter: CounterOf, at: At) -> Reply:
    """Make a parked basket of an order, which the till recalls; one that is paid on the web is a sale at once."""
    basket_id = hand_over_order(counter.store, here.actor(), body.code, at=at)
    sale = sell_prepaid(counter.store, here.actor(), basket_id, at=at)
    if sale is not None:
        counter.deliveries.signal(here.till_id)
        counter.signals.signal(here.till_id)
    return {"basket_id": basket_id, "sale": None if sale is None else sale_reply(sale)}


def _order(order: OnlineOrder, pictures: Mapping[str, str] = NO_PICTURES) -> Reply:
    return {
        "id": order.id,
        "code": order.code,
        "name": order.contact.name,
        "phone": order.contact.phone,
        "state": order.state.value,
        "is_at_till": order.basket_id is not None,
        "pickup_from": order.pickup.begins.isoformat(),
        "pickup_until": order.pickup.ends.isoformat(),
        "total_minor": order.total_minor,
        "is_prepaid": order.is_prepaid,
        "goods": [
            {
                "position": each.position,
                "sku": each.sku,
                "name": each.name,
                "quantity": each.quantity,
                "picked": each.picked_quantity,
                "picture": pictures.get(each.sku),
            }
            for each in order.goods
        ],
    }
