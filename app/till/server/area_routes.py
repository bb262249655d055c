"""The till's routes for the question for the postcode: it comes after the money, and nothing waits for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.till.server.at_till import OperatorAtWork
from app.till.server.wire import NUMBER_MAX, Request, WholeNumber
from app.web.request_parts import At, CounterOf, Reply
from operations.customers.area_questions import answer_area, ask_for_area

#: The question after a sale at one till.
of_areas = APIRouter(prefix="/till/{till_id}/area")

SaleNumber = Annotated[WholeNumber, Field(ge=1, le=NUMBER_MAX)]


class AskIn(Request):
    """The sale that was just paid."""

    sale_id: SaleNumber


class AnswerIn(Request):
    """The first digits of the customer's postcode; empty if the customer does not want to answer."""

    sale_id: SaleNumber
    area: Annotated[str, Field(max_length=10)] = ""


@of_areas.post("/ask")
def ask(here: OperatorAtWork, body: AskIn, counter: CounterOf, at: At) -> Reply:
    """Whether the customer of this sale is asked, and whether the shop asks anybody."""
    is_asked = ask_for_area(counter.store, here.actor(), counter.installation, body.sale_id, at=at)
    return {"is_asked": is_asked is True, "is_on": is_asked is not None}


@of_areas.post("")
def answer(here: OperatorAtWork, body: AnswerIn, counter: CounterOf, at: At) -> Reply:
    """Count the answer; a repeat counts nothing."""
    return {"is_counted": answer_area(counter.store, here.actor(), body.sale_id, body.area, at=at)}
