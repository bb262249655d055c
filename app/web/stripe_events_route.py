"""Where Stripe sends its events, if the shop has set a signing secret: each is checked, stored once, and only a nudge.

The reply does not wait for anything but the store; a thread asks Stripe about the payment afterwards.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response

from app.counter.open_counter import Counter
from app.web.problems import problem, problem_of, words_for
from app.web.request_parts import At, CounterOf
from hardware.terminal.stripe_events import EVENT_MAX_BYTES, ForgedEvent, hook_secrets, read_event
from operations.selling.event_inbox import store_event

EVENTS_PATH = "/stripe/events"
#: So many are heard in a second; who sends more is asked to come again, as Stripe does for three days.
EVENTS_PER_SECOND = 50

router = APIRouter()


class EventRate:
    """How many events came in the last second."""

    def __init__(self, per_second: int = EVENTS_PER_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._instants: deque[float] = deque(maxlen=per_second)

    def is_too_fast(self) -> bool:
        """Count one more, and return whether it is one too many."""
        now = self._clock()
        is_full = len(self._instants) == self._instants.maxlen and now - self._instants[0] < 1
        if not is_full:
            self._instants.append(now)
        return is_full


_rate = EventRate()


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post(EVENTS_PATH)
def hear_event(request: Request, body: Annotated[bytes, Depends(_body)], counter: CounterOf, at: At) -> Response:
    """Store a signed event; 404 without a signing secret, 400 for what Stripe did not sign."""
    words, secrets = words_for(request), hook_secrets()
    if not secrets:
        return problem(404, "not_found", words)
    if len(body) > EVENT_MAX_BYTES:
        return problem(413, "body_too_large", words)
    if _rate.is_too_fast():
        return problem(429, "server_busy", words)
    try:
        event = read_event(body, request.headers.get("stripe-signature", ""), secrets, at=at)
    except ForgedEvent as error:
        request.state.refused = 1
        return problem_of(request, error)
    if event is not None and store_event(counter.store, event):
        counter.payments.hear_news()
    return Response(status_code=204, headers={"cache-control": "no-store"})


def events_app(counter: Counter) -> FastAPI:
    """Only this route, for the port of the web shop, which is reached from outside."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.counter = counter
    app.include_router(router)
    return app
