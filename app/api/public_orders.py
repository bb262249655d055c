"""Orders of programs: each request is one order, which its program reads and cancels and no other one sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.exceptions import RequestValidationError

from app.api.cursors import read_cursor, write_cursor
from app.api.key_check import KeyOf, Needs, StoreOf
from app.api.order_records import NewOrder, OneOrder, OrderPage, PickupTime, PickupTimes, PlacedOrder
from app.api.page_parts import PAGE_USUAL, Cursor, KnownTag, Limit, refusals, replies, tagged
from app.api.webhook_bodies import public_order, utc_text
from app.web.access import origin_to_send
from app.web.request_parts import At, NumberOfAddress
from models.access.api_key import ApiKey, ApiScope
from models.online.online_order import OnlineOrder, OnlineOrderState, OrderContact
from models.online.payment_choice import PaymentNotOffered
from models.online.pickup_times import PickupTimeGone
from models.online.program_request import (
    REQUEST_KEY_MAX,
    ProgramRequest,
    RequestUnderWay,
    UnknownWebOrder,
    orders_prefix,
)
from operations.online.end_orders import cancel_own_order
from operations.online.place_order import OrderWish, place_order
from operations.online.visitor_cards import VisitorCode, choose_gift_card
from operations.online.web_shop_rules import free_slots, read_rules, web_actor
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.online import order_rows

router = APIRouter(tags=["orders"])
_READS, _WRITES = [Depends(Needs(ApiScope.ORDERS))], [Depends(Needs(ApiScope.ORDERING))]

RequestKey = Annotated[
    str,
    Header(
        alias="idempotency-key",
        min_length=1,
        max_length=REQUEST_KEY_MAX,
        pattern=r"^[!-~]+$",
        description="A new one for each order, such as a UUID; the same one again gives the same order.",
        examples=["6f1c2e0a-51f5-4f0e-9d0b-0d6f0c1e7a11"],
    ),
]
OrderNumber = Annotated[NumberOfAddress, Path(ge=1, le=2**63 - 1, description="The number of an order.")]


class RequestsUnderWay:
    """The requests that this server works on: the same one that comes meanwhile is refused."""

    def __init__(self) -> None:
        self._keys, self._lock = set[str](), Lock()

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Work on a request; raises :class:`models.online.program_request.RequestUnderWay`."""
        with self._lock:
            if key in self._keys:
                raise RequestUnderWay
            self._keys.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(key)


@router.get("/pickup-times", response_model=PickupTimes, responses=replies(), dependencies=_READS)
def list_pickup_times(store: StoreOf, at: At, *, known_tag: KnownTag = None) -> Response:
    """The times at which one more order can be fetched, the next one first."""
    with store.view() as view:
        rules = read_rules(view, at)
        slots = free_slots(view, rules, at) if rules.takes_orders else []
    times = [PickupTime(begins=utc_text(each.begins), ends=utc_text(each.ends)) for each in slots]
    return tagged(PickupTimes(times=times), known_tag)


@router.post(
    "/orders",
    response_model=OneOrder,
    status_code=201,
    responses=refusals(),
    dependencies=_WRITES,
)
def place_new_order(
    request: Request, wish: NewOrder, key: KeyOf, store: StoreOf, *, at: At, idempotency_key: RequestKey
) -> Response:
    """Order goods for a customer: all of it or nothing, by the rules of the web shop. The same request is one order."""
    whole_request = ProgramRequest(key.id, idempotency_key, _body_of(wish, request.app.state.installation))
    under_way: RequestsUnderWay = request.app.state.under_way
    goods = {each.sku: each.quantity for each in wish.lines}
    if len(goods) < len(wish.lines):
        raise RequestValidationError([{"loc": ("body", "lines"), "type": "same_product_twice", "msg": "once each"}])
    contact = OrderContact(wish.name, wish.email, wish.phone, wish.language)
    whole = OrderWish(
        basket_key=whole_request.basket_key,
        contact=contact,
        pickup_from=_instant(wish.pickup_from),
        origin=_origin(request),
        shown_minor=wish.total_minor,
        pay_at=_pay_at(request) if wish.pay == "web" else None,
        shown_card_minor=wish.gift_card_minor or 0,
        request=whole_request,
        goods=goods,
    )
    with under_way.alone(whole_request.prefix):
        if wish.gift_card:
            _choose_card(request, store, whole_request, wish, at)
        order = place_order(store, web_actor(store), whole, at=at)
    return _reply(store, order, 201)


def _pay_at(request: Request) -> str:
    """The provider at which customers pay on the web now."""
    link: str | None = request.app.state.pay_at()
    if link is None:
        raise PaymentNotOffered
    return link


def _body_of(wish: NewOrder, installation: InstallationSecret) -> str:
    """A request in one form, without a code that whoever has the database could find by trying: hashed with a key."""
    hidden = installation.pepper("request", f"{wish.gift_card} {wish.gift_card_pin}") if wish.gift_card else ""
    return wish.model_copy(update={"gift_card": hidden, "gift_card_pin": ""}).model_dump_json()


def _choose_card(request: Request, store: Store, whole: ProgramRequest, wish: NewOrder, at: datetime) -> None:
    """Let a request be paid with the gift card of a code, unless it is an order already, which holds its card.

    Wrong codes count for the key as they do for the address of a visitor.
    """
    with store.view() as view:
        is_placed = order_rows.placed_with(view, whole.prefix)
    if not is_placed:
        code = VisitorCode(wish.gift_card, f"key {whole.api_key}", wish.gift_card_pin)
        choose_gift_card(store, web_actor(store), request.app.state.installation, whole.basket_key, code, at=at)


@router.get("/orders", response_model=OrderPage, responses=replies(), dependencies=_READS)
def list_orders(
    key: KeyOf, store: StoreOf, *, limit: Limit = PAGE_USUAL, cursor: Cursor = "", known_tag: KnownTag = None
) -> Response:
    """The orders that were placed with this key, the oldest first."""
    after = int(read_cursor(cursor, (int,))[0]) if cursor else 0
    with store.view() as view:
        currency = shop.get_shop(view).currency
        orders = order_rows.orders_placed_with(view, orders_prefix(key.id), after=after, limit=limit)
    more = write_cursor([orders[-1].id]) if len(orders) == limit else None
    rows = [placed_order(each) for each in orders]
    return tagged(OrderPage(currency=currency, orders=rows, next=more), known_tag)


@router.get("/orders/{order}", response_model=OneOrder, responses=replies(may_be_missing=True), dependencies=_READS)
def read_order(order: OrderNumber, key: KeyOf, store: StoreOf, *, known_tag: KnownTag = None) -> Response:
    """One order that was placed with this key, as it is now."""
    with store.view() as view:
        own_order = _own(view, key, order)
        currency = shop.get_shop(view).currency
    return tagged(OneOrder(currency=currency, order=placed_order(own_order)), known_tag)


@router.post(
    "/orders/{order}/cancel",
    response_model=OneOrder,
    responses=refusals(may_be_missing=True),
    dependencies=_WRITES,
)
def cancel_placed_order(order: OrderNumber, key: KeyOf, store: StoreOf, at: At) -> Response:
    """Cancel an order that nobody has picked; its goods are free at once, and twice is once."""
    with store.view() as view:
        own_order = _own(view, key, order)
    return _reply(store, cancel_own_order(store, web_actor(store), own_order.secret, at=at), 200)


def placed_order(order: OnlineOrder) -> PlacedOrder:
    """An order as the program sees it that placed it."""
    page = f"{order.origin}/order/{order.secret}"
    return PlacedOrder(
        **public_order(order, order.state).model_dump(),
        pickup_code=order.code,
        page=page,
        placed_at=utc_text(order.placed_at),
        reason=order.reason,
        gift_card_minor=order.card.amount_minor if order.card and order.is_open else 0,
        payment_url=f"{page}/checkout" if order.state is OnlineOrderState.UNPAID else None,
    )


def _own(view: Connection, key: ApiKey, number: int) -> OnlineOrder:
    """The order of a number; what another key placed, or a visitor, does not exist for this one."""
    order = order_rows.find_order(view, number)
    if order is None or not order.basket_key.startswith(orders_prefix(key.id)):
        raise UnknownWebOrder(number)
    return order


def _reply(store: Store, order: OnlineOrder, status: int) -> Response:
    with store.view() as view:
        currency = shop.get_shop(view).currency
    body = OneOrder(currency=currency, order=placed_order(order)).model_dump_json()
    return Response(body, status, media_type="application/json", headers={"cache-control": "no-store"})


def _origin(request: Request) -> str:
    """Where customers reach the web shop, as the shop has it, else where the program reached it."""
    named: str = request.app.state.shop_address
    return named or origin_to_send(request)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise PickupTimeGone from error
    if at.tzinfo is None:
        raise PickupTimeGone
    return at.astimezone(UTC)
