"""Reading what a customer display shows, and writing it as the display's page reads it.

A display receives its own till only, and nothing but what :class:`models.selling.display_state.DisplayState` holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.web.code_picture import code_address
from app.web.join_page import join_address
from app.web.receipt_page import receipt_address
from models.access.display import PairedDisplay
from models.journal import JournalKind
from models.payments.attempt import CODE_METHODS, AttemptKind, PaymentAttempt
from models.payments.attempt_state import AttemptState
from models.selling.basket import PricedBasket
from models.selling.display_state import (
    THANKS_TIME,
    DisplayLine,
    DisplayMessage,
    DisplayPayment,
    DisplayState,
    PaidPart,
    display_state,
    is_shown,
)
from models.selling.payment_parts import PaymentParts
from models.selling.sale import Sale
from models.shop import Shop
from operations.dispatch.receipt_on_phone import code_of_receipt
from operations.members.own_phone import code_of_till
from operations.selling.members_at_till import shown_member
from operations.selling.return_tenders import return_state
from store import shop
from store.access import displays
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.journal import newest_of_kind
from store.members import point_rows
from store.selling import baskets, payment_attempts, sales
from store.selling.basket_prices import BasketPrices

#: So long a customer reads that the payment was refused, unless another begins.
REFUSAL_TIME = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class DisplayReading:
    """A display, its shop, and what it shows now.

    ``join_code`` is the till's, ``receipt_code`` that of the sale that was just completed; empty where none is shown.
    """

    display: PairedDisplay
    shop: Shop
    state: DisplayState
    join_code: str = ""
    receipt_code: str = ""


def read_display(
    store: Store, secret: str, *, at: datetime, installation: InstallationSecret | None = None
) -> DisplayReading | None:
    """What the display whose cookie holds ``secret`` shows; ``None`` if that browser is no display (any more).

    ``installation`` signs the codes that customers scan with a phone; without it none is shown.
    """
    with store.view() as view:
        display = displays.find_display(view, displays.hash_of(secret))
        if display is None:
            return None
        company = shop.get_station(view, display.till_id).shop
        state = state_of_till(view, company, display.till_id, at)
        reading = DisplayReading(display, company, state)
        if installation is None:
            return reading
        if state.message in JOINING:
            return replace(reading, join_code=code_of_till(view, installation, display.till_id, at))
        sale = _last_sale(view, display.till_id, at) if state.message is DisplayMessage.THANKS else None
        return replace(reading, receipt_code=code_of_receipt(view, installation, sale)) if sale else reading


#: What is shown while a customer may scan the code to become a member.
JOINING = frozenset({DisplayMessage.GREETING, DisplayMessage.BASKET})


def state_of_till(view: Connection, company: Shop, till_id: int, at: datetime) -> DisplayState:
    """What the display of a till shows."""
    currency = company.currency
    basket = baskets.open_basket(view, till_id, currency)
    if basket is not None and not basket.is_empty:
        priced = BasketPrices(view, company, at).of(basket)
        returned = return_state(view, priced)
        member = shown_member(view, basket, shop.get_station(view, till_id), at)
        points = member.points.balance if member and member.points else None
        state = display_state(currency, priced, None, payment_of(view, priced, at), returned=returned, points=points)
        return replace(state, tier=member.points.tier if member and member.points else "")
    last = _last_sale(view, till_id, at)
    if last is None:
        return display_state(currency, None, None)
    return display_state(currency, None, last, points=_points_after(view, last))


def _last_sale(view: Connection, till_id: int, at: datetime) -> Sale | None:
    """The sale for which a display still thanks: of the customer who is there, and not of the one before.

    Once goods of a next basket were scanned that customer has gone, also when the basket was cancelled or parked.
    """
    last = sales.find_last_sale(view, till_id, since=at - THANKS_TIME)
    if last is None or not is_shown(last, at):
        return None
    scanned = newest_of_kind(view, till_id, JournalKind.LINE_ADDED)
    return last if scanned is None or scanned <= last.origin.at else None


def _points_after(view: Connection, sale: Sale) -> int | None:
    """What a member has after a sale; ``None`` if it did nothing to anybody's points."""
    entries = point_rows.entries_on_sales(view, [sale.id]) if sale.origin.customer is not None else []
    return entries[-1].balance if entries else None


def payment_of(view: Connection, priced: PricedBasket, at: datetime) -> DisplayPayment | None:
    """How a basket is being paid: what the customer does next, and what is paid of it; ``None`` before any payment."""
    attempts = payment_attempts.attempts_of(view, priced.basket.id)
    if not attempts:
        return None
    parts = PaymentParts(priced.due, attempts)
    paid = tuple(PaidPart(offer.kind.value, offer.amount) for offer in parts.offers)
    waiting = parts.open_attempt
    if waiting is not None:
        message = _message_of(waiting)
        payload = waiting.answer.code if message is DisplayMessage.SCAN_CODE else ""
        return DisplayPayment(message, waiting.order.amount, paid, payload)
    last = attempts[-1]
    if last.state is AttemptState.DECLINED and at - last.changed_at < REFUSAL_TIME:
        return DisplayPayment(DisplayMessage.NOT_ACCEPTED, parts.rest, paid)
    return DisplayPayment(DisplayMessage.PAY_REST, parts.rest, paid) if paid else None


def _message_of(waiting: PaymentAttempt) -> DisplayMessage:
    """What a customer is asked for, who may be charged or not when nobody knows it."""
    if waiting.state is AttemptState.UNKNOWN or waiting.order.kind is AttemptKind.REFUND:
        return DisplayMessage.PLEASE_WAIT
    if waiting.order.method in CODE_METHODS:
        return DisplayMessage.SCAN_CODE if waiting.answer.code else DisplayMessage.PLEASE_WAIT
    return DisplayMessage.FOLLOW_TERMINAL


def write_reading(reading: DisplayReading, origin: str = "") -> str:
    """What a display is sent, as JSON: amounts in minor units, quantities as decimal text.

    ``origin`` is where phones reach the shop; without it no code for a phone is shown.
    """
    state = reading.state
    values = {
        "company": reading.shop.company,
        "is_demo": reading.shop.is_demo,
        "currency": reading.shop.currency,
        "message": state.message.value,
        "lines": [_line(each) for each in state.lines],
        "total_minor": state.total.minor,
        "due_minor": state.due.minor,
        "change_minor": state.change.minor,
        "parts": [{"method": each.method, "amount_minor": each.amount.minor} for each in state.parts],
        "points": state.points,
        "tier": state.tier,
        "code": code_address(state.qr_payload) if state.qr_payload else "",
        "join": code_address(join_address(origin, reading.join_code)) if origin and reading.join_code else "",
        "receipt": code_address(receipt_address(origin, reading.receipt_code))
        if origin and reading.receipt_code
        else "",
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _line(line: DisplayLine) -> dict[str, Any]:
    return {
        "position": line.position,
        "name": line.name,
        "unit": line.unit.value,
        "quantity": str(line.quantity),
        "unit_price_minor": line.unit_price.minor,
        "discount_minor": line.discount.minor,
        "gross_minor": line.gross.minor,
        "deposit_minor": line.deposit.minor,
    }
