"""What an operator does at a till: one record for each kind of event, and the union of them all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from models.card_data import check_no_card_data, hide_card_data
from models.catalogue.product import clean_text
from models.errors import Refused
from models.jurisdiction.tax_rules import SupplyMode

#: The longest text of an event that is stored: a reason, or what a refused event named.
EVENT_TEXT_MAX = 120
#: All of a price, in parts per million.
RATE_MAX_PPM = 1_000_000


class EventKind(StrEnum):
    """The names of the events in requests and in the journal."""

    SCAN = "scan"
    SET_QUANTITY = "set_quantity"
    REMOVE = "remove"
    PARK = "park"
    RECALL = "recall"
    CANCEL = "cancel"
    OPEN_DRAWER = "open_drawer"
    ADD_NOTE = "add_note"
    CONFIRM_AGE = "confirm_age"
    REFUSE_AGE = "refuse_age"
    DISCOUNT_LINE = "discount_line"
    DISCOUNT_BASKET = "discount_basket"
    STAFF_PURCHASE = "staff_purchase"
    REMOVE_DISCOUNT = "remove_discount"
    CHOOSE_SUPPLY = "choose_supply"
    SHOW_CODE = "show_code"
    REMOVE_CODE = "remove_code"
    CHOOSE_GROUP = "choose_group"
    TAKE_VOUCHER = "take_voucher"
    REMOVE_VOUCHER = "remove_voucher"
    CHOOSE_MEMBER = "choose_member"
    USE_POINTS = "use_points"
    TAKE_REWARD = "take_reward"


class WrongEvent(Refused):
    """An event that does not fit the open basket or the till."""

    code = "wrong_event"
    text = "{reason} Nothing was changed; look at the basket and try again."

    reason: str


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """What every event has: ``seq`` counts up within a browser, so that each event is applied once."""

    kind: ClassVar[EventKind]

    seq: int

    def __post_init__(self) -> None:
        if self.seq < 0:
            raise ValueError(f"{self.seq} is no number of an event")

    @property
    def subject(self) -> str:
        """The barcode or SKU that the event names, clean and short; empty if it names none."""
        return ""


class _Named:
    """What an event has that names a barcode, the SKU of a line, or what a customer shows."""

    __slots__ = ()
    code: str

    @property
    def subject(self) -> str:
        """That code."""
        return event_text(self.code)


@dataclass(frozen=True, slots=True)
class Scan(_Named, NumberedEvent):
    """Add a product to the basket; ``code`` is a barcode or a SKU.

    ``price_minor`` is the price of a unit that was entered for goods without a fixed one. ``measured``: somebody
    weighed or measured the quantity, or entered it.
    """

    kind: ClassVar[EventKind] = EventKind.SCAN

    code: str = ""
    quantity: Decimal = Decimal(1)
    price_minor: int | None = None
    measured: bool = False

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        _check_quantity(self.quantity)


@dataclass(frozen=True, slots=True)
class SetQuantity(_Named, NumberedEvent):
    """Give a line another quantity, zero to remove it; with a ``code``, only if the line holds that SKU."""

    kind: ClassVar[EventKind] = EventKind.SET_QUANTITY

    position: int = 0
    quantity: Decimal = Decimal(1)
    code: str = ""

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        _check_position(self.position)
        _check_quantity(self.quantity)


@dataclass(frozen=True, slots=True)
class RemoveLine(_Named, NumberedEvent):
    """Remove a line; with a ``code``, only if the line holds that SKU."""

    kind: ClassVar[EventKind] = EventKind.REMOVE

    position: int = 0
    code: str = ""

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        _check_position(self.position)


@dataclass(frozen=True, slots=True)
class Park(NumberedEvent):
    """Set the open basket aside."""

    kind: ClassVar[EventKind] = EventKind.PARK


@dataclass(frozen=True, slots=True)
class Recall(NumberedEvent):
    """Open a parked basket again; a basket with lines that is open meanwhile is parked."""

    kind: ClassVar[EventKind] = EventKind.RECALL

    basket_id: int = 0

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        if self.basket_id < 0:
            raise ValueError(f"{self.basket_id} is no id of a basket")


@dataclass(frozen=True, slots=True)
class Cancel(NumberedEvent):
    """Discard the open basket; ``reason`` may be empty."""

    kind: ClassVar[EventKind] = EventKind.CANCEL

    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenDrawer(NumberedEvent):
    """Open the cash drawer without a sale, for a reason."""

    kind: ClassVar[EventKind] = EventKind.OPEN_DRAWER

    reason: str = ""


@dataclass(frozen=True, slots=True)
class AddNote(NumberedEvent):
    """Add a line of free text to the receipt."""

    kind: ClassVar[EventKind] = EventKind.ADD_NOTE

    text: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmAge(NumberedEvent):
    """The operator saw that the customer is at least so many ``years`` old."""

    kind: ClassVar[EventKind] = EventKind.CONFIRM_AGE

    years: int = 0


@dataclass(frozen=True, slots=True)
class RefuseAge(NumberedEvent):
    """The customer is too young, or did not show how old they are; the goods that need it are not sold."""

    kind: ClassVar[EventKind] = EventKind.REFUSE_AGE

    years: int = 0


@dataclass(frozen=True, slots=True)
class _Discount(NumberedEvent):
    """How much is taken off: a share in parts per million, or an amount; and why."""

    rate_ppm: int | None = None
    amount_minor: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        if self.rate_ppm is not None and not 0 < self.rate_ppm <= RATE_MAX_PPM:
            raise ValueError(f"{self.rate_ppm} is no share of a price")
        if self.amount_minor is not None and self.amount_minor <= 0:
            raise ValueError(f"{self.amount_minor} is no amount to take off")


@dataclass(frozen=True, slots=True)
class DiscountLine(_Named, _Discount):
    """Take something off a line, or enter a lower price of a unit, ``price_minor``; only if it holds that SKU."""

    kind: ClassVar[EventKind] = EventKind.DISCOUNT_LINE

    position: int = 0
    code: str = ""
    price_minor: int | None = None

    def __post_init__(self) -> None:
        _Discount.__post_init__(self)
        _check_position(self.position)
        if self.price_minor is not None and self.price_minor < 0:
            raise ValueError(f"{self.price_minor} is no price")


@dataclass(frozen=True, slots=True)
class DiscountBasket(_Discount):
    """Take something off the whole basket."""

    kind: ClassVar[EventKind] = EventKind.DISCOUNT_BASKET


@dataclass(frozen=True, slots=True)
class StaffPurchase(NumberedEvent):
    """The operator buys the basket: the shop's discount for its staff, which somebody else approves."""

    kind: ClassVar[EventKind] = EventKind.STAFF_PURCHASE


@dataclass(frozen=True, slots=True)
class RemoveDiscount(NumberedEvent):
    """Remove the discount of the line in a place or, with 0, of the basket."""

    kind: ClassVar[EventKind] = EventKind.REMOVE_DISCOUNT

    position: int = 0

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        _check_position(self.position)


@dataclass(frozen=True, slots=True)
class ChooseSupply(_Named, NumberedEvent):
    """Let the line in a place or, with 0, the whole basket be eaten in or taken away; with a ``code`` only that SKU."""

    kind: ClassVar[EventKind] = EventKind.CHOOSE_SUPPLY

    supply: SupplyMode = SupplyMode.TAKE_AWAY
    position: int = 0
    code: str = ""

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        _check_position(self.position)


@dataclass(frozen=True, slots=True)
class _CodeEvent(_Named, NumberedEvent):
    """What is about a code that a customer shows."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class ShowCode(_CodeEvent):
    """The customer shows the code of a promotion or a coupon, which then holds for the basket."""

    kind: ClassVar[EventKind] = EventKind.SHOW_CODE


@dataclass(frozen=True, slots=True)
class RemoveCode(_CodeEvent):
    """Remove a code from the basket; where it is not there, nothing changes."""

    kind: ClassVar[EventKind] = EventKind.REMOVE_CODE


@dataclass(frozen=True, slots=True)
class ChooseGroup(_CodeEvent):
    """The customer belongs to the group that ``code`` names; empty: to none."""

    kind: ClassVar[EventKind] = EventKind.CHOOSE_GROUP


@dataclass(frozen=True, slots=True)
class TakeVoucher(NumberedEvent):
    """The customer pays with a deposit voucher that no scanner reads: its amount and why it is not scanned."""

    kind: ClassVar[EventKind] = EventKind.TAKE_VOUCHER

    amount_minor: int = 0
    reason: str = ""

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        if self.amount_minor < 0:
            raise ValueError(f"{self.amount_minor} is no amount of a voucher")


@dataclass(frozen=True, slots=True)
class RemoveVoucher(_CodeEvent):
    """Remove the deposit voucher with the number ``code`` from the basket."""

    kind: ClassVar[EventKind] = EventKind.REMOVE_VOUCHER


@dataclass(frozen=True, slots=True)
class ChooseMember(NumberedEvent):
    """The customer is a member: ``code`` is that of the card, or the member's id; empty: nobody known.

    It names no subject: a refused event is recorded in the journal, and no card's code is.
    """

    kind: ClassVar[EventKind] = EventKind.CHOOSE_MEMBER

    code: str = ""


@dataclass(frozen=True, slots=True)
class UsePoints(NumberedEvent):
    """The member uses so many points at most for the basket; 0: none."""

    kind: ClassVar[EventKind] = EventKind.USE_POINTS

    points: int = 0

    def __post_init__(self) -> None:
        NumberedEvent.__post_init__(self)
        if self.points < 0:
            raise ValueError(f"{self.points} is no number of points")


@dataclass(frozen=True, slots=True)
class TakeReward(_CodeEvent):
    """The member takes the reward of the promotion with the number ``code`` for points."""

    kind: ClassVar[EventKind] = EventKind.TAKE_REWARD


_CodeEvents = ShowCode | RemoveCode | ChooseGroup
#: What the customer shows or has: a card, points, a voucher, a code.
CustomerEvent = _CodeEvents | TakeVoucher | RemoveVoucher | ChooseMember | UsePoints | TakeReward
#: What is about goods themselves.
_LineEvent = Scan | SetQuantity | RemoveLine | AddNote | ConfirmAge | RefuseAge | ChooseSupply
#: What changes the goods in the basket, or what they cost.
GoodsEvent = _LineEvent | DiscountLine | DiscountBasket | StaffPurchase | RemoveDiscount | CustomerEvent
TillEvent = GoodsEvent | Park | Recall | Cancel | OpenDrawer


def event_text(text: str) -> str:
    """Text of an event as it is stored: without control characters and card data, cut to its greatest length."""
    return clean_text(hide_card_data(text))[:EVENT_TEXT_MAX]


def reason_text(text: str) -> str:
    """A reason as it is stored; raises :class:`models.card_data.CardDataRefused`."""
    check_no_card_data(text)
    return event_text(text)


def _check_position(position: int) -> None:
    if position < 0:
        raise ValueError(f"{position} is no place in a basket")


def _check_quantity(quantity: Decimal) -> None:
    if not quantity.is_finite():
        raise ValueError(f"{quantity} is no quantity")
