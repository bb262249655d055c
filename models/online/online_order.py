"""An order of a customer on the web: of goods, which are fetched in the shop, or of a gift card."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from models.errors import Reason, Refused
from models.online.pickup_times import PickupSlot

#: So many different goods, and so many pieces of each, go into one order.
LINES_MAX, PIECES_MAX = 40, 99
#: So many orders of one e-mail address wait at the same time.
OPEN_ORDERS_MAX = 3
#: Contact details are erased so long after the end of an order.
CONTACT_STAYS = timedelta(days=30)
#: An order that is paid on the web waits so long for its payment, whatever the provider answers.
PAYMENT_TIME = timedelta(hours=1)
CODE_LENGTH = 6


class OnlineOrderState(StrEnum):
    """What became of an order."""

    UNPAID = "unpaid"
    """The customer is paying on the web; nobody picks it yet."""
    PLACED = "placed"
    READY = "ready"
    """The goods are picked, and wait for the customer."""
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Nobody fetched it."""


#: While an order is in one of these, its goods are promised.
OPEN_STATES = frozenset({OnlineOrderState.UNPAID, OnlineOrderState.PLACED, OnlineOrderState.READY})

#: While an order is in one of these, its customer may cancel it: nobody has picked it.
CANCELLABLE = frozenset({OnlineOrderState.UNPAID, OnlineOrderState.PLACED})


class OrderEnder(StrEnum):
    """Who ended an order that nobody fetched."""

    CUSTOMER = "customer"
    SHOP = "shop"
    CLOCK = "clock"
    PAYMENT = "payment"
    """Nobody: its customer did not pay on the web in time."""


#: Orders that these ended have expired.
BY_ITSELF = frozenset({OrderEnder.CLOCK, OrderEnder.PAYMENT})


class OrderingClosed(Refused):
    """The web shop takes no orders."""

    code = "ordering_closed"
    text = "The web shop takes no orders right now. Nothing was ordered; the basket is safe."


class WebBasketEmpty(Refused):
    """There is nothing to order."""

    code = "web_basket_empty"
    text = "The basket is empty. Nothing was ordered; put something into it first."


class WebBasketFull(Refused):
    """More than one order takes."""

    code = "web_basket_full"
    text = "A basket of the web shop takes {lines} different goods. Nothing was added; order these first."

    lines: int


class WebPriceChanged(Refused):
    """The basket costs something else than the page showed."""

    code = "web_price_changed"
    text = "A price in the basket has changed. Nothing was ordered; look at the new total and order again."


class NotOrderable(Refused):
    """Goods that nobody can order on the web."""

    code = "not_orderable"
    text = "{sku} cannot be ordered in the web shop. Nothing was changed; buy it in the shop."

    sku: str


class TooManyOpenOrders(Refused):
    """One customer has many orders that nobody fetched yet."""

    code = "too_many_open_orders"
    text = "{orders} of your orders wait already. Nothing was ordered; fetch or cancel one of them first."

    orders: int


class NoSuchOnlineOrder(Refused):
    """No order that waits here has this pick-up code."""

    code = "no_such_online_order"
    text = (
        "No order that waits here has the pick-up code {pickup_code}. Nothing was changed; look at the list of orders."
    )

    pickup_code: str


class WrongOrderStep(Refused):
    """Something that cannot happen to an order as it is."""

    code = "wrong_order_step"
    text = "Order {pickup_code} cannot be {step}: it is {state}. Nothing was changed; load the list of orders again."

    pickup_code: str
    step: str
    state: str


class WrongPick(Refused):
    """What was picked does not fit the order."""

    code = "wrong_pick"
    text = "Order {pickup_code} has {most} of that, and something of it must be picked. Nothing was changed."

    pickup_code: str
    most: int


class PrepaymentPending(Refused):
    """The money of an order that is paid on the web has not moved yet, or some of it is on its way back."""

    code = "prepayment_pending"
    text = (
        "The payment of order {pickup_code} on the web is not settled yet. Nothing was changed and nobody is charged "
        "twice; pick the order, wait a moment and try again."
    )

    pickup_code: str


@dataclass(frozen=True, slots=True)
class ShortGoods:
    """Goods of which less is left than was to be ordered, and how many are."""

    sku: str
    name: str
    left: int


class GoodsNotLeft(Refused):
    """Less is left of some goods than was to be ordered; ``lines`` are all of them."""

    code = "goods_not_left"
    text = "Not enough is left of: {goods}. Nothing was ordered; change the basket and try again."

    def __init__(self, lines: tuple[ShortGoods, ...]) -> None:
        self.lines = lines
        self.goods = ", ".join(f"{each.name} ({each.left})" for each in lines)
        super().__init__()


@dataclass(frozen=True, slots=True)
class WebOrderGoods:
    """Pieces of a product in an order at the price of that moment, in minor units; ``deposit_minor`` on each piece.

    ``picked_quantity`` is how many were there when it was picked; ``None``: nobody has picked it yet.
    """

    position: int
    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    deposit: str | None = None
    deposit_minor: int = 0
    picked_quantity: int | None = None

    @property
    def pieces(self) -> int:
        """How many the customer gets."""
        return self.quantity if self.picked_quantity is None else self.picked_quantity

    @property
    def total_minor(self) -> int:
        """What they cost with their deposit.

        >>> WebOrderGoods(1, "COLA", "Cola", 2, 1200, "small", 200).total_minor
        2800
        """
        return self.pieces * (self.unit_price_minor + self.deposit_minor)


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A gift card of which an order holds ``amount_minor``: it pays first, and the customer pays the rest."""

    card: int
    last_four: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class CardPurchase:
    """The gift card that an order buys, in place of goods: ``amount_minor`` is put on ``card`` once it is paid.

    ``recipient`` is the address that it goes to, empty for the buyer's own; it and the ``greeting`` are erased with
    who ordered.
    """

    card: int
    last_four: str
    amount_minor: int
    recipient: str = ""
    greeting: str = ""


@dataclass(frozen=True, slots=True)
class OrderMember:
    """The member who ordered, and the points that the order holds of theirs, each worth ``value_minor``.

    Goods of the ``excluded`` categories are not for points. The goods may take fewer of them in the end.
    """

    member: str
    points: int = 0
    value_minor: int = 0
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderContact:
    """Who ordered; empty once the details were erased."""

    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class OnlineOrder:
    """An order. ``code`` is shown when it is fetched, ``secret`` is in the address of its page, ``origin`` before it.

    ``basket_id`` is the basket at a till in which it is, ``sale_id`` the sale that it became. ``ended_by`` and
    ``reason`` are who cancelled it and why. ``is_prepaid``: its customer chose to pay on the web. ``card`` is the gift
    card that pays some of it, ``member`` who ordered and with which points, while the order is open. ``purchase``: it
    buys a gift card and has no goods; it is collected as soon as the card is paid.
    """

    id: int
    location_id: int
    code: str
    secret: str
    basket_key: str
    origin: str
    contact: OrderContact
    pickup: PickupSlot
    placed_at: datetime
    goods: tuple[WebOrderGoods, ...]
    state: OnlineOrderState = OnlineOrderState.PLACED
    ready_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""
    basket_id: int | None = None
    sale_id: int | None = None
    is_prepaid: bool = False
    card: HeldCard | None = None
    member: OrderMember | None = None
    purchase: CardPurchase | None = None

    @property
    def sealed_values(self) -> tuple[str, ...]:
        """What the journal seals: who ordered, for when, and what opens the order."""
        times = (each.astimezone(UTC).isoformat() for each in (self.pickup.begins, self.pickup.ends, self.placed_at))
        words = () if self.purchase is None else (self.purchase.recipient, self.purchase.greeting)
        return (*astuple(self.contact), self.code, self.secret, self.basket_key, self.origin, *times, *words)

    @property
    def total_minor(self) -> int:
        """What it costs, of what was picked."""
        bought = 0 if self.purchase is None else self.purchase.amount_minor
        return bought + sum(each.total_minor for each in self.goods)

    def rest_of(self, cost_minor: int) -> int:
        """What its customer pays beside the gift card, of goods that cost so much in the end.

        The card pays first: where goods are missing, the customer's other money goes back before any of the card's.
        """
        return max(cost_minor - (self.card.amount_minor if self.card else 0), 0)

    @property
    def is_open(self) -> bool:
        """Whether its goods are promised."""
        return self.state in OPEN_STATES

    def is_late(self, at: datetime) -> bool:
        """Whether it should have been fetched."""
        return self.is_open and at >= self.pickup.ends


def check_open(order: OnlineOrder, step: str) -> None:
    """Raise :class:`WrongOrderStep` unless an order waits, and is not being paid at a till."""
    if order.is_open and order.basket_id is not None:
        raise WrongOrderStep(order.code, _STEPS[step], _AT_TILL)
    if not order.is_open or (order.state is OnlineOrderState.UNPAID and step != "cancel"):
        raise WrongOrderStep(order.code, _STEPS[step], _STATES[order.state])


def check_cancellable(order: OnlineOrder) -> None:
    """Raise :class:`WrongOrderStep` unless its customer may still cancel an order: nobody has picked it."""
    if order.state not in CANCELLABLE or order.basket_id is not None:
        raise WrongOrderStep(order.code, _STEPS["cancel"], _STATES[order.state])


def pick_goods(order: OnlineOrder, picked: dict[int, int]) -> tuple[WebOrderGoods, ...]:
    """The goods of an order with what was there, by position; of what ``picked`` does not name, all of it.

    Raises :class:`WrongPick` if that is more than was ordered, or nothing at all.
    """
    goods = tuple(replace(each, picked_quantity=picked.get(each.position, each.quantity)) for each in order.goods)
    for each in goods:
        if not 0 <= each.pieces <= each.quantity:
            raise WrongPick(order.code, each.quantity)
    if not any(each.pieces for each in goods) or picked.keys() - {each.position for each in goods}:
        raise WrongPick(order.code, max(each.quantity for each in goods))
    return goods


def ender_of(order: OnlineOrder, hold_days: int, at: datetime) -> OrderEnder | None:
    """What ends an order that waited in vain for so many days after its time, or too long for its payment on the web.

    Where nobody learns for so long whether it was paid, its goods are freed; what was paid goes back.
    """
    if not order.is_open or order.basket_id is not None:
        return None
    if order.state is OnlineOrderState.UNPAID:
        return OrderEnder.PAYMENT if at >= order.placed_at + PAYMENT_TIME else None
    return OrderEnder.CLOCK if at >= order.pickup.ends + timedelta(days=hold_days) else None


_STEPS = {
    "pick": Reason("order_step_pick", "picked"),
    "cancel": Reason("order_step_cancel", "cancelled"),
    "hand_over": Reason("order_step_hand_over", "handed over"),
}
_AT_TILL = Reason("order_state_at_till", "being paid at a till")
_STATES = {
    OnlineOrderState.UNPAID: Reason("order_state_unpaid", "being paid on the web"),
    OnlineOrderState.PLACED: Reason("order_state_placed", "placed"),
    OnlineOrderState.READY: Reason("order_state_ready", "ready"),
    OnlineOrderState.COLLECTED: Reason("order_state_collected", "collected"),
    OnlineOrderState.CANCELLED: Reason("order_state_cancelled", "cancelled"),
    OnlineOrderState.EXPIRED: Reason("order_state_expired", "expired"),
}
