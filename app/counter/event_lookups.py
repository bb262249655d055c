"""Events of a payment provider are worked off: each makes us ask about its payment, and only that answer counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.counter.payment_steps import who_began
from hardware.terminal.port import PaymentTerminal
from models.payments.attempt import AttemptKind, PaymentAttempt
from models.payments.attempt_state import AttemptState
from models.payments.provider_event import ProviderEvent
from operations.selling.event_inbox import finish_events
from operations.selling.payment_changes import record_answer
from store.database.engine import Store
from store.selling import payment_attempts, provider_events

#: So many events are worked off before the next look at what waits.
EVENTS_AT_ONCE = 50


def look_up_events(
    store: Store,
    terminal_of: Callable[[str], PaymentTerminal],
    on_news: Callable[[int], None],
    ask_on_web: Callable[[int], bool],
    *,
    at: datetime,
) -> bool:
    """Ask about the payments of events that wait; ``False`` if some of them nobody could answer yet.

    ``on_news`` gets each till of which a payment changed, or is being asked about by its own thread. ``ask_on_web``
    asks about the payment of an order of the web shop.
    """
    with store.view() as view:
        waiting = provider_events.waiting_events(view, EVENTS_AT_ONCE)
    by_attempt: dict[int | None, tuple[PaymentAttempt | None, list[ProviderEvent]]] = {}
    for event in waiting:
        attempt = _attempt_of(store, event)
        number = None if attempt is None else attempt.id
        by_attempt.setdefault(number, (attempt, []))[1].append(event)
    is_answered = True
    for attempt, events in by_attempt.values():
        if attempt is None:
            is_known = True
        elif attempt.is_of_web and attempt.order.kind is AttemptKind.CHARGE:
            is_known = ask_on_web(attempt.order.basket_id)
        else:
            is_known = _look_up(store, terminal_of, on_news, attempt, at)
        is_answered = is_answered and is_known
        if not is_known:
            continue
        finish_events(store, events, at=at)
    return is_answered


def _attempt_of(store: Store, event: ProviderEvent) -> PaymentAttempt | None:
    with store.view() as view:
        by_key = payment_attempts.find_by_key(view, event.key) if event.key else None
        if by_key is None and event.reference:
            return payment_attempts.find_by_reference(view, event.reference)
        return by_key


def _look_up(
    store: Store,
    terminal_of: Callable[[str], PaymentTerminal],
    on_news: Callable[[int], None],
    attempt: PaymentAttempt,
    at: datetime,
) -> bool:
    """Ask about one payment, unless its till's thread does so or nothing can change; ``False``: nobody answered."""
    till = attempt.order.till_id
    if attempt.is_open:
        on_news(till)
        return True
    if attempt.terminal is None or attempt.state is AttemptState.APPROVED:
        return True
    answer = terminal_of(attempt.terminal).status(attempt.order, attempt.answer.reference, at=at)
    if answer.state is AttemptState.UNKNOWN:
        return False
    if record_answer(store, who_began(attempt), attempt.id, answer, at=at) != attempt:
        on_news(till)
    return True
