"""The till's routes for goods that come back without a receipt: what they are worth, and giving it back."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter
from pydantic import BeforeValidator, Field

from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import OperatorAtWork
from app.till.server.wire import (
    AMOUNT_MAX_MINOR,
    Code,
    Identity,
    RandomId,
    Request,
    Text,
    WholeNumber,
    plain_number,
    sale_reply,
)
from app.web.request_parts import At, CounterOf, Reply
from models.card_data import check_no_card_data
from models.money import Money
from models.selling.blind_return import BlindGoods
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnReason
from operations.selling.blind_returns import BlindWish, give_blind_return, quote_blind_return
from store import shop

#: So many scans make one return at most.
GOODS_MAX = 100

#: Returns without a receipt at one till.
of_blind_returns = APIRouter(prefix="/till/{till_id}/returns/blind")


class BlindGoodsIn(Request):
    """Goods that were scanned or typed, and how much of them."""

    code: Annotated[Code, Field(min_length=1)]
    quantity: Annotated[Decimal, BeforeValidator(plain_number), Field(max_digits=12, gt=0)] = Decimal(1)


class QuoteIn(Request):
    """The goods that the customer brings, in the order of their scans."""

    goods: Annotated[tuple[BlindGoodsIn, ...], Field(max_length=GOODS_MAX)]


class BlindReturnIn(QuoteIn):
    """A wish to take them back, worth ``worth_minor`` as it was shown; ``key`` is of the browser alone."""

    key: RandomId
    basket_id: Identity
    worth_minor: Annotated[WholeNumber, Field(ge=1, le=AMOUNT_MAX_MINOR)]
    reason: ReturnReason
    goods_to: GoodsTo
    customer: Annotated[Text, Field(max_length=40)] = ""
    approval: ApprovalIn | None = None


@of_blind_returns.post("/quote")
def quote(here: OperatorAtWork, body: QuoteIn, counter: CounterOf, at: At) -> Reply:
    """What the goods are worth, and how much may still be given back today."""
    quoted = quote_blind_return(counter.store, here.actor(), _goods(body), at=at)
    return {
        "basket_id": quoted.basket_id,
        "worth_minor": quoted.worth.minor,
        "cash_minor": quoted.cash.minor,
        "left_minor": quoted.left.minor,
        "lines": [
            {
                "position": line.position,
                "name": line.name,
                "unit": line.unit.value,
                "quantity": str(line.quantity),
                "gross_minor": amount,
            }
            for line, amount in zip(quoted.lines, quoted.amounts_minor, strict=True)
        ],
    }


@of_blind_returns.post("")
def give(here: OperatorAtWork, body: BlindReturnIn, counter: CounterOf, at: At) -> Reply:
    """Take the goods back, and give their worth in cash."""
    check_no_card_data(body.customer)
    actor = approved_actor(here, body.approval, counter, at)
    with counter.store.view() as view:
        currency = shop.get_station(view, here.till_id).shop.currency
    wish = BlindWish(
        body.basket_id,
        _goods(body),
        GoodsReturned(body.reason, body.goods_to),
        Money(body.worth_minor, currency),
        body.customer.strip() or None,
    )
    refund = give_blind_return(counter.store, actor, wish, at=at)
    counter.deliveries.signal(here.till_id)
    counter.signals.signal(here.till_id)
    return {"attempt": None, "payments": None, "sale": sale_reply(refund)}


def _goods(body: QuoteIn) -> tuple[BlindGoods, ...]:
    return tuple(BlindGoods(each.code, each.quantity) for each in body.goods)
