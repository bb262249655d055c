"""What the customer display of a till shows: the basket, what is paid of it, the change, or a greeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from models.money import Money, total
from models.quantity import Unit
from models.selling.basket import PricedBasket, PricedLine
from models.selling.gift_card import GiftCardPart
from models.selling.return_line import ReturnLine
from models.selling.return_state import ReturnState
from models.selling.sale import GIFT_CARD_NAME, Sale, SaleKind, SaleLine
from models.selling.settlement import TenderKind

#: So long the thanks and the change of a sale are shown, unless the next basket begins.
THANKS_TIME = timedelta(seconds=30)


class DisplayMessage(StrEnum):
    """What the display tells the customer, and with it how it looks."""

    GREETING = "greeting"
    BASKET = "basket"
    PAY_REST = "pay_rest"
    """A part is paid, and more is due."""
    FOLLOW_TERMINAL = "follow_terminal"
    """A terminal waits for the customer's card."""
    SCAN_CODE = "scan_code"
    """The customer scans the shown code with a phone."""
    NOT_ACCEPTED = "not_accepted"
    """The card, or the payment by phone, was refused: nothing was charged."""
    PLEASE_WAIT = "please_wait"
    """Nobody knows yet whether the customer was charged."""
    THANKS = "thanks"


#: What may be shown while a basket is being paid.
PAYING = frozenset(DisplayMessage) - {DisplayMessage.GREETING, DisplayMessage.BASKET, DisplayMessage.THANKS}


@dataclass(frozen=True, slots=True)
class PaidPart:
    """A part of a basket that is paid; ``method`` is the code of the means of payment, such as ``cash``."""

    method: str
    amount: Money


@dataclass(frozen=True, slots=True)
class DisplayPayment:
    """How the open basket is being paid: what is still ``due``, what is paid, and the text of a code to scan."""

    message: DisplayMessage
    due: Money
    parts: tuple[PaidPart, ...] = ()
    qr_payload: str = ""

    def __post_init__(self) -> None:
        if self.message not in PAYING or bool(self.qr_payload) != (self.message is DisplayMessage.SCAN_CODE):
            raise ValueError(f"{self.message} is not shown while a basket is paid like this")


@dataclass(frozen=True, slots=True)
class DisplayLine:
    """One line of the basket as a customer may see it: no cost, no limit of age, no note."""

    position: int
    name: str
    unit: Unit
    quantity: Decimal
    unit_price: Money
    discount: Money
    gross: Money
    deposit: Money


@dataclass(frozen=True, slots=True)
class DisplayState:
    """Everything that a display shows of its till.

    ``total`` is what the basket or the sale costs, ``due`` what is still to pay of it (of a sale: what was paid),
    ``change`` what the customer got back. ``points`` and ``tier`` are those of a member, who is named nowhere. Between
    two customers there are no lines and nothing is due.
    """

    message: DisplayMessage
    total: Money
    due: Money
    change: Money
    lines: tuple[DisplayLine, ...] = ()
    parts: tuple[PaidPart, ...] = ()
    qr_payload: str = ""
    points: int | None = None
    tier: str = ""


def display_state(
    currency: str,
    basket: PricedBasket | None,
    sale: Sale | None,
    payment: DisplayPayment | None = None,
    *,
    returned: ReturnState | None = None,
    points: int | None = None,
) -> DisplayState:
    """What the display of a till shows.

    ``basket`` is the till's open one, ``payment`` how it is being paid, ``sale`` the till's last one while it is still
    shown (:func:`is_shown`). A basket with lines comes before the sale before it. What comes back with the basket,
    ``returned``, has lines below zero after its goods; ``due`` is below zero where the customer gets money. Deposit
    vouchers and gift cards are a part that is paid.
    """
    nothing = Money(0, currency)
    if basket is not None and (basket.basket.has_goods or returned is not None):
        lines = tuple(_line(each, currency) for each in basket.lines)
        lines += tuple(_gift_line(each, currency) for each in basket.basket.gift_loads)
        lines += () if returned is None else tuple(_return_line(*each, currency) for each in returned.lines)
        vouchers = Money(basket.basket.vouchers_minor, currency)
        by_card = total((Money(each.amount_minor, currency) for each in basket.paid_by_cards), currency)
        costs = basket.due + vouchers + by_card
        before = ((TenderKind.DEPOSIT_VOUCHER, vouchers), (TenderKind.GIFT_CARD, by_card))
        parts = tuple(PaidPart(kind.value, amount) for kind, amount in before if amount.minor)
        if payment is None:
            return DisplayState(DisplayMessage.BASKET, costs, basket.due, nothing, lines, parts, points=points)
        parts += payment.parts
        return DisplayState(payment.message, costs, payment.due, nothing, lines, parts, payment.qr_payload, points)
    if sale is None:
        return DisplayState(DisplayMessage.GREETING, nothing, nothing, nothing)
    paid = sale.settlement
    set_off = total((each.amount for each in paid.tenders if each.kind is TenderKind.SET_OFF), currency)
    payments = tuple(
        PaidPart(each.kind.value, each.amount) for each in paid.tenders if each.kind is not TenderKind.SET_OFF
    )
    return DisplayState(
        DisplayMessage.THANKS, paid.gross - set_off, paid.due - set_off, paid.change, parts=payments, points=points
    )


def _gift_line(part: GiftCardPart, currency: str) -> DisplayLine:
    """Money that is put on a gift card."""
    amount, nothing = Money(part.amount_minor, currency), Money(0, currency)
    name = f"{GIFT_CARD_NAME} {part.last_four}"
    return DisplayLine(part.position, name, Unit.PIECE, Decimal(1), amount, nothing, amount, nothing)


def _return_line(returned: ReturnLine, sold: SaleLine, currency: str) -> DisplayLine:
    """A line that comes back; its place is below zero, for the basket's own lines have the others."""
    nothing = Money(0, currency)
    return DisplayLine(
        position=-returned.position,
        name=sold.name,
        unit=sold.unit,
        quantity=-returned.quantity,
        unit_price=sold.unit_price,
        discount=nothing,
        gross=Money(-returned.gross_minor, currency),
        deposit=nothing,
    )


def is_shown(sale: Sale, at: datetime) -> bool:
    """Whether a sale is so new that its change and the thanks are still shown; a refund is never shown."""
    return sale.kind is SaleKind.SALE and timedelta(0) <= at - sale.origin.at < THANKS_TIME


def _line(priced: PricedLine, currency: str) -> DisplayLine:
    line = priced.line
    return DisplayLine(
        position=line.position,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=Money(priced.discount_minor, currency),
        gross=Money(priced.gross_minor, currency),
        deposit=Money(priced.deposit.gross_minor if priced.deposit else 0, currency),
    )
