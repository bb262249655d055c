"""The till's routes for goods that come back: find the receipt, choose its lines, give the money back.

Each route may be called again with the same body: chosen lines are set, and a key gives back once.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BeforeValidator, Field

from app.counter.open_counter import Counter
from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import AtTill, OperatorAtWork, OperatorHere
from app.till.server.wire import (
    AMOUNT_MAX_MINOR,
    NUMBER_MAX,
    POSITION_MAX,
    RANDOM_ID,
    Code,
    Identity,
    RandomId,
    Request,
    Text,
    WholeNumber,
    attempt_reply,
    parts_reply,
    plain_number,
    sale_reply,
    state_reply,
)
from app.web.request_parts import At, CounterOf, NumberOfAddress, Reply, WordsOf
from models.card_data import check_no_card_data
from models.money import Money
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.quantity import from_milli, to_milli
from models.selling.payment_parts import PaymentParts
from models.selling.receipt_proof import is_signed_code
from models.selling.receipt_search import ReceiptSearch, read_search
from models.selling.refund_sale import GoneBack
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.return_rules import needs_approval
from models.selling.sale import LineKind, Sale, SaleLine
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns, return_rules
from operations.selling.payment_correction import CorrectionWish, correct_payment
from operations.selling.receipt_proofs import find_proven_sale
from operations.selling.store_credit import CreditWish, give_store_credit
from operations.selling.till_events import till_state
from operations.selling.undo_sale import undo_sale
from store import shop
from store.selling import payment_attempts, return_lines, sales
from store.selling.receipts_by_text import find_receipts

#: So many receipts are listed, and so old they may be unless their code is scanned.
FOUND_MAX, FOUND_DAYS = 12, timedelta(days=400)

#: Returns at one till.
of_returns = APIRouter(prefix="/till/{till_id}/returns")

Proof = Annotated[Code, Query()]
SaleId = Annotated[NumberOfAddress, Path(ge=1, le=NUMBER_MAX)]


class ReturnLineIn(Request):
    """How much of a sold line comes back, why, and where the goods go; zero: nothing."""

    position: Annotated[WholeNumber, Field(ge=1, le=POSITION_MAX)]
    quantity: Annotated[Decimal, BeforeValidator(plain_number), Field(max_digits=12, ge=0)]
    reason: ReturnReason
    goods_to: GoodsTo


class ReturnsIn(Request):
    """The lines of a sale that come back with the till's basket; ``client`` is the browser that wants its new state.

    ``proof`` is the code of its receipt, if it was scanned.
    """

    client: Annotated[str, Field(pattern=RANDOM_ID)]
    sale_id: Identity
    lines: Annotated[tuple[ReturnLineIn, ...], Field(min_length=1, max_length=500)]
    proof: Code = ""
    approval: ApprovalIn | None = None


class UndoIn(Request):
    """The wish to undo the last sale; ``client`` is the browser that wants its new state."""

    client: Annotated[str, Field(pattern=RANDOM_ID)]
    sale_id: Identity
    approval: ApprovalIn | None = None


class CorrectionIn(Request):
    """The means in which the last sale was really paid; ``key`` is random, ``reference`` the text of a slip."""

    key: RandomId
    sale_id: Identity
    method: PaymentMethod
    reference: Annotated[Text, Field(max_length=60)] = ""
    approval: ApprovalIn | None = None


class GiveBackIn(Request):
    """A wish to give back; ``due_minor`` is what the basket came to on the screen, zero or below."""

    key: RandomId
    basket_id: Identity
    due_minor: Annotated[WholeNumber, Field(ge=-AMOUNT_MAX_MINOR, le=0)]
    method: PaymentMethod
    reference: Annotated[Text, Field(max_length=60)] = ""
    with_tip: bool = False
    approval: ApprovalIn | None = None


class CreditIn(Request):
    """A wish to give back on a gift card; ``code`` is that of the customer's own, empty for a new one."""

    key: RandomId
    basket_id: Identity
    due_minor: Annotated[WholeNumber, Field(ge=-AMOUNT_MAX_MINOR, le=0)]
    code: Code = ""
    approval: ApprovalIn | None = None


@of_returns.get("/receipts")
def search(here: OperatorHere, text: Annotated[Code, Query(min_length=1)], counter: CounterOf, at: At) -> Reply:
    """The receipts that a text may mean, the newest first; of a receipt's code, that one."""
    check_no_card_data(text)
    with counter.store.view() as view:
        company = shop.get_station(view, here.till_id).shop
        first = company.business_day(at) - FOUND_DAYS
        proven = find_proven_sale(view, counter.store, text) if is_signed_code(text) else None
        search = ReceiptSearch(sale_id=proven.id) if proven else read_search(text, company.currency)
        receipts = find_receipts(view, search, first=first, most=FOUND_MAX)
        tills = {device.id: device.name for device in shop.all_devices(view)}
    return {"receipts": [sale_reply(each) | _about(each, tills[each.origin.device_id]) for each in receipts]}


@of_returns.get("/receipts/{sale_id}")
def look(here: OperatorHere, sale_id: SaleId, counter: CounterOf, at: At, proof: Proof = "") -> Reply:
    """One receipt with what is left of each line, and for how much no approval is needed; ``proof`` is its code."""
    with counter.store.view() as view:
        sale = sales.get_sale(view, sale_id)
        gone = return_lines.gone_back(view, sale.id)
        company = shop.get_station(view, here.till_id).shop
        rules = return_rules(view, company.currency)
        till = shop.get_station(view, sale.origin.device_id).device.name
        proven = find_proven_sale(view, counter.store, proof) if is_signed_code(proof) else None
    is_unproven = rules.needs_proof and (proven is None or proven.id != sale.id)
    is_old = needs_approval(rules, sale.origin.business_day, company.business_day(at), Money(0, company.currency))
    nothing = GoneBack()
    return (
        sale_reply(sale)
        | _about(sale, till)
        | {
            "free_minor": 0 if is_old or is_unproven else rules.amount_max.minor,
            "is_old": is_old,
            "is_unproven": is_unproven,
            "lines": [
                _sold_line(sale, each, gone.get(each.position, nothing))
                for each in sale.lines
                if each.kind is LineKind.GOODS
            ],
        }
    )


@of_returns.post("")
def choose(here: OperatorAtWork, body: ReturnsIn, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """Let sold lines come back with the till's basket; the reply is the till's new state."""
    actor = approved_actor(here, body.approval, counter, at)
    chosen = [ChosenLine(each.position, each.quantity, each.reason, each.goods_to) for each in body.lines]
    choose_returns(counter.store, actor, body.sale_id, chosen, at=at, proof=body.proof)
    counter.signals.signal(here.till_id)
    return state_reply(till_state(counter.store, here.till_id, body.client, at=at), words)


@of_returns.post("/undo")
def undo(here: OperatorAtWork, body: UndoIn, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """Let everything of the last sale come back with the till's basket; the reply is the till's new state."""
    actor = approved_actor(here, body.approval, counter, at)
    undo_sale(counter.store, actor, body.sale_id, at=at)
    counter.signals.signal(here.till_id)
    return state_reply(till_state(counter.store, here.till_id, body.client, at=at), words)


@of_returns.post("/correct-payment")
def correct(here: OperatorAtWork, body: CorrectionIn, counter: CounterOf, at: At) -> Reply:
    """Register the last sale in the right means of payment; the reply is the new sale."""
    check_no_card_data(body.reference)
    actor = approved_actor(here, body.approval, counter, at)
    wish = CorrectionWish(body.key, body.sale_id, body.method, body.reference)
    sale = correct_payment(counter.store, actor, wish, at=at)
    counter.deliveries.signal(here.till_id)
    counter.signals.signal(here.till_id)
    return sale_reply(sale)


@of_returns.post("/give-back")
def give(here: OperatorAtWork, body: GiveBackIn, counter: CounterOf, at: At) -> Reply:
    """Give back what is owed: in cash at once, to a card or a phone by asking its provider."""
    check_no_card_data(body.reference)
    actor = approved_actor(here, body.approval, counter, at)
    with counter.store.view() as view:
        currency = shop.get_station(view, here.till_id).shop.currency
    due = Money(body.due_minor, currency)
    wish = GiveBackWish(body.key, body.basket_id, due, body.method, body.reference, body.with_tip)
    document = give_back(counter.store, actor, wish, at=at)
    counter.payments.signal(here.till_id)
    counter.deliveries.signal(here.till_id)
    counter.signals.signal(here.till_id)
    return _give_back_reply(here, counter, document, body)


@of_returns.post("/store-credit")
def credit(here: OperatorAtWork, body: CreditIn, counter: CounterOf, at: At) -> Reply:
    """Put what is owed on a gift card: the customer's own, or a new one whose slip is printed."""
    actor = approved_actor(here, body.approval, counter, at)
    with counter.store.view() as view:
        currency = shop.get_station(view, here.till_id).shop.currency
    wish = CreditWish(body.basket_id, Money(body.due_minor, currency), body.code)
    refund = give_store_credit(counter.store, actor, counter.installation, wish, at=at)
    counter.deliveries.signal(here.till_id)
    counter.signals.signal(here.till_id)
    return _give_back_reply(here, counter, refund, body)


def _give_back_reply(
    here: AtTill, counter: Counter, document: Sale | PaymentAttempt, body: GiveBackIn | CreditIn
) -> Reply:
    with counter.store.view() as view:
        attempt = payment_attempts.find_by_key(view, body.key)
        attempts = payment_attempts.attempts_of(view, body.basket_id)
        currency = shop.get_station(view, here.till_id).shop.currency
    sold = document if isinstance(document, Sale) else None
    parts = PaymentParts(Money(body.due_minor, currency), attempts)
    return {
        "attempt": None if attempt is None else attempt_reply(attempt),
        "payments": parts_reply(parts) if attempts and sold is None else None,
        "sale": None if sold is None else sale_reply(sold),
    }


def _about(sale: Sale, till: str) -> Reply:
    return {
        "till": till,
        "goods": [line.name for line in sale.lines if line.kind is LineKind.GOODS][:3],
        "count": sum(1 for line in sale.lines if line.kind is LineKind.GOODS),
    }


def _sold_line(sale: Sale, line: SaleLine, gone: GoneBack) -> Reply:
    deposit = sum(each.gross.minor for each in sale.lines if each.belongs_to == line.position)
    return {
        "position": line.position,
        "sku": line.sku,
        "gtin": line.gtin or "",
        "name": line.name,
        "unit": line.unit.value,
        "quantity": str(line.quantity),
        "left": str(from_milli(to_milli(line.quantity) - to_milli(gone.quantity))),
        "gross_minor": line.gross.minor + deposit,
    }
