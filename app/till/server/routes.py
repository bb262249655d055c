"""The till's routes: its state, its numbered events and its payments.

Every route may be called again with the same body: events are applied once each, and a basket is paid once.
Routes are plain functions, so they run on worker threads and a commit never holds up the event loop.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from app.till.server.wire import NUMBER_MAX, RANDOM_ID, EventsIn, PaymentIn, sale_reply, state_reply
from app.web.problems import words_for
from app.web.request_parts import At, CounterOf, NumberOfAddress, Reply, WordsOf, printing_reply
from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.money import Money
from models.selling.sale import Sale
from models.selling.settlement import check_proven
from models.selling.till_event import OpenDrawer
from models.shop import DeviceKind
from operations.delivery import copy_receipt
from operations.selling.complete_sale import Payment, UnknownBasket, complete_sale
from operations.selling.till_events import apply_events, till_state
from store import shop
from store.database.engine import Store
from store.selling import sales

router = APIRouter()

TillId = Annotated[NumberOfAddress, Path(ge=1, le=2**21 - 1)]
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


@router.get("/till/{till_id}")
def state(till_id: TillId, client: Client, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """The till's present state, and the last applied event of one browser."""
    return state_reply(till_state(counter.store, till_id, client, at=at), words)


@router.post("/till/{till_id}/events")
def events(till_id: TillId, body: EventsIn, request: Request, counter: CounterOf, at: At) -> Reply:
    """Apply numbered events, each once and in order; the reply is the till's new state."""
    made = [each.event() for each in body.events]
    state = apply_events(counter.store, _actor(till_id), body.client, made, at=at)
    if any(isinstance(each, OpenDrawer) for each in made):
        counter.deliveries.signal(till_id)
    request.state.refused = len(state.problems)
    return state_reply(state, words_for(request))


@router.post("/till/{till_id}/pay")
def pay(till_id: TillId, body: PaymentIn, counter: CounterOf, at: At) -> Reply:
    """Turn a basket into a sale; a repeat returns the stored sale."""
    with counter.store.view() as view:
        currency = shop.get_station(view, till_id).shop.currency
    payment = Payment(
        basket_id=body.basket_id,
        shown=Money(body.shown_minor, currency),
        offers=body.money(currency),
    )
    check_proven(payment.offers)
    sale = complete_sale(counter.store, _actor(till_id), payment, at=at)
    if sale.origin.device_id != till_id:  # a basket that another till has paid
        raise UnknownBasket(body.basket_id)
    counter.deliveries.signal(till_id)
    return sale_reply(sale)


@router.get("/till/{till_id}/sales/{sale_id}")
def sale(till_id: TillId, sale_id: SaleId, counter: CounterOf) -> Reply:
    """A sale that this till made, as :func:`pay` returned it."""
    return sale_reply(_sale(counter.store, till_id, sale_id))


@router.get("/till/{till_id}/receipts/{sale_id}")
def receipt(till_id: TillId, sale_id: SaleId, counter: CounterOf) -> Reply:
    """The receipt of a sale for the screen: lines of text and a picture."""
    return counter.receipts.show(_sale(counter.store, till_id, sale_id).id)


@router.post("/till/{till_id}/receipts/{sale_id}")
def print_receipt(till_id: TillId, sale_id: SaleId, counter: CounterOf) -> Reply:
    """How the printing of a sale's receipt goes: for a till that missed the answer to its payment.

    It is printed once without being asked for; ``printed_before`` is its number if that was begun.
    """
    number = _sale(counter.store, till_id, sale_id).origin.receipt_number
    counter.deliveries.signal(till_id)
    status = counter.deliveries.status(till_id)
    return printing_reply(status) | {"printed_before": number if number <= status.printed_up_to else None}


@router.post("/till/{till_id}/receipts/{sale_id}/copy")
def print_copy(till_id: TillId, sale_id: SaleId, counter: CounterOf, at: At) -> Reply:
    """Print the one copy of a receipt that the law allows, marked as such and recorded in the journal."""
    copy_receipt(counter.store, _actor(till_id), sale_id, at=at)
    counter.deliveries.signal(till_id)
    return printing_reply(counter.deliveries.status(till_id))


def _actor(till_id: int) -> Actor:
    """Until operators sign in, whoever is at a till is its built-in operator."""
    return Actor(TILL_OPERATOR, till_id)


def _sale(store: Store, till_id: int, sale_id: int) -> Sale:
    with store.view() as view:
        found = sales.get_sale(view, sale_id)
    if found.origin.device_id != till_id:
        raise sales.UnknownSale(sale_id)
    return found
