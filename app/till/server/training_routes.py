"""The till's routes while somebody practises: those of selling, over a basket that is in no table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import AtTill, OperatorAtWork, OperatorHere
from app.till.server.routes import ApprovedEventsIn
from app.till.server.wire import NUMBER_MAX, RANDOM_ID, PaymentIn, sale_reply, state_reply
from app.till.server.wire import Request as Body
from app.web.problems import words_for
from app.web.request_parts import At, CounterOf, NumberOfAddress, Reply, WordsOf, printing_reply
from hardware.printer.layout import as_text, lay_out
from hardware.printer.picture import as_picture
from models.money import Money
from models.payments.attempt import PaymentMethod
from models.selling.unsold_receipt import sale_of_unsold
from operations.selling.complete_sale import Payment
from operations.selling.training import (
    Practice,
    PractisedReceipt,
    begin_training,
    complete_training,
    end_training,
    practice_state,
    practise,
)
from store import shop
from store.selling.sales import UnknownSale

#: The width of a receipt on the screen, in characters.
SCREEN_COLUMNS = 42
#: The means of payment that can be practised: the terminal of the shop is asked for nothing.
METHODS = (PaymentMethod.CASH.value, PaymentMethod.CARD.value)

of_training = APIRouter(prefix="/till/{till_id}/training")

Number = Annotated[NumberOfAddress, Path(ge=1, le=NUMBER_MAX)]
Client = Annotated[str, Query(pattern=RANDOM_ID)]


class BeginIn(Body):
    """The wish to practise, with another person's approval if there is one."""

    approval: ApprovalIn | None = None


@of_training.post("/begin")
def begin(here: OperatorAtWork, body: BeginIn, counter: CounterOf, at: At) -> Reply:
    """Let somebody practise at this till."""
    actor = approved_actor(here, body.approval, counter, at)
    counter.practice.begin(here.till_id, begin_training(counter.store, actor, at=at))
    return {"till": here.till_id}


@of_training.post("/end")
def end(here: OperatorAtWork, counter: CounterOf, at: At) -> Reply:
    """Let the till sell again; one that sells already goes on."""
    practice = counter.practice.end(here.till_id)
    if practice is not None:
        end_training(counter.store, here.actor(), practice, at=at)
    return {"till": here.till_id}


@of_training.get("")
def state(here: OperatorHere, client: Client, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """The practised basket."""
    with counter.practice.use(here.till_id) as slot, counter.store.view() as view:
        station = shop.get_station(view, here.till_id)
        return state_reply(practice_state(view, station, slot.practice, client, at), words)


@of_training.post("/events")
def events(here: OperatorAtWork, body: ApprovedEventsIn, request: Request, counter: CounterOf, at: At) -> Reply:
    """Apply numbered events to the practised basket."""
    actor = approved_actor(here, body.approval, counter, at)
    till_events = [each.event() for each in body.events]
    with counter.practice.use(here.till_id) as slot:
        slot.practice, state = practise(counter.store, actor, slot.practice, body.client, till_events, at=at)
    return state_reply(state, words_for(request))


@of_training.post("/pay")
def pay(here: OperatorAtWork, body: PaymentIn, counter: CounterOf, at: At) -> Reply:
    """Make the training receipt of the practised basket; a repeat returns the same."""
    with counter.store.view() as view:
        currency = shop.get_station(view, here.till_id).shop.currency
    payment = Payment(body.basket_id, Money(body.shown_minor, currency), body.money(currency))
    with counter.practice.use(here.till_id) as slot:
        practised_receipt = _receipt_of(slot.practice, body.basket_id)
        if practised_receipt is None:
            slot.practice = complete_training(counter.store, here.actor(), slot.practice, payment, at=at)
            practised_receipt = slot.practice.receipts[-1]
    counter.deliveries.signal(here.till_id)
    return _reply(practised_receipt, here)


@of_training.get("/payments")
def methods(here: OperatorHere) -> Reply:
    """The means of payment that can be practised."""
    return {"methods": METHODS, "till": here.till_id}


@of_training.get("/receipts")
def receipts(here: OperatorHere, counter: CounterOf) -> Reply:
    """The training receipts since the training began, the newest first."""
    with counter.practice.use(here.till_id) as slot:
        practised_receipts = slot.practice.receipts
    return {"receipts": [_reply(each, here) for each in reversed(practised_receipts)]}


@of_training.get("/receipts/{number}")
def receipt(here: OperatorHere, number: Number, counter: CounterOf) -> Reply:
    """A training receipt for the screen, marked as it is on paper."""
    with counter.practice.use(here.till_id) as slot:
        practised_receipt = next((each for each in slot.practice.receipts if each.fact.number == number), None)
    if practised_receipt is None:
        raise UnknownSale(number)
    lines = lay_out(
        counter.receipts.compose_unsold(practised_receipt.fact, here.till_id, practised_receipt.at), SCREEN_COLUMNS
    )
    return {
        "sale_id": number,
        "receipt_number": number,
        "lines": as_text(lines, SCREEN_COLUMNS).rstrip("\n").split("\n"),
        "picture": as_picture(lines, SCREEN_COLUMNS),
        "goods": [],
        "can_mail": False,
        "may_undo": False,
        "paid_by": [],
        "is_training": True,
    }


@of_training.post("/receipts/{number}")
def print_receipt(here: OperatorHere, number: Number, counter: CounterOf) -> Reply:
    """How printing goes: a training receipt is printed once without being asked for."""
    counter.deliveries.signal(here.till_id)
    return printing_reply(counter.deliveries.status(here.till_id)) | {"printed_before": number}


def _reply(practised_receipt: PractisedReceipt, here: AtTill) -> Reply:
    """A training receipt as the till knows sales; its number is the id that it does not have."""
    return sale_reply(sale_of_unsold(practised_receipt.fact, here.till_id, practised_receipt.at)) | {
        "id": practised_receipt.fact.number
    }


def _receipt_of(practice: Practice, basket_id: int) -> PractisedReceipt | None:
    """The training receipt that a practised basket became, if it did."""
    return next((each for each in practice.receipts if each.basket_id == basket_id), None)
