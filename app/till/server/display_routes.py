"""The route with which somebody at a till makes a browser its customer display."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.till.server.at_till import OperatorAtWork
from app.till.server.wire import Request as Body
from app.till.server.wire import Text
from app.web.request_parts import At, CounterOf, Reply
from operations.access.displays import pair_display

of_till = APIRouter(prefix="/till/{till_id}")


class DisplayCodeIn(Body):
    """The code that a display shows, as somebody typed it."""

    code: Annotated[Text, Field(max_length=40)]


@of_till.post("/display")
def pair(here: OperatorAtWork, body: DisplayCodeIn, counter: CounterOf, at: At) -> Reply:
    """Make the browser that shows the code the display of this till."""
    return {"display": pair_display(counter.store, here.actor(), here.till_id, body.code, at=at).id}
