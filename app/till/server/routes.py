"""The till's routes: its state, its numbered events and its payments.

Every route may be called again with the same body: events are applied once each, and a basket is paid once.
Routes are plain functions, so they run on worker threads and a commit never holds up the event loop.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import OperatorAtWork, OperatorHere
from app.till.server.wire import (
    NUMBER_MAX,
    POSITION_MAX,
    RANDOM_ID,
    EventsIn,
    PaymentIn,
    WholeNumber,
    sale_reply,
    state_reply,
)
from app.till.server.wire import Request as Body
from app.web.problems import words_for
from app.web.request_parts import At, CounterOf, NumberOfAddress, Reply, WordsOf, printing_reply
from models.dispatch.mail_address import ADDRESS_LENGTH_MAX
from models.money import Money
from models.selling.gift_receipt import goods_positions
from models.selling.sale import Sale
from models.selling.settlement import check_proven
from models.selling.till_event import OpenDrawer
from models.shop import DeviceKind
from models.shop_settings import MAIL_HOST
from operations.delivery import copy_receipt, print_gift_receipt
from operations.dispatch.receipt_mail import mail_receipt
from operations.selling.before_payment import print_parked_slip, print_pro_forma
from operations.selling.complete_sale import Payment, UnknownBasket, complete_sale
from operations.selling.payment_correction import may_correct_payment
from operations.selling.till_events import apply_events, till_state
from operations.selling.undo_sale import why_not_undone
from store import shop
from store.database.engine import Store
from store.selling import sales
from store.setting_rows import get_value

#: So many of the last receipts are listed.
LATEST_RECEIPTS = 10
#: A gift receipt has at most so many lines.
GIFT_MAX = 1000

router = APIRouter()
#: What belongs to one till.
of_till = APIRouter(prefix="/till/{till_id}")


class ApprovedEventsIn(EventsIn):
    """Events with the approval of another person, if the operator may not do all of them."""

    approval: ApprovalIn | None = None


class CopyIn(Body):
    """The wish for a copy of a receipt, with another person's approval if there is one."""

    approval: ApprovalIn | None = None


class GiftIn(Body):
    """The wish for a gift receipt: the places of its goods in the sale."""

    positions: Annotated[tuple[Annotated[WholeNumber, Field(ge=1, le=POSITION_MAX)], ...], Field(max_length=GIFT_MAX)]


class MailIn(CopyIn):
    """The wish for a receipt by e-mail."""

    address: Annotated[str, Field(max_length=ADDRESS_LENGTH_MAX + 2)]


Position = Annotated[NumberOfAddress, Field(ge=1, le=POSITION_MAX)]
GiftPositions = Annotated[list[Position], Query(max_length=GIFT_MAX)]
SaleId = Annotated[NumberOfAddress, Path(ge=1, le=NUMBER_MAX)]
Client = Annotated[str, Query(pattern=RANDOM_ID)]


@router.get("/tills")
def tills(counter: CounterOf) -> Reply:
    """The shop and its tills, for the till's menu."""
    with counter.store.view() as view:
        company = shop.get_shop(view)
        places = {location.id: location.name for location in shop.all_locations(view)}
        devices = [device for device in shop.all_devices(view) if device.kind is DeviceKind.TILL]
    return {
        "company": company.company,
        "currency": company.currency,
        "tills": [{"id": each.id, "name": each.name, "location": places[each.location_id]} for each in devices],
    }


@of_till.get("")
def state(here: OperatorHere, client: Client, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """The till's present state, and the last applied event of one browser."""
    return state_reply(till_state(counter.store, here.till_id, client, at=at), words)


@of_till.post("/events")
def events(here: OperatorAtWork, body: ApprovedEventsIn, request: Request, counter: CounterOf, at: At) -> Reply:
    """Apply numbered events, each once and in order; the reply is the till's new state.

    With an ``approval``, another person's PIN or badge is checked first, and holds for these events only.
    """
    made = [each.event() for each in body.events]
    actor = approved_actor(here, body.approval, counter, at)
    state = apply_events(counter.store, actor, body.client, made, at=at, installation=counter.installation)
    counter.signals.signal(here.till_id)
    if any(isinstance(each, OpenDrawer) for each in made):
        counter.deliveries.signal(here.till_id)
    request.state.refused = len(state.problems)
    return state_reply(state, words_for(request))


@of_till.post("/pay")
def pay(here: OperatorAtWork, body: PaymentIn, counter: CounterOf, at: At) -> Reply:
    """Turn a basket into a sale; a repeat returns the stored sale."""
    till_id = here.till_id
    with counter.store.view() as view:
        currency = shop.get_station(view, till_id).shop.currency
    payment = Payment(
        basket_id=body.basket_id,
        shown=Money(body.shown_minor, currency),
        offers=body.money(currency),
    )
    check_proven(payment.offers)
    sale = complete_sale(counter.store, here.actor(), payment, at=at)
    if sale.origin.device_id != till_id:  # a basket that another till has paid
        raise UnknownBasket(body.basket_id)
    counter.signals.signal(till_id)
    counter.deliveries.signal(till_id)
    return sale_reply(sale)


@of_till.post("/baskets/{basket_id}/pro-forma")
def print_unpaid(here: OperatorAtWork, basket_id: SaleId, counter: CounterOf, at: At) -> Reply:
    """Print a basket before it is paid, marked as no receipt."""
    print_pro_forma(counter.store, here.actor(), basket_id, at=at)
    counter.deliveries.signal(here.till_id)
    return printing_reply(counter.deliveries.status(here.till_id))


@of_till.post("/baskets/{basket_id}/slip")
def print_slip(here: OperatorAtWork, basket_id: SaleId, counter: CounterOf, at: At) -> Reply:
    """Print the slip of a basket that waits; its code recalls it."""
    print_parked_slip(counter.store, here.actor(), basket_id, at=at)
    counter.deliveries.signal(here.till_id)
    return printing_reply(counter.deliveries.status(here.till_id))


@of_till.get("/sales/{sale_id}")
def sale(here: OperatorHere, sale_id: SaleId, counter: CounterOf) -> Reply:
    """A sale that this till made, as :func:`pay` returned it."""
    return sale_reply(_sale(counter.store, here.till_id, sale_id))


@of_till.get("/receipts")
def latest_receipts(here: OperatorHere, counter: CounterOf) -> Reply:
    """The last sales of this till, the newest first, to show the receipt of one or print a copy."""
    with counter.store.view() as view:
        latest = sales.latest_sales(view, here.till_id, LATEST_RECEIPTS)
    return {"receipts": [sale_reply(each) for each in latest]}


@of_till.get("/receipts/{sale_id}")
def receipt(here: OperatorHere, sale_id: SaleId, counter: CounterOf) -> Reply:
    """The receipt of a sale for the screen: lines of text and a picture, and whether the sale can be undone.

    ``paid_by`` are the means in which it is registered, if that can be corrected.
    """
    stored_sale = _sale(counter.store, here.till_id, sale_id)
    with counter.store.view() as view:
        can_mail = bool(get_value(view, MAIL_HOST))
        may_undo = why_not_undone(view, here.till_id, stored_sale) is None
        may_correct = may_correct_payment(view, here.till_id, stored_sale)
    paid_by = sorted({each.kind.value for each in stored_sale.settlement.tenders})
    more = {
        "can_mail": can_mail,
        "goods": _goods(stored_sale),
        "may_undo": may_undo,
        "paid_by": paid_by if may_correct else [],
    }
    return counter.receipts.show(sale_id) | more


@of_till.post("/receipts/{sale_id}")
def print_receipt(here: OperatorHere, sale_id: SaleId, counter: CounterOf) -> Reply:
    """How the printing of a sale's receipt goes: for a till that missed the answer to its payment.

    It is printed once without being asked for; ``printed_before`` is its number if that was begun.
    """
    till_id = here.till_id
    number = _sale(counter.store, till_id, sale_id).origin.receipt_number
    counter.deliveries.signal(till_id)
    status = counter.deliveries.status(till_id)
    return printing_reply(status) | {"printed_before": number if number <= status.printed_up_to else None}


@of_till.post("/receipts/{sale_id}/copy")
def print_copy(
    here: OperatorAtWork, sale_id: SaleId, counter: CounterOf, at: At, *, body: CopyIn | None = None
) -> Reply:
    """Print the one copy of a receipt that the law allows, marked as such and recorded in the journal."""
    actor = approved_actor(here, body.approval if body else None, counter, at)
    copy_receipt(counter.store, actor, sale_id, at=at)
    counter.deliveries.signal(here.till_id)
    return printing_reply(counter.deliveries.status(here.till_id))


@of_till.get("/receipts/{sale_id}/gift")
def gift(here: OperatorHere, sale_id: SaleId, at_position: GiftPositions, counter: CounterOf) -> Reply:
    """The gift receipt of the chosen goods for the screen, as :func:`receipt` gives a receipt; nothing is printed."""
    _sale(counter.store, here.till_id, sale_id)
    return counter.receipts.show_gift(sale_id, at_position)


@of_till.post("/receipts/{sale_id}/gift")
def print_gift(here: OperatorAtWork, sale_id: SaleId, body: GiftIn, counter: CounterOf, at: At) -> Reply:
    """Print a gift receipt: the chosen goods without their prices."""
    print_gift_receipt(counter.store, here.actor(), sale_id, body.positions, at=at)
    counter.deliveries.signal(here.till_id)
    return printing_reply(counter.deliveries.status(here.till_id))


@of_till.post("/receipts/{sale_id}/mail")
def send_receipt(here: OperatorAtWork, sale_id: SaleId, body: MailIn, counter: CounterOf, at: At) -> Reply:
    """Send the one copy of a receipt by e-mail, once the answer has gone out."""
    actor = approved_actor(here, body.approval, counter, at)
    queued = mail_receipt(counter.store, actor, sale_id, body.address, at=at)
    counter.dispatches.signal()
    return {"label": queued.label}


def _goods(stored_sale: Sale) -> list[dict[str, object]]:
    """The goods of which a gift receipt may be printed."""
    chosen = goods_positions(stored_sale)
    return [
        {"position": line.position, "name": line.name, "quantity": str(line.quantity.normalize())}
        for line in stored_sale.lines
        if line.position in chosen
    ]


def _sale(store: Store, till_id: int, sale_id: int) -> Sale:
    with store.view() as view:
        found = sales.get_sale(view, sale_id)
    if found.origin.device_id != till_id:
        raise sales.UnknownSale(sale_id)
    return found
