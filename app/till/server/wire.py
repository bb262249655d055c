"""Shapes of requests and replies. Amounts are minor units, quantities decimal text, instants ISO 8601 in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.till.server.basket_parts import code_reply, gift_part_reply, grant_reply, points_reply, voucher_reply
from app.web.code_picture import qr_picture
from app.web.request_parts import Reply
from app.words import Words
from models.card_data import has_card_data
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.payment_reason import reason_of_code
from models.selling.basket import PricedBasket, PricedLine
from models.selling.payment_parts import PaymentParts
from models.selling.return_state import ReturnState
from models.selling.sale import DEPOSIT_NAME, LineKind, Sale
from models.selling.settlement import Offer, TenderKind, cash_due
from models.selling.supply_choice import SupplyChoice
from models.selling.till_event import (
    RATE_MAX_PPM,
    AddNote,
    Cancel,
    ChooseGroup,
    ChooseMember,
    ChooseSupply,
    ConfirmAge,
    DiscountBasket,
    DiscountLine,
    EventKind,
    OpenDrawer,
    Park,
    Recall,
    RefuseAge,
    RemoveCode,
    RemoveDiscount,
    RemoveLine,
    RemoveVoucher,
    Scan,
    SetQuantity,
    ShowCode,
    StaffPurchase,
    TakeReward,
    TakeVoucher,
    TillEvent,
    UsePoints,
)
from models.selling.till_state import EventProblem, ParkedBasket, TillState

#: The largest whole number that JavaScript holds exactly.
NUMBER_MAX = 2**53 - 1
AMOUNT_MAX_MINOR = 10**12
POSITION_MAX = 2**31 - 1
EVENTS_MAX = 100
YEARS_MAX = 999
TEXT_MAX = 120
#: A link or a GS1 code is longer than a barcode.
CODE_MAX = 300


def _without_nul(text: str) -> str:
    # PostgreSQL cannot hold the character, and no keyboard or scanner sends it.
    if "\0" in text:
        raise ValueError("holds a NUL character")
    return text


def plain_number(value: object) -> object:
    """Only what is written as a number with plain digits: JavaScript and Python read other things as numbers, too."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return value
    if type(value) is int:
        return value
    raise ValueError("is no number in plain digits")


RANDOM_ID = r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,3})?")


def _random_id(text: str) -> str:
    """A random id, which has letters; one in two thousand has digits between them that a card could have."""
    if text.strip("0123456789-") == "" and has_card_data(text):
        raise ValueError("holds a card number")
    return text


Code = Annotated[str, Field(max_length=CODE_MAX), AfterValidator(_without_nul)]
Text = Annotated[str, Field(max_length=TEXT_MAX), AfterValidator(_without_nul)]
WholeNumber = Annotated[int, Field(strict=True)]
Identity = Annotated[WholeNumber, Field(ge=0, le=NUMBER_MAX)]


class Request(BaseModel):
    """A request body: unknown fields are rejected."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EventIn(Request):
    """One thing that an operator did, of any kind; see :mod:`models.selling.till_event`.

    Every kind takes the fields of all kinds: browsers may send events that they stored long ago.
    """

    seq: Annotated[WholeNumber, Field(ge=1, le=NUMBER_MAX)]
    kind: EventKind
    code: Code = ""
    quantity: Annotated[Decimal, BeforeValidator(plain_number), Field(max_digits=12)] = Decimal(1)
    position: Annotated[WholeNumber, Field(ge=0, le=POSITION_MAX)] = 0
    basket_id: Identity = 0
    reason: Text = ""
    text: Text = ""
    years: Annotated[WholeNumber, Field(ge=0, le=YEARS_MAX)] = 0
    price_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)] | None = None
    measured: bool = False
    rate_ppm: Annotated[WholeNumber, Field(ge=1, le=RATE_MAX_PPM)] | None = None
    amount_minor: Annotated[WholeNumber, Field(ge=1, le=AMOUNT_MAX_MINOR)] | None = None
    supply: SupplyMode = SupplyMode.TAKE_AWAY
    points: Annotated[WholeNumber, Field(ge=0, le=NUMBER_MAX)] = 0

    def event(self) -> TillEvent:
        """The event of that kind; fields that it does not have are left out."""
        return _EVENTS[self.kind](self)


_EVENTS: Mapping[EventKind, Callable[[EventIn], TillEvent]] = {
    EventKind.SCAN: lambda body: Scan(body.seq, body.code, body.quantity, body.price_minor, body.measured),
    EventKind.SET_QUANTITY: lambda body: SetQuantity(body.seq, body.position, body.quantity, body.code),
    EventKind.REMOVE: lambda body: RemoveLine(body.seq, body.position, body.code),
    EventKind.PARK: lambda body: Park(body.seq),
    EventKind.RECALL: lambda body: Recall(body.seq, body.basket_id),
    EventKind.CANCEL: lambda body: Cancel(body.seq, body.reason),
    EventKind.OPEN_DRAWER: lambda body: OpenDrawer(body.seq, body.reason),
    EventKind.ADD_NOTE: lambda body: AddNote(body.seq, body.text),
    EventKind.CONFIRM_AGE: lambda body: ConfirmAge(body.seq, body.years),
    EventKind.REFUSE_AGE: lambda body: RefuseAge(body.seq, body.years),
    EventKind.DISCOUNT_LINE: lambda body: DiscountLine(
        *(body.seq, body.rate_ppm, body.amount_minor, body.reason, body.position, body.code, body.price_minor)
    ),
    EventKind.DISCOUNT_BASKET: lambda body: DiscountBasket(body.seq, body.rate_ppm, body.amount_minor, body.reason),
    EventKind.STAFF_PURCHASE: lambda body: StaffPurchase(body.seq),
    EventKind.CHOOSE_SUPPLY: lambda body: ChooseSupply(body.seq, body.supply, body.position, body.code),
    EventKind.SHOW_CODE: lambda body: ShowCode(body.seq, body.code),
    EventKind.REMOVE_CODE: lambda body: RemoveCode(body.seq, body.code),
    EventKind.CHOOSE_GROUP: lambda body: ChooseGroup(body.seq, body.code),
    EventKind.TAKE_VOUCHER: lambda body: TakeVoucher(body.seq, body.amount_minor or 0, body.reason),
    EventKind.REMOVE_VOUCHER: lambda body: RemoveVoucher(body.seq, body.code),
    EventKind.CHOOSE_MEMBER: lambda body: ChooseMember(body.seq, body.code),
    EventKind.USE_POINTS: lambda body: UsePoints(body.seq, body.points),
    EventKind.TAKE_REWARD: lambda body: TakeReward(body.seq, body.code),
    EventKind.REMOVE_DISCOUNT: lambda body: RemoveDiscount(body.seq, body.position),
}


class EventsIn(Request):
    """What a browser did since the last answer; ``client`` is its random id."""

    client: Annotated[str, Field(pattern=RANDOM_ID), AfterValidator(_random_id)]
    events: Annotated[tuple[EventIn, ...], Field(max_length=EVENTS_MAX)]


class OfferIn(Request):
    """What the customer hands over."""

    kind: TenderKind = TenderKind.CASH
    amount_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)]


class PaymentIn(Request):
    """A wish to pay a basket; ``shown_minor`` is the total that the operator saw."""

    basket_id: Identity
    shown_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)]
    offers: Annotated[tuple[OfferIn, ...], Field(min_length=1, max_length=10)]

    def money(self, currency: str) -> tuple[Offer, ...]:
        """The offers as amounts of ``currency``."""
        return tuple(Offer(offer.kind, Money(offer.amount_minor, currency)) for offer in self.offers)


RandomId = Annotated[str, Field(pattern=RANDOM_ID), AfterValidator(_random_id)]


class PartIn(Request):
    """A wish to take a part of what a basket costs; ``key`` is random, so that the same wish is taken once."""

    key: RandomId
    basket_id: Identity
    shown_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)]
    method: PaymentMethod
    amount_minor: Annotated[WholeNumber, Field(ge=1, le=AMOUNT_MAX_MINOR)]
    reference: Annotated[Text, Field(max_length=60)] = ""
    tip_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)] = 0


class ReturnIn(Request):
    """A wish to give a part back; ``key`` is that of the new attempt."""

    key: RandomId


class FindingIn(Request):
    """What somebody found out about an attempt that no terminal answers for."""

    state: AttemptState
    evidence: Text


def state_reply(state: TillState, words: Words) -> Reply:
    """A till's state, with refusals in the operator's language."""
    return {
        "device_id": state.device_id,
        "client": state.client,
        "currency": state.currency,
        "acked_seq": state.acked_seq,
        "basket": None if state.basket is None else _basket(state.basket, state.supply),
        "parked": [_parked(basket) for basket in state.parked],
        "problems": [_problem(problem, words) for problem in state.problems],
        "payments": None if state.payments is None else parts_reply(state.payments),
        "returned": None if state.returned is None else returned_reply(state.returned),
        "member": None if state.member is None else asdict(state.member),
    }


def returned_reply(returned: ReturnState) -> Reply:
    """What comes back with the basket, and how the money goes back."""
    plan = returned.plan
    return {
        "receipt_number": returned.receipt_number,
        "lines": [
            {
                "sale_id": line.sale_id,
                "position": line.position,
                "belongs_to": sold.belongs_to,
                "name": "" if sold.kind is LineKind.DEPOSIT and sold.name == DEPOSIT_NAME else sold.name,
                "unit": sold.unit.value,
                "quantity": str(line.quantity),
                "gross_minor": line.gross_minor,
                "reason": line.reason.value,
                "goods_to": line.goods_to.value,
            }
            for line, sold in returned.lines
        ],
        "plan": None
        if plan is None
        else {
            "owed_minor": plan.owed.minor,
            "cash_minor": cash_due(plan.owed).minor,
            "method": plan.method.value,
            "amount_minor": plan.amount.minor,
            "card": plan.card,
            "tip_minor": plan.tip.minor if plan.tip else 0,
        },
    }


def parts_reply(parts: PaymentParts) -> Reply:
    """What is paid of a basket, what is being paid, and what is left."""
    waiting = parts.open_attempt
    return {
        "paid_minor": parts.paid.minor,
        "rest_minor": parts.rest.minor,
        "cash_rest_minor": parts.rest_in_cash.minor,
        "open": None if waiting is None else attempt_reply(waiting),
        "attempts": [attempt_reply(each) for each in parts.attempts],
    }


def attempt_reply(attempt: PaymentAttempt) -> Reply:
    """One attempt as the operator sees it; nothing of a card but what a receipt shows."""
    order, answer = attempt.order, attempt.answer
    return {
        "id": attempt.id,
        "key": order.key,
        "basket_id": order.basket_id,
        "kind": order.kind.value,
        "method": order.method.value,
        "state": attempt.state.value,
        "amount_minor": order.amount.minor,
        "taken_minor": attempt.amount_taken.minor,
        "reason": reason_of_code(answer.reason, order.kind) or "",
        "code": None if not answer.code else qr_picture(answer.code)._asdict(),
        "is_cancel_wanted": attempt.is_cancel_wanted,
        "is_applied": attempt.is_applied,
        "original": attempt.original,
        "tip_minor": 0 if answer.tip is None else answer.tip.minor,
        "card": "" if answer.card is None else f"{answer.card.brand} {answer.card.last_four}".strip(),
    }


def sale_reply(sale: Sale) -> Reply:
    """What the operator needs to see of a sale: the receipt's number and the change."""
    paid = sale.settlement
    return {
        "id": sale.id,
        "receipt_number": sale.origin.receipt_number,
        "at": sale.origin.at.isoformat(),
        "kind": sale.kind.value,
        "currency": sale.currency,
        "gross_minor": paid.gross.minor,
        "tax_minor": sale.tax.minor,
        "rounding_minor": paid.rounding.minor,
        "due_minor": paid.due.minor,
        "change_minor": paid.change.minor,
        "tenders": [{"kind": tender.kind.value, "amount_minor": tender.amount.minor} for tender in paid.tenders],
    }


def _basket(priced: PricedBasket, choice: SupplyChoice) -> Reply:
    """A basket; ``gross_minor`` is what is due for it, below zero where the shop owes the customer."""
    return {
        "id": priced.basket.id,
        "last_position": priced.basket.last_position,
        "lines": [_line(line, choice) for line in priced.lines],
        "gross_minor": priced.due.minor,
        "returned_minor": priced.basket.returned_minor or 0,
        "tax_minor": priced.tax_minor,
        "discount_minor": priced.discount_minor,
        "cash_due_minor": cash_due(priced.due).minor,
        "age_confirmed": priced.basket.age_confirmed,
        "discounts": [grant_reply(each, priced) for each in priced.basket.discounts],
        "codes": [code_reply(each, priced) for each in priced.basket.codes],
        "customer_group": priced.basket.customer_group or "",
        "vouchers": [voucher_reply(each) for each in priced.basket.vouchers],
        "gift_cards": [gift_part_reply(each, priced) for each in priced.basket.gift_cards],
        "gift_loads": [gift_part_reply(each, priced) for each in priced.basket.gift_loads],
        "points": points_reply(priced),
        "notes": [{"position": note.position, "text": note.text} for note in priced.basket.notes],
    }


def _line(priced: PricedLine, choice: SupplyChoice) -> Reply:
    line = priced.line
    return {
        "position": line.position,
        "sku": line.sku,
        "name": line.name,
        "unit": line.unit.value,
        "quantity": str(line.quantity),
        "unit_price_minor": line.unit_price.minor,
        "discount_minor": priced.discount_minor,
        "gross_minor": priced.gross_minor,
        "deposit_minor": line.deposit.amount.minor if line.deposit else 0,
        "deposit_name": line.deposit.name if line.deposit else "",
        "deposit_gross_minor": priced.deposit.gross_minor if priced.deposit else 0,
        "age_limit": line.age_limit or 0,
        "supply": line.supply.value if choice.is_for(line) else "",
        "discounts": [
            {"kind": part.kind.value, "text": part.text, "rate_ppm": part.rate_ppm, "amount_minor": part.amount_minor}
            for part in priced.discounts
        ],
    }


def _parked(basket: ParkedBasket) -> Reply:
    return {
        "basket_id": basket.basket_id,
        "label": basket.label,
        "gross_minor": basket.gross.minor,
        "lines": basket.lines,
        "opened_at": basket.opened_at.isoformat(),
    }


def _problem(problem: EventProblem, words: Words) -> Reply:
    message = words.explain_code(problem.code, problem.values, otherwise="") or words.translate("problem.refused_event")
    return {"seq": problem.seq, "code": problem.code, "subject": problem.subject, "message": message}
